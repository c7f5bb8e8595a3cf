import { booksPage, spansOf } from '../../src/back-office/books-page.ts'
import { unreadablePage } from '../../src/back-office/trouble-pages.ts'
import type { DaySheetRow } from '../../src/books/day-sheet.ts'
import { isDay } from '../../src/days.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { toMajorUnits } from '../../src/money.ts'
import type { Show, Visit } from './visit.ts'

export interface BooksRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'daySheet'>
}

interface Span {
  readonly from: string
  readonly to: string
}

/** Reading them takes a while: nobody needs more days on one sheet. Ten years. */
const maxDays = 3_660

/** The days that an address asks for; this week without any. A sentence if they cannot be read. */
function spanIn({ req, surroundings }: Visit): Span | string {
  const { searchParams } = new URL(req.originalUrl, 'http://localhost')
  const week = spansOf(surroundings.clock.today)[1]
  const [from, to] = [searchParams.get('from') ?? week?.from, searchParams.get('to') ?? week?.to]
  if (!isDay(from) || !isDay(to)) return 'Wanted two days such as 2026-11-27.'
  if (from > to) return 'Wanted the first day before the last.'
  const days = (new Date(to).getTime() - new Date(from).getTime()) / 86_400_000
  return days > maxDays ? 'Wanted ten years at most.' : { from, to }
}

/** `GET /books`: the day sheet. */
export function showBooks({ verbs }: BooksRouteOptions): Show {
  return async (visit) => {
    const { surroundings, base } = visit
    const span = spanIn(visit)
    if (typeof span === 'string') return { page: unreadablePage(span, `${base}/books`) }
    const rows = await verbs.daySheet(span)
    const { clock, shop } = surroundings
    return { page: booksPage({ ...span, rows }, base, clock, shop), json: { from: span.from, to: span.to, rows } }
  }
}

/** `GET /books.csv`: the same, for a spreadsheet. */
export function sendBooksCsv({ verbs }: BooksRouteOptions): Show {
  return async (visit) => {
    const span = spanIn(visit)
    if (typeof span === 'string') return { page: unreadablePage(span, `${visit.base}/books`) }
    const rows = await verbs.daySheet(span)
    const name = `day-sheet-${span.from}-${span.to}.csv`
    visit.res
      .set('Content-Disposition', `attachment; filename="${name}"`)
      .type('csv')
      .send([columns.map(([title]) => title), ...rows.map(lineOf)].map((line) => `${line.join(',')}\r\n`).join(''))
    return undefined
  }
}

/** As the command line writes them: every cell is a day, a currency or a number. */
const columns: readonly (readonly [string, (row: DaySheetRow) => string])[] = [
  ['day', ({ day }) => day],
  ['currency', ({ currency }) => currency],
  ['paidCount', ({ paidCount }) => String(paidCount)],
  ['paid', ({ paidMinor, currency }) => toMajorUnits(paidMinor, currency)],
  ['captured', ({ capturedMinor, currency }) => toMajorUnits(capturedMinor, currency)],
  ['refunded', ({ refundedMinor, currency }) => toMajorUnits(refundedMinor, currency)],
  ['refundCount', ({ refundCount }) => String(refundCount)],
  ['chargedBack', ({ chargedBackMinor, currency }) => toMajorUnits(chargedBackMinor, currency)],
  ['net', ({ netMinor, currency }) => toMajorUnits(netMinor, currency)],
]

function lineOf(row: DaySheetRow): readonly string[] {
  return columns.map(([, cell]) => cell(row))
}
