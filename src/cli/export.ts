import { Argument, Option } from 'commander'
import type { Command } from 'commander'
import type { OrderQuery } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import type { Cli, SharedOptions } from './cli.ts'
import { csvLine } from './csv.ts'
import { UsageError } from './exit-codes.ts'
import { entryColumns, orderColumns } from './export-columns.ts'
import type { ExportColumn, ExportedEntry } from './export-columns.ts'
import type { OpenedPayments } from './open-payments.ts'
import { queryOf, withOrderFilters } from './order-filters.ts'
import type { OrderFilters } from './order-filters.ts'
import { schemaVersion } from './print.ts'

type Format = 'csv' | 'jsonl' | 'json'

interface ExportOptions extends OrderFilters {
  readonly format?: Exclude<Format, 'json'>
}

/** `export`: every fact of orders or entries, for a spreadsheet or a program. */
export function addExport(program: Command, cli: Cli): void {
  const command = program
    .command('export')
    .description('write all orders, or all their entries, newest order first, to standard output')
    .addArgument(new Argument('[what]', 'what to write').choices(['orders', 'entries']).default('orders'))
    .addOption(new Option('--format <format>', 'comma-separated values, or JSON by the line').choices(['csv', 'jsonl']))
  withOrderFilters(command)
    .option('--limit <count>', 'at most so many orders')
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout export --since 2026-11-01 --until 2026-12-01\n' +
        '  npx express-hosted-checkout export entries --status refunded --format jsonl',
    )
    .action((what: 'orders' | 'entries', options: ExportOptions, itself: Command) =>
      cli.stream(itself, (payments) => {
        const format = formatOf(options, itself.optsWithGlobals<SharedOptions>())
        const query = queryOf(options, payments.settings.shop.timeZone)
        return inPieces(
          what === 'orders' ? exportOrders(payments, query, format) : exportEntries(payments, query, format),
        )
      }),
    )
}

/** @throws UsageError for two formats. */
function formatOf({ format }: ExportOptions, { json }: SharedOptions): Format {
  if (!json) return format ?? 'csv'
  if (format === undefined) return 'json'
  throw new UsageError(`Wanted --json, one document, or --format ${format}, got both.`)
}

function exportOrders({ verbs, onProgress }: OpenedPayments, query: OrderQuery, format: Format): AsyncIterable<string> {
  return written<Order>(
    counted(verbs.orders.find(query), onProgress),
    { name: 'orders', columns: orderColumns, jsonOf: withAmounts },
    format,
  )
}

function exportEntries(payments: OpenedPayments, query: OrderQuery, format: Format): AsyncIterable<string> {
  const shape = { name: 'entries', columns: entryColumns, jsonOf: withMoney }
  return written<ExportedEntry>(entriesOf(payments, query), shape, format)
}

async function* counted<Row>(
  rows: AsyncIterable<Row>,
  onProgress: OpenedPayments['onProgress'],
): AsyncGenerator<Row, void, undefined> {
  let count = 0
  for await (const row of rows) {
    yield row
    onProgress((count += 1))
  }
}

async function* entriesOf({ verbs, onProgress }: OpenedPayments, query: OrderQuery): AsyncGenerator<ExportedEntry> {
  for await (const { order, entries } of counted(verbs.orders.histories(query), onProgress)) {
    for (const entry of entries) yield { order, entry }
  }
}

/** How rows of one kind are written. */
interface Shape<Row> {
  readonly name: string
  readonly columns: readonly ExportColumn<Row>[]
  readonly jsonOf: (row: Row) => object
}

async function* written<Row>(rows: AsyncIterable<Row>, shape: Shape<Row>, format: Format): AsyncGenerator<string> {
  const { name, columns, jsonOf } = shape
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
