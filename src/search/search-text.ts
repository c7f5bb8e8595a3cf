import { findCurrency } from '../iso-4217.ts'
import type { ListQuery } from '../ledger/order-query.ts'
import { toMinorUnits } from '../money.ts'
import { isLine } from '../plain-text.ts'

/** What a text that was typed into a search box can be. */
export const readingKinds = ['id', 'email', 'card-end', 'amount'] as const

/** One way to read a text, and the orders it then stands for. */
export interface Reading {
  readonly kind: (typeof readingKinds)[number]
  readonly query: ListQuery
}

/**
 * Why a text is not looked up at all: there is nothing in it, it is longer than anything that is kept of an order, or
 * it holds characters that none has (control characters, halves of a character). Markup is a text like any other: a
 * shop's reference may hold it.
 */
export type SearchRefusal = 'empty' | 'too-long' | 'unreadable'

/** The longest text kept of an order that can be looked for: an e-mail address, in UTF-16 code units. */
export const maxTextLength = 320

/** Blanks of every width, as pages and spreadsheets put them between digits. */
const gaps = /[\s\u00a0\u2007\u2009\u202f]+/gu

/** Undefined if the text may be looked up. */
export function refusalOf(text: string): SearchRefusal | undefined {
  // Before anything else is done with it.
  if (text.length > 2 * maxTextLength) return 'too-long'
  const line = text.trim()
  if (line === '') return 'empty'
  if (line.length > maxTextLength) return 'too-long'
  return isLine(line) ? undefined : 'unreadable'
}

/**
 * The ways to read what a person typed into the one search box: an exact id first, then an e-mail address, the last
 * four digits of a card, and an amount.
 *
 * @param text - one without a {@link refusalOf}.
 * @param currencies - of the shop's orders: an amount without a currency may be of any of them.
 */
export function readingsOf(text: string, currencies: readonly string[]): readonly Reading[] {
  const line = text.trim()
  const readings: Reading[] = [{ kind: 'id', query: { id: idsIn(line) } }]
  if (/^\S+@\S+$/u.test(line)) readings.push({ kind: 'email', query: { email: line } })
  const cardEnd = cardEndIn(line)
  if (cardEnd !== undefined) readings.push({ kind: 'card-end', query: { cardEnd } })
  return [...readings, ...amountsIn(line, currencies)]
}

/** What an order number consists of once its gaps are closed, ours or that of version 0.1.0, or a UUID. */
const idWithGaps = /^[0-9A-Za-z][0-9A-Za-z\s\u00a0-]*$/u

/** Ours has 26 characters, see `makeOrderNumber`. */
const ourLength = 26

/**
 * The ids that a text may mean: itself as it stands; without gaps; in one case of letters. Ours is read out over the
 * telephone, so the letters that it never holds are taken for the digits that sound or look like them.
 */
function idsIn(line: string): readonly string[] {
  const ids = [line]
  if (idWithGaps.test(line)) {
    const plain = line.replaceAll(gaps, '')
    ids.push(plain, plain.toLowerCase(), plain.toUpperCase())
    const ours = plain.replaceAll('-', '').toUpperCase()
    if (ours.length === ourLength) ids.push(ours.replaceAll('O', '0').replaceAll(/[IL]/g, '1'))
  }
  return [...new Set(ids)]
}

/** The last four digits, alone, behind a brand, or of a number that is masked or whole: `1111`, `VISA 1111`. */
const cardNumber = /^(?:[A-Za-z]{2,20} )?(?:[0-9*•xX ]*[*•xX] ?|[0-9]{4}(?: ?[0-9]{4}){2} ?)?([0-9]{4})$/u

function cardEndIn(line: string): string | undefined {
  return cardNumber.exec(line.replaceAll(gaps, ' '))?.[1]
}

/** `12.50`, `1 487.62 EUR`, `EUR 12.50`. */
const amount = /^(?:([A-Za-z]{3}) )?([0-9]{1,3}(?: ?[0-9]{3})*|[0-9]{1,12})((?:\.[0-9]+)?)(?: ([A-Za-z]{3}))?$/u

/** One for each number of minor units: 12.50 is 1250 of EUR and USD, and 12500 of KWD. */
function amountsIn(line: string, currencies: readonly string[]): readonly Reading[] {
  const [, before, whole = '', decimals = '', after] = amount.exec(line.replaceAll(gaps, ' ')) ?? []
  if (whole === '' || (before !== undefined && after !== undefined)) return []
  const given = (before ?? after)?.toUpperCase()
  if (given !== undefined && findCurrency(given) === undefined) return []
  const byAmount = new Map<number, string[]>()
  for (const currency of given === undefined ? currencies : [given]) {
    const amountMinor = minorOf(whole.replaceAll(' ', '') + decimals, currency)
    if (amountMinor !== undefined) byAmount.set(amountMinor, [...(byAmount.get(amountMinor) ?? []), currency])
  }
  return [...byAmount].map(([amountMinor, currency]) => ({ kind: 'amount', query: { amountMinor, currency } }))
}

/** Undefined if the currency has no such amount: 12.50 of JPY, or nothing at all. */
function minorOf(text: string, currency: string): number | undefined {
  try {
    const amountMinor = toMinorUnits(text, currency)
    return amountMinor > 0 ? amountMinor : undefined
  } catch {
    return undefined
  }
}
