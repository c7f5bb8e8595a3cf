import { showValue } from '../show-value.ts'
import { quoted } from '../visible.ts'
import type { BankRecord } from './bank-record.ts'
import type { ColumnMap, RegistryField } from './registry-columns.ts'
import { amountOf, currencyOf, makeReadTime } from './registry-values.ts'
import type { ReadTime, RegistryTime, TimeTerms } from './registry-values.ts'
import { wordOf } from './registry-words.ts'
import type { RegistryWord } from './registry-words.ts'

export interface RegistryTerms extends TimeTerms {
  /** Names of columns that a person has given. */
  readonly columns: ReadonlyMap<RegistryField, string>
  /** For a registry that names no currency. ISO 4217 alphabetic code. */
  readonly currency: string | undefined
  /** Only lines of this merchant, as the registry writes it. */
  readonly merchant: string | undefined
}

/** What a line came to. */
export type RegistryLine =
  | { readonly kind: 'record'; readonly record: BankRecord }
  | { readonly kind: 'problem'; readonly text: string }
  /** A sum, a signature, a line of blanks, a refund that was declined. */
  | { readonly kind: 'nothing' | 'other-merchant' }

class Unreadable extends Error {}

/** Reads one line by the columns that were found. */
export function makeReadLine(
  columns: ColumnMap,
  terms: RegistryTerms,
): (cells: readonly string[], line: number) => RegistryLine {
  const highest = Math.max(...['orderNumber', 'gatewayOrderId', 'amount', 'date'].map(indexOf))
  const readTime = makeReadTime(terms)
  function indexOf(field: string): number {
    return columns.get(field as RegistryField) ?? -1
  }

  return (cells, line) => {
    const cell = (field: RegistryField): string => cells[indexOf(field)]?.trim() ?? ''
    if (isNothing(cells, cell)) return { kind: 'nothing' }
    if (cells.length <= highest) {
      return { kind: 'problem', text: `wanted ${highest + 1} cells at least, got ${cells.length}.` }
    }
    const merchant = cell('merchant')
    if (terms.merchant !== undefined && merchant !== terms.merchant) return { kind: 'other-merchant' }
    try {
      const record = readRecord(cell, { ...terms, readTime }, line)
      return record ? { kind: 'record', record } : { kind: 'nothing' }
    } catch (error) {
      if (error instanceof Unreadable) return { kind: 'problem', text: error.message }
      throw error
    }
  }
}

interface ReadTerms extends RegistryTerms {
  readonly readTime: ReadTime
}

type Cell = (field: RegistryField) => string

/** The beginnings of lines that add up others, or sign them. */
const totals = /^(total|subtotal|sum|gesamt|toplam|signature|итог|всего|подпис|σύνολο)/i

/** No order and no day: the line is about no payment. */
function isNothing(cells: readonly string[], cell: Cell): boolean {
  const first = cells.find((one) => one.trim() !== '')
  if (first === undefined) return true
  const isNameless = cell('orderNumber') === '' && cell('gatewayOrderId') === ''
  if (cell('date') !== '') return isNameless && totals.test(first.trim())
  return totals.test(first.trim()) || (isNameless && cell('amount') === '')
}

/**
 * Undefined for what came to nothing: a refund that was declined.
 *
 * @throws Unreadable for the first thing that cannot be read.
 */
function readRecord(cell: Cell, terms: ReadTerms, line: number): BankRecord | undefined {
  const orderNumber = cell('orderNumber') || undefined
  const gatewayOrderId = cell('gatewayOrderId') || undefined
  if (orderNumber === undefined && gatewayOrderId === undefined) throw new Unreadable('it names no order.')
  const gross = cell('amount')
  const amount = gross === '' ? cell('net') : gross
  const currency = currencyIn(cell('currency'), amount, terms)
  const amountMinor = requireAmount(amount, currency)
  const fee = cell('fee')
  const { day, at } = timeIn(cell, terms.readTime)
  const told = toldBy(wordIn(cell, amountMinor), Math.abs(amountMinor))
  if (!told) return undefined
  return {
    orderNumber,
    gatewayOrderId,
    ...told,
    currency,
    refundedMinor: undefined,
    feeMinor: fee === '' ? undefined : Math.abs(requireAmount(fee, currency)),
    day,
    at,
    operationId: cell('operationId') || undefined,
    line,
  }
}

function currencyIn(text: string, amount: string, { currency: standard }: RegistryTerms): string {
  const sign = /\p{L}+\.?|\p{Sc}/u.exec(amount)?.[0] ?? ''
  const named = text === '' ? sign : text
  const currency = named === '' ? standard : currencyOf(named)
  if (currency !== undefined) return currency
  throw new Unreadable(
    named === ''
      ? 'it names no currency, and the shop has none (CHECKOUT_CURRENCY).'
      : `${quoted(named)} is no currency.`,
  )
}

function requireAmount(text: string, currency: string): number {
  const amountMinor = amountOf(text, currency)
  if (amountMinor !== undefined) return amountMinor
  throw new Unreadable(`wanted an amount of ${currency}, got ${showValue(text)}.`)
}

function timeIn(cell: Cell, readTime: ReadTime): RegistryTime {
  const text = [cell('date'), cell('time')].filter((part) => part !== '').join(' ')
  const time = readTime(text)
  if (time) return time
  throw new Unreadable(`wanted a day such as 27.11.2026 or 2026-11-27 14:18:05, got ${showValue(text)}.`)
}

/** What was done wins over how the order stands; without either, the sign of the amount tells. */
function wordIn(cell: Cell, amountMinor: number): RegistryWord {
  const [done, stands] = [requireWord('operation', cell), requireWord('status', cell)]
  if (stands === 'unpaid') return done !== undefined && goingBack.has(done) ? 'nothing' : 'unpaid'
  if (done === undefined) return amountMinor < 0 ? 'refund' : wordOfStatus(stands)
  if (done === 'reversed') return 'refund'
  if (done !== 'paid') return done
  if (amountMinor < 0) return 'refund'
  // A payment that is still on hold is one; an approved payment was taken.
  return stands === 'held' ? 'held' : 'paid'
}

/** If such a thing is declined, nothing has happened: it says nothing of the order. */
const goingBack: ReadonlySet<RegistryWord> = new Set(['refund', 'reversed', 'released', 'charged-back', 'nothing'])

/** An order that was given back since, or not after all, was paid first: its refunds have lines of their own. */
function wordOfStatus(stands: RegistryWord | undefined): RegistryWord {
  return stands === undefined || stands === 'refund' || stands === 'nothing' ? 'paid' : stands
}

function requireWord(field: 'operation' | 'status', cell: Cell): RegistryWord | undefined {
  const text = cell(field)
  if (text === '') return undefined
  const word = wordOf(text)
  if (word !== undefined) return word
  throw new Unreadable(
    `what does ${quoted(text)} mean for the money? Wanted payment, refund, declined or the like. If the column is ` +
      `about something else, leave it out: --columns "${field}=".`,
  )
}

type Told = Pick<BankRecord, 'tells' | 'state' | 'amountMinor'>

/** What is neither a payment nor a refund says only how the order stands; undefined if it does not even say that. */
function toldBy(word: RegistryWord, amountMinor: number): Told | undefined {
  if (word === 'refund') return { tells: 'refund', state: 'paid', amountMinor }
  if (word === 'paid') return { tells: 'payment', state: 'paid', amountMinor }
  if (word === 'held' || word === 'approved') return { tells: 'payment', state: 'held', amountMinor }
  if (word === 'nothing') return undefined
  return { tells: 'news', state: word === 'released' ? 'reversed' : word, amountMinor: 0 }
}
