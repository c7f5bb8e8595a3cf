import { showValue } from '../show-value.ts'
import { quoted } from '../visible.ts'
import type { BankRecord } from './bank-record.ts'
import type { RegistryField } from './registry-columns.ts'
import type { LayoutTerms, RegistryLayout } from './registry-layout.ts'
import { makeReadTime } from './registry-times.ts'
import type { ReadTime, RegistryTime, TimeTerms } from './registry-times.ts'
import { amountOf, currencyOf } from './registry-values.ts'
import { wordOf } from './registry-words.ts'
import type { RegistryWord } from './registry-words.ts'

export interface RegistryTerms extends TimeTerms, LayoutTerms {
  /** For a registry that names no currency. ISO 4217 alphabetic code. */
  readonly currency: string | undefined
}

/** What a line came to. */
export type RegistryLine =
  | {
      readonly kind: 'record'
      readonly record: BankRecord
      /** Whether it names no currency, and is read in the shop's. */
      readonly isCurrencyAssumed: boolean
    }
  | { readonly kind: 'problem'; readonly text: string }
  /** A sum, a signature, a line of blanks, a refund that was declined. */
  | { readonly kind: 'nothing' | 'other-merchant' }

class Unreadable extends Error {}

/** Reads one line by the columns that were found. */
export function makeReadLine(
  layout: Pick<RegistryLayout, 'columns' | 'delimiter' | 'names'>,
  terms: RegistryTerms,
): (cells: readonly string[], line: number) => RegistryLine {
  const shapeProblem = makeShapeProblem(layout)
  const swallowsLines = makeSwallowsLines(layout)
  const readTime = makeReadTime(terms)
  return (cells, line) => {
    if (cells.some(swallowsLines)) return { kind: 'problem', text: unclosed }
    const cell = (field: RegistryField): string => bare(cells[layout.columns.get(field) ?? -1] ?? '')
    if (isNothing(cells, cell)) return { kind: 'nothing' }
    const problem = shapeProblem(cells)
    if (problem !== undefined) return { kind: 'problem', text: problem }
    const merchant = cell('merchant')
    if (terms.merchant !== undefined && merchant !== terms.merchant) return { kind: 'other-merchant' }
    try {
      return readRecord(cell, { ...terms, readTime }, line)
    } catch (error) {
      if (error instanceof Unreadable) return { kind: 'problem', text: error.message }
      throw error
    }
  }
}

/** Without what keeps a spreadsheet from making a number of it: `="0017"`. */
function bare(cell: string): string {
  return cell
    .trim()
    .replace(/^="+(.*?)"+$/, '$1')
    .trim()
}

/** A cell may have lines, but none that would be a line of the registry: a quotation mark would have swallowed it. */
function makeSwallowsLines({ delimiter, names }: Pick<RegistryLayout, 'delimiter' | 'names'>) {
  return (cell: string): boolean =>
    cell.includes('\n') && cell.split('\n').some((one) => one.split(delimiter).length >= names.length)
}

const unclosed = 'one of its cells holds whole lines. Is a quotation mark before it never closed?'

/** What is wrong with a line as a whole: undefined if it has the cells that the columns want. */
function makeShapeProblem({
  columns,
  delimiter,
  names,
}: Pick<RegistryLayout, 'columns' | 'delimiter' | 'names'>): (cells: readonly string[]) => string | undefined {
  const wanted = (['orderNumber', 'gatewayOrderId', 'amount', 'date'] as const).map((field) => columns.get(field) ?? -1)
  const least = Math.max(...wanted) + 1
  return (cells) => {
    if (cells.length < least) return `wanted ${least} cells at least, got ${cells.length}.`
    if (names.every((name, index) => cells[index]?.trim() === name)) return secondHead
    // A number that is cut in two would be read by its first half.
    const isTorn = delimiter === ',' && cells.slice(names.length).some((one) => one.trim() !== '')
    return isTorn
      ? `wanted ${names.length} cells at most, got ${cells.length}: are amounts with a comma not in quotation marks?`
      : undefined
  }
}

const secondHead =
  'it names the columns once more. Are refunds or another registry below it? Give each as a file of its own: --file ' +
  'a.csv b.csv.'

interface ReadTerms extends RegistryTerms {
  readonly readTime: ReadTime
}

type Cell = (field: RegistryField) => string

/** Words of lines that add up others, or sign them; each by itself, for an order number may begin with one. */
const totalWords = '(sub)?totals?|sum|gesamt\\p{L}*|summe|toplam|signatures?|итог\\p{L}*|всего|подпис\\p{L}*|σύνολο'
const totals = new RegExp(`(?<![\\p{L}\\d])(${totalWords})(?![\\p{L}\\d_-])`, 'iu')

/** No order and no day: the line is about no payment. */
function isNothing(cells: readonly string[], cell: Cell): boolean {
  const first = cells.find((one) => one.trim() !== '')
  if (first === undefined) return true
  const [orderNumber, gatewayOrderId] = [cell('orderNumber'), cell('gatewayOrderId')]
  const isNameless = orderNumber === '' && gatewayOrderId === ''
  if (cell('date') !== '') return (isNameless && totals.test(first)) || totals.test(orderNumber || gatewayOrderId)
  return totals.test(first) || (isNameless && cell('amount') === '')
}

/**
 * Nothing for what came to nothing: a refund that was declined.
 *
 * @throws Unreadable for the first thing that cannot be read.
 */
function readRecord(cell: Cell, terms: ReadTerms, line: number): RegistryLine {
  const ids = idsIn(cell)
  const gross = cell('amount')
  const amount = gross === '' ? cell('net') : gross
  const named = currencyNamed(cell('currency'), amount)
  const currency = requireCurrency(named, terms)
  const amountMinor = requireAmount(amount, currency)
  const fee = cell('fee')
  const { day, at } = timeIn(cell, terms.readTime)
  const told = toldBy(wordIn(cell, amountMinor), Math.abs(amountMinor))
  if (!told) return { kind: 'nothing' }
  const record: BankRecord = {
    ...ids,
    ...told,
    currency,
    refundedMinor: undefined,
    feeMinor: fee === '' ? undefined : Math.abs(requireAmount(fee, currency)),
    day,
    at,
    operationId: cell('operationId') || undefined,
    line,
  }
  return { kind: 'record', record, isCurrencyAssumed: named === '' }
}

function idsIn(cell: Cell): Pick<BankRecord, 'gatewayOrderId' | 'orderNumber'> {
  const orderNumber = cell('orderNumber') || undefined
  const gatewayOrderId = cell('gatewayOrderId') || undefined
  if (orderNumber === undefined && gatewayOrderId === undefined) throw new Unreadable(namesNoOrder(cell))
  const rounded = [orderNumber, gatewayOrderId].find((id = '') => /^\d([.,]\d+)?E\+\d+$/i.test(id))
  if (rounded === undefined) return { orderNumber, gatewayOrderId }
  throw new Unreadable(
    `${quoted(rounded)} is an order number that a spreadsheet has rounded: give the file as the bank has sent it.`,
  )
}

/** A sum is known by its word. Without one, a payment whose order was lost on the way would be left aside with it. */
function namesNoOrder(cell: Cell): string {
  const isSumPerhaps = cell('date') === '' && cell('amount') !== ''
  return isSumPerhaps
    ? 'it names no order and no day. If it is a sum, put a word such as Total into its first cell.'
    : 'it names no order.'
}

/** The currency as the line writes it, in its own column or beside the amount; empty if it names none. */
function currencyNamed(text: string, amount: string): string {
  return text === '' ? (/\p{L}+\.?|\p{Sc}/u.exec(amount)?.[0] ?? '') : text
}

function requireCurrency(named: string, { currency: standard }: RegistryTerms): string {
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
