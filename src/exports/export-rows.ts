import type { Order } from '../order.ts'
import { schemaVersion } from '../schema-version.ts'
import { csvLine } from './csv.ts'
import { entryColumns, orderColumns } from './export-columns.ts'
import type { ExportColumn, ExportedEntry } from './export-columns.ts'

/** Comma-separated values, JSON by the line, or one JSON document. */
export type ExportFormat = 'csv' | 'jsonl' | 'json'

/**
 * Orders as text, in pieces as they are read: the orders that are not asked for are never read, and none is kept. Ends
 * early, and reads no more, if the reader goes away.
 */
export function exportOrders(orders: AsyncIterable<Order>, format: ExportFormat): AsyncIterable<string> {
  return inPieces(written(orders, { name: 'orders', columns: orderColumns, jsonOf: withAmounts }, format))
}

/**
 * Orders as CSV with a last row, `END` where the order number is and their number where the reference is. A file
 * without it was broken off.
 */
export async function* exportOrdersToEnd(orders: AsyncIterable<Order>): AsyncGenerator<string, void, undefined> {
  let count = 0
  const counted = async function* (): AsyncGenerator<Order> {
    for await (const order of orders) {
      count += 1
      yield order
    }
  }
  yield* exportOrders(counted(), 'csv')
  const ends: Readonly<Record<string, string>> = { orderNumber: 'END', reference: `${count} orders` }
  yield csvLine(orderColumns.map(([name]) => ends[name]))
}

/** The entries of orders as text, in the same way. */
export function exportEntries(entries: AsyncIterable<ExportedEntry>, format: ExportFormat): AsyncIterable<string> {
  return inPieces(written(entries, { name: 'entries', columns: entryColumns, jsonOf: withMoney }, format))
}

/** How rows of one kind are written. */
interface Shape<Row> {
  readonly name: string
  readonly columns: readonly ExportColumn<Row>[]
  readonly jsonOf: (row: Row) => object
}

async function* written<Row>(
  rows: AsyncIterable<Row>,
  { name, columns, jsonOf }: Shape<Row>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns.map(([title]) => title))
  if (format === 'json') yield `{"schemaVersion":${schemaVersion},${JSON.stringify(name)}:[`
  let separator = '\n'
  for await (const row of rows) {
    if (format === 'csv') yield csvLine(columns.map(([, cell]) => cell(row)))
    if (format === 'jsonl') yield `${JSON.stringify({ schemaVersion, ...jsonOf(row) })}\n`
    if (format === 'json') yield separator + JSON.stringify(jsonOf(row))
    separator = ',\n'
  }
  if (format === 'json') yield '\n]}\n'
}

/** The order by the names of its fields, and its amounts in major units too. */
function withAmounts(order: Order): object {
  return { ...order, ...majorOf(orderColumns, order, ['amount', 'captured', 'refunded']) }
}

/** The entry by the names of its fields, with its currency, and its amounts in major units too. */
function withMoney(row: ExportedEntry): object {
  const { entry, order } = row
  const major = majorOf(entryColumns, row, ['captured', 'refunded', 'chargedBack'])
  return { ...entry, currency: order.currency, ...major }
}

function majorOf<Row>(columns: readonly ExportColumn<Row>[], row: Row, names: readonly string[]): object {
  return Object.fromEntries(columns.filter(([name]) => names.includes(name)).map(([name, cell]) => [name, cell(row)]))
}

/** Characters written at once. Chosen by feel: one write for each row would take longer than the rows. */
const pieceLength = 64 * 1024

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
