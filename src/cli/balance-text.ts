import type { Balance, BalanceSide, BalanceTotal } from '../balance/balance.ts'
import { differenceKinds, isRemark, kindWords } from '../balance/difference.ts'
import type { Difference, DifferenceKind } from '../balance/difference.ts'
import { toMajorUnits } from '../money.ts'
import { visible } from '../visible.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'
import { wrapped } from './wrapped.ts'

/** No more of one kind are written for a person: JSON has them. */
const maxOfKind = 20

/** A balance for a person, in lines of at most 80 columns. */
export function balanceText(balance: Balance): string {
  const { day, timeZone, source, totals, notes } = balance
  const beside = source === 'list' ? 'the bank’s own list' : 'the bank’s registry'
  const kinds = differenceKinds.filter((kind) => balance.counts[kind] !== undefined)
  return [
    wrapped(`${day}, a day of ${timeZone}: the ledger beside ${beside}.`),
    totals.length === 0 ? 'Nothing was paid.' : tableOf(columns, totals.flatMap(rowsOf)),
    ...kinds.map((kind) => kindText(kind, balance)),
    ...notes.map((note) => wrapped(visible(note))),
    verdictOf(balance),
  ].join('\n\n')
}

function kindText(kind: DifferenceKind, { counts, differences }: Balance): string {
  const { title, help } = kindWords[kind]
  const [count, own] = [counts[kind] ?? 0, differences.filter((one) => one.kind === kind)]
  const shown = own.slice(0, maxOfKind)
  const more = count - shown.length
  return [
    `${title}: ${count}`,
    ...shown.map(lineOf),
    ...(more > 0
      ? [`  and ${more} more: ${own.length === count ? '--json has them' : `--json has ${own.length} in all`}.`]
      : []),
    wrapped(help, '  '),
  ].join('\n')
}

/** Ids and texts may be the bank's, or anybody's who can write a registry. */
function lineOf({ orderNumber, gatewayOrderId = '', reference, line, text }: Difference): string {
  const known = reference === undefined ? '' : ` (${visible(reference)})`
  const where = line === undefined ? '' : `line ${line}, `
  return wrapped(`${where}${visible(orderNumber ?? gatewayOrderId)}${known}: ${visible(text)}`, '  ', '    ')
}

function verdictOf({ isBalanced, isOver, counts }: Balance): string {
  const kinds = differenceKinds.filter((kind) => !isRemark(kind))
  const count = kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)
  if (isBalanced) return 'Balanced: every order agrees to the minor unit.'
  if (count === 0 && !isOver) return 'Not balanced yet: the day is not over. So far every order agrees.'
  return `Not balanced: ${count} ${count === 1 ? 'difference' : 'differences'}.`
}

interface Row {
  readonly currency: string
  readonly who: string
  readonly side: BalanceSide
  readonly feeMinor: number
}

function rowsOf({ currency, bank, ledger, feeMinor }: BalanceTotal): readonly Row[] {
  return [
    { currency, who: 'bank', side: bank, feeMinor },
    { currency, who: 'ledger', side: ledger, feeMinor: 0 },
  ]
}

const columns: readonly Column<Row>[] = [
  { title: 'in', isWhole: true, cell: ({ currency }) => currency },
  { title: 'by', isWhole: true, cell: ({ who }) => who },
  { title: 'orders', isWhole: true, isRight: true, cell: ({ side }) => String(side.paidCount) },
  amountColumn('paid', ({ side }) => side.paidMinor),
  amountColumn('given back', ({ side }) => side.refundedMinor),
  amountColumn('fee', ({ feeMinor }) => feeMinor),
]

function amountColumn(title: string, amountOf: (row: Row) => number): Column<Row> {
  return { title, isWhole: true, isRight: true, cell: (row) => toMajorUnits(amountOf(row), row.currency) }
}
