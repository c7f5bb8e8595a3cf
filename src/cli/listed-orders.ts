import { parse } from 'csv-parse/sync'
import { CatalogItemError } from '../errors.ts'
import { toMinorUnits } from '../money.ts'
import { parseItem } from '../options/catalog.ts'
import type { CatalogDefaults } from '../options/catalog.ts'
import { isLine } from '../plain-text.ts'
import type { OrderToImport } from '../payments.ts'
import { showValue } from '../show-value.ts'
import { quoted } from '../visible.ts'
import { UsageError } from './exit-codes.ts'

/** The columns of a list of orders: what the shop remembers of each. */
export const listColumns = [
  'orderNumber',
  'gatewayOrderId',
  'amount',
  'amountMinor',
  'currency',
  'reference',
  'sku',
  'description',
  'email',
  'clientId',
  'language',
  'handsOver',
  'formUrl',
] as const

type ListedRow = Readonly<Partial<Record<(typeof listColumns)[number], string>>>

/** No more problems than this are told at once. Chosen by feel. */
const maxProblems = 20

/** The bank's limit (BPC: registration, `orderNumber`). */
const maxIdCharacters = 36

/**
 * The orders of a list in comma-separated values (RFC 4180; semicolons and tabs as well), with the names of its columns
 * in the first line.
 *
 * @throws UsageError naming every line that cannot be read, what was wanted and what came.
 */
export function listedOrders(text: string, defaults: CatalogDefaults): readonly OrderToImport[] {
  const rows = rowsOf(text)
  const problems: string[] = []
  const orders: OrderToImport[] = []
  const seen = new Map<string, number>()
  for (const { line, row } of rows) {
    const order = read(row, defaults, `Line ${line}`)
    if (typeof order === 'string') {
      problems.push(order)
      continue
    }
    const before = seen.get(order.orderNumber)
    if (before !== undefined) problems.push(`Line ${line}: ${quoted(order.orderNumber)} is on line ${before} already.`)
    seen.set(order.orderNumber, line)
    orders.push(order)
  }
  if (problems.length === 0) return orders
  const more = problems.length - maxProblems
  const told = [...problems.slice(0, maxProblems), ...(more > 0 ? [`And ${more} more.`] : [])]
  throw new UsageError(`${told.join('\n')}\nNothing was imported.`)
}

interface NumberedRow {
  readonly line: number
  readonly row: ListedRow
}

function rowsOf(text: string): readonly NumberedRow[] {
  const [head = ''] = text.split(/\r?\n/, 1)
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      columns: (names: string[]) => names.map(requireColumn),
      delimiter: delimiterOf(head),
      info: true,
      skip_empty_lines: true,
      trim: true,
    })
    const records = parsed as { readonly info: { readonly lines: number }; readonly record: ListedRow }[]
    return records.map(({ info, record }) => ({ line: info.lines, row: record }))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`The list cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function requireColumn(name: string): string {
  if ((listColumns as readonly string[]).includes(name)) return name
  throw new UsageError(`Wanted columns named ${listColumns.join(', ')}, got ${quoted(name)}. Nothing was imported.`)
}

/** Spreadsheets of many countries write semicolons. */
function delimiterOf(head: string): string {
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: head.split(mark).length }))
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).mark
}

/** The order of one row, or what is wrong with it. */
function read(row: ListedRow, defaults: CatalogDefaults, name: string): OrderToImport | string {
  try {
    const orderNumber = idOf(row, 'orderNumber', name)
    if (orderNumber === undefined) return `${name}: wanted an orderNumber, got nothing.`
    const currency = row.currency === '' ? undefined : row.currency?.toUpperCase()
    const amountMinor = amountOf(row, currency ?? defaults.currency?.alphabetic ?? '', name)
    const { reference, description, email, clientId, language } = row
    const item = { amountMinor, currency, reference, description, email, clientId, language }
    return {
      ...parseItem(item, defaults, { name, remark: () => undefined }),
      sku: row.sku === '' ? undefined : row.sku,
      orderNumber,
      gatewayOrderId: idOf(row, 'gatewayOrderId', name),
      handsOver: handsOverOf(row, name),
      formUrl: formUrlOf(row, name),
    }
  } catch (error) {
    if (error instanceof UsageError || error instanceof CatalogItemError) return error.message
    throw error
  }
}

function idOf(row: ListedRow, column: 'orderNumber' | 'gatewayOrderId', name: string): string | undefined {
  const id = row[column] ?? ''
  if (id === '') return undefined
  if (id.length <= maxIdCharacters && isLine(id)) return id
  throw new UsageError(`${name}: wanted up to ${maxIdCharacters} characters as ${column}, got ${showValue(id)}.`)
}

function formUrlOf({ formUrl = '' }: ListedRow, name: string): string | undefined {
  if (formUrl === '') return undefined
  if (URL.canParse(formUrl)) return formUrl
  throw new UsageError(`${name}: wanted the address of the bank's page as formUrl, got ${showValue(formUrl)}.`)
}

/** Integer minor units. */
function amountOf({ amount = '', amountMinor = '' }: ListedRow, currency: string, name: string): number | undefined {
  if (amount !== '' && amountMinor !== '') {
    throw new UsageError(`${name}: wanted amount (19.99) or amountMinor (1999), got both.`)
  }
  if (amountMinor !== '') return /^[0-9]{1,12}$/.test(amountMinor) ? Number(amountMinor) : Number.NaN
  if (amount === '') return undefined
  try {
    return toMinorUnits(amount, currency)
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const yes: ReadonlySet<string> = new Set(['yes', 'true', '1'])
const no: ReadonlySet<string> = new Set(['no', 'false', '0'])

function handsOverOf({ handsOver = '' }: ListedRow, name: string): boolean | undefined {
  const word = handsOver.toLowerCase()
  if (word === '') return undefined
  if (yes.has(word) || no.has(word)) return yes.has(word)
  throw new UsageError(`${name}: wanted yes or no as handsOver, got ${showValue(handsOver)}.`)
}
