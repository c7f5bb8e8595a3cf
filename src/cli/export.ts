import { Argument, Option } from 'commander'
import type { Command } from 'commander'
import type { ExportedEntry } from '../exports/export-columns.ts'
import { exportEntries, exportOrders } from '../exports/export-rows.ts'
import type { ExportFormat } from '../exports/export-rows.ts'
import type { OrderQuery } from '../ledger/order-query.ts'
import type { Cli, SharedOptions } from './cli.ts'
import { UsageError } from './exit-codes.ts'
import type { OpenedPayments } from './open-payments.ts'
import { queryOf, withOrderFilters } from './order-filters.ts'
import type { OrderFilters } from './order-filters.ts'

interface ExportOptions extends OrderFilters {
  readonly format?: Exclude<ExportFormat, 'json'>
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
        '  npx express-hosted-checkout export entries --status refunded --format jsonl\n' +
        '  npx express-hosted-checkout export --paid-since 2026-11-01 --paid-until 2026-12-01 --currency EUR',
    )
    .action((what: 'orders' | 'entries', options: ExportOptions, itself: Command) =>
      cli.stream(itself, (payments) => {
        const format = formatOf(options, itself.optsWithGlobals<SharedOptions>())
        const query = queryOf(options, payments.settings.shop.timeZone)
        return what === 'orders'
          ? exportOrders(counted(payments.verbs.orders.find(query), payments.onProgress), format)
          : exportEntries(entriesOf(payments, query), format)
      }),
    )
}

/** @throws UsageError for two formats. */
function formatOf({ format }: ExportOptions, { json }: SharedOptions): ExportFormat {
  if (!json) return format ?? 'csv'
  if (format === undefined) return 'json'
  throw new UsageError(`Wanted --json, one document, or --format ${format}, got both.`)
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
