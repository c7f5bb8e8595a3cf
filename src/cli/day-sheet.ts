import type { Command } from 'commander'
import type { DaySheetRow } from '../books/day-sheet.ts'
import { dayOf, isDay } from '../days.ts'
import { toMajorUnits } from '../money.ts'
import { quoted } from '../visible.ts'
import type { Cli } from './cli.ts'
import { UsageError } from './exit-codes.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'

interface DaySheetOptions {
  readonly day?: string
  readonly from?: string
  readonly to?: string
}

/** `day-sheet`: what moved on each day. */
export function addDaySheet(program: Command, cli: Cli): void {
  program
    .command('day-sheet')
    .description("what was sold, refunded and charged back, by day of the shop's zone; without options, today")
    .option('--day <day>', 'one day: 2026-11-27')
    .option('--from <day>', 'the first day')
    .option('--to <day>', 'the last day; without it, today')
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout day-sheet --day 2026-11-27\n' +
        '  npx express-hosted-checkout day-sheet --from 2026-11-01 --to 2026-11-30 --json',
    )
    .action((options: DaySheetOptions, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const { timeZone } = settings.shop
        const days = daysOf(options, dayOf(new Date(), timeZone))
        const rows = await verbs.daySheet(days)
        return { json: { ...days, timeZone, rows }, text: textOf(rows) }
      }),
    )
}

/** @throws UsageError for options that do not go together, and for a day that does not exist. */
function daysOf({ day, from, to }: DaySheetOptions, today: string): { readonly from: string; readonly to: string } {
  if (day !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError('Wanted --day, or --from and --to, got both.')
  }
  if (to !== undefined && from === undefined) throw new UsageError('Wanted --from with --to, got --to alone.')
  const wanted = { from: day ?? from ?? today, to: day ?? to ?? today }
  for (const one of Object.values(wanted)) {
    if (!isDay(one)) throw new UsageError(`Wanted a day such as 2026-11-27, got ${quoted(one)}.`)
  }
  return wanted
}

function textOf(rows: readonly DaySheetRow[]): string {
  if (rows.length === 0) return 'No money moved.'
  const days = new Set(rows.map(({ day }) => day))
  return tableOf(columns, days.size === 1 ? rows : [...rows, ...totalsOf(rows)])
}

/** One row for each currency: amounts of two currencies have no sum. */
function totalsOf(rows: readonly DaySheetRow[]): readonly DaySheetRow[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const sum = (name: Exclude<keyof DaySheetRow, 'day' | 'currency'>): number =>
      own.reduce((total, row) => total + row[name], 0)
    return {
      day: 'in all',
      currency,
      paidMinor: sum('paidMinor'),
      paidCount: sum('paidCount'),
      capturedMinor: sum('capturedMinor'),
      refundedMinor: sum('refundedMinor'),
      refundCount: sum('refundCount'),
      chargedBackMinor: sum('chargedBackMinor'),
      netMinor: sum('netMinor'),
    }
  })
}

const columns: readonly Column<DaySheetRow>[] = [
  { title: 'day', isWhole: true, cell: ({ day }) => day },
  { title: 'in', isWhole: true, cell: ({ currency }) => currency },
  { title: 'paid', isWhole: true, isRight: true, cell: ({ paidCount }) => String(paidCount) },
  amountColumn('captured', ({ capturedMinor }) => capturedMinor),
  amountColumn('refunded', ({ refundedMinor }) => refundedMinor),
  amountColumn('charged back', ({ chargedBackMinor }) => chargedBackMinor),
  amountColumn('net', ({ netMinor }) => netMinor),
]

function amountColumn(title: string, amountOf: (row: DaySheetRow) => number): Column<DaySheetRow> {
  return { title, isWhole: true, isRight: true, cell: (row) => toMajorUnits(amountOf(row), row.currency) }
}
