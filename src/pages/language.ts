import type { Words } from './words/words.ts'
import { ar } from './words/ar.ts'
import { de } from './words/de.ts'
import { el } from './words/el.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { hy } from './words/hy.ts'
import { it } from './words/it.ts'
import { ka } from './words/ka.ts'
import { kk } from './words/kk.ts'
import { nl } from './words/nl.ts'
import { pl } from './words/pl.ts'
import { pt } from './words/pt.ts'
import { ro } from './words/ro.ts'
import { ru } from './words/ru.ts'
import { tr } from './words/tr.ts'

const wordsByLanguage = {
  ar,
  de,
  el,
  en,
  es,
  fr,
  hy,
  it,
  ka,
  kk,
  nl,
  pl,
  pt,
  ro,
  ru,
  tr,
} as const satisfies Record<string, Words>

/** BCP 47 tag of a language the built-in pages are written in. */
export type Language = keyof typeof wordsByLanguage

/** Every language the built-in pages are written in. */
export const languages = Object.keys(wordsByLanguage) as readonly Language[]

/** Used if neither the order nor the browser names a language we have. */
const defaultLanguage: Language = 'en'

// More than any browser sends; the rest is ignored.
const maxRanges = 20

/** The words of one language. */
export function wordsOf(language: Language): Words {
  return wordsByLanguage[language]
}

/**
 * The language of a page: the wanted one, else the browser's first that we have, else English.
 *
 * @param wanted language of the order or of the options, as the gateway takes it. Its `kh` and `cn` (BPC: languages)
 *   are not ISO 639-1 languages; we have no words in Khmer and Chinese, so they too leave the choice to the browser.
 * @param acceptLanguage the request's header (RFC 9110, 12.5.4), read by basic filtering of the primary subtag.
 */
export function chooseLanguage(wanted: string | undefined, acceptLanguage: string | undefined): Language {
  return languageOfTag(wanted ?? '') ?? firstAccepted(acceptLanguage ?? '') ?? defaultLanguage
}

function firstAccepted(header: string): Language | undefined {
  const accepted = header
    .split(',', maxRanges)
    .map(readRange)
    .filter((range) => range.weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of accepted) {
    const language = tag === '*' ? defaultLanguage : languageOfTag(tag)
    if (language) return language
  }
  return undefined
}

/** `de-AT;q=0.8`. A weight that RFC 9110, 12.4.2 does not allow counts as 0. */
function readRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', parameter] = range.split(';').map((part) => part.trim())
  if (parameter === undefined) return { tag, weight: 1 }
  const weight = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i.exec(parameter)?.[1]
  return { tag, weight: Number(weight ?? 0) }
}

function languageOfTag(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0]
  return languages.find((language) => language === primary)
}
