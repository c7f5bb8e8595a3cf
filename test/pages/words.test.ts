import { languages } from '../../src/pages/index.ts'
import type { Language } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'

const when = 'in 30 seconds'

/** Every text of a language by its path, e.g. `orders.paid.title`. */
function textsOf(language: Language): Map<string, string> {
  const texts = new Map<string, string>()
  const collect = (path: string, value: unknown): void => {
    if (typeof value === 'string') texts.set(path, value)
    else if (typeof value === 'function') texts.set(path, (value as (when: string) => string)(when))
    else for (const [name, inner] of Object.entries(value as object)) collect(path ? `${path}.${name}` : name, inner)
  }
  collect('', wordsOf(language))
  return texts
}

const english = textsOf('en')

/** Languages that are not written in Latin letters from left to right. */
const scripts: Partial<Record<Language, { readonly script: RegExp; readonly direction?: 'rtl' }>> = {
  ar: { script: /\p{Script=Arabic}/u, direction: 'rtl' },
  el: { script: /\p{Script=Greek}/u },
  hy: { script: /\p{Script=Armenian}/u },
  ka: { script: /\p{Script=Georgian}/u },
  kk: { script: /\p{Script=Cyrillic}/u },
  ru: { script: /\p{Script=Cyrillic}/u },
}

describe.each(languages)('the words in %s', (language) => {
  const texts = textsOf(language)

  it('are the same set as in English, none empty and none with stray spaces', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [path, text] of texts) expect([path, text]).toEqual([path, text.trim().replace(/ {2,}/g, ' ')])
    expect([...texts.values()]).not.toContain('')
  })

  it('say when to try again', () => {
    expect(wordsOf(language).tryAgainWhen(when)).toContain(when)
  })

  it('are whole sentences where a sentence is expected', () => {
    const sentences = [...texts].filter(([path]) => /^(?:money|reasons|advice)\.|\.next$|^[a-z]+$/i.test(path))
    // U+0589 ends an Armenian sentence.
    const end = language === 'hy' ? /\u0589$/ : /\.$/

    for (const [path, text] of sentences) {
      if (!['locale', 'direction'].includes(path)) expect([path, text]).toEqual([path, expect.stringMatching(end)])
    }
  })

  it('never speak of theft, loss or fraud to the buyer', () => {
    const forbidden = new RegExp(
      [
        'fraud|stolen|\\blost card|betrug|gestohlen|verloren[es]* karte|fraude|vol[ée]e?\\b|robad|rubat|furto|roubad',
        'oszust|skradz|gestolen|απάτ|κλεμμ|fraud[ăe]|furat|мошен|украд|dolandır|çalıntı|kayıp kart|احتيال|مسروق|سرق',
        'بطاقة مفقودة|խարդախ|գողաց|կորած քարտ|თაღლით|მოპარ|დაკარგული ბარათ|алаяқ|ұрлан|жоғалған карта',
      ].join('|'),
      'i',
    )

    for (const text of texts.values()) expect(text).not.toMatch(forbidden)
  })

  it('have a locale that this Node formats by', () => {
    const { locale } = wordsOf(language)

    expect(Intl.NumberFormat.supportedLocalesOf(locale)).toEqual([locale])
    expect(locale.split('-')[0]).toBe(language)
  })

  it('are written in the letters of the language, in its direction', () => {
    const { script = /\p{Script=Latin}/u, direction = 'ltr' } = scripts[language] ?? {}

    expect(wordsOf(language).direction).toBe(direction)
    for (const [path, text] of texts) {
      if (['locale', 'direction'].includes(path)) continue
      expect([path, text]).toEqual([path, expect.stringMatching(script)])
      // A letter of another script is a slip of the keyboard: `о` is not `o`.
      const others = text
        .replace(when, '')
        .match(/\p{L}/gu)!
        .filter((letter) => !script.test(letter))
      expect([path, others]).toEqual([path, []])
    }
  })

  it('are not left in English', () => {
    if (language === 'en') return
    const same = [...texts].filter(([path, text]) => text === english.get(path)).map(([path]) => path)

    // `Date` or `Item` may be spelt alike in both languages; a sentence may not.
    for (const path of same) expect(path).toMatch(/^facts\.|^direction$/)
  })
})
