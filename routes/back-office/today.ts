import { spanOfDay, spanOfLast } from '../../src/back-office/spans.ts'
import type { Span } from '../../src/back-office/spans.ts'
import { todayPage } from '../../src/back-office/today-page.ts'
import { chartDays, days60 } from '../../src/back-office/today-chart.ts'
import type { TodayShown } from '../../src/back-office/today-page.ts'
import { unreadablePage } from '../../src/back-office/trouble-pages.ts'
import type { Clockwork } from '../../src/back-office/writing.ts'
import { emptyRow, sumOfRows } from '../../src/books/day-sheet.ts'
import type { DaySheetRow } from '../../src/books/day-sheet.ts'
import { pickDays, sumOfOpened } from '../../src/books/day-sums.ts'
import type { DaySumsQuery, OpenedDay, SummedDays } from '../../src/books/day-sums.ts'
import type { Figures } from '../../src/books/figures.ts'
import { dayFrom, isDay } from '../../src/days.ts'
import type { Health } from '../../src/doctor/health.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { findCurrency } from '../../src/iso-4217.ts'
import type { Order } from '../../src/order.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { showValue } from '../../src/show-value.ts'
import { sumOfWaiting } from './visit.ts'
import type { Show, Visit, Waiting } from './visit.ts'

export interface TodayRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'orders'>
  readonly figures: Figures
  readonly proposedRefunds: Pick<ProposedRefunds, 'proposals'>
  /** How the bank is to this process, by the kind of call. */
  readonly doors: () => Health['gateway']
  /** ISO 4217 alphabetic code of what is sold where nobody says another. */
  readonly currency: string | undefined
}

/** Told in short on the first page. */
const maxTold = 5

/** `GET /`: sales and what needs a person. */
export function showToday(options: TodayRouteOptions): Show {
  return async (visit) => {
    const asked = askedFor(visit)
    if (typeof asked === 'string') return { page: unreadablePage(asked, `${visit.base}/`) }
    const shown = await readToday(asked, options, visit)
    const { span, money, opened, counts, declines, waits } = shown
    const { from, to } = span
    return {
      page: todayPage(shown, visit.base, visit.surroundings.clock),
      json: { from, to, money, opened, counts, declines, waits, days: shown.days },
    }
  }
}

interface Asked {
  readonly span: Span
  readonly currency: string | undefined
}

/** What the address asks for; a sentence if it cannot be read. */
function askedFor({ req, surroundings: { clock } }: Visit): Asked | string {
  const { searchParams } = new URL(req.originalUrl, 'http://localhost')
  const unknown = [...searchParams.keys()].find((name) => !['day', 'days', 'currency'].includes(name))
  if (unknown !== undefined) return `Wanted day, days or currency, got ${showValue(unknown)}.`
  const currency = searchParams.get('currency') ?? undefined
  if (currency !== undefined && !findCurrency(currency)) {
    return `Wanted a currency such as EUR, got ${showValue(currency)}.`
  }
  const span = spanIn(searchParams, clock)
  return typeof span === 'string' ? span : { span, currency }
}

function spanIn(searchParams: URLSearchParams, clock: Clockwork): Span | string {
  const days = searchParams.get('days')
  if (days === '7' || days === '30') return spanOfLast(Number(days) as 7 | 30, clock)
  if (days !== null) return `Wanted 7 or 30 days, got ${showValue(days)}.`
  const day = searchParams.get('day') ?? clock.today
  if (day === 'yesterday') return spanOfDay(dayFrom(clock.today, -1), clock)
  // As the books: nothing was kept before.
  if (!isDay(day) || day < '1971' || day > clock.today)
    return `Wanted a day such as ${clock.today}, and none to come; got ${showValue(day)}.`
  return spanOfDay(day, clock)
}

async function readToday(
  { span, currency: wanted }: Asked,
  options: TodayRouteOptions,
  { waiting, surroundings: { clock } }: Pick<Visit, 'surroundings' | 'waiting'>,
): Promise<TodayShown> {
  const { figures, verbs, currency } = options
  const thirty = spanOfLast(chartDays, clock)
  const read = readingOf(figures, clock)
  const [sixty, now, then, thirtyThen, declines, waits, counted, orders, proposals] = await Promise.all([
    read(days60(clock)),
    // Up to this moment, and not only to the last full quarter of an hour.
    read({ from: span.from, to: span.to }),
    read(span.then),
    read(thirty.then),
    figures.declines({ from: dayFrom(span.to, -6), to: span.to }),
    figures.waits(),
    waiting,
    readTodo(verbs, waiting),
    options.proposedRefunds.proposals(maxTold),
  ])
  const { counts, proposed } = counted
  const currencies = currenciesOf([...sixty.money, ...now.money], [wanted, currency])
  const isFirstDay =
    sixty.wholeSince === undefined && sixty.opened.length === 0 && sixty.money.length === 0 && orders.length === 0
  const isKnown = (from: string): boolean => !isFirstDay && from >= (now.wholeSince ?? '')
  const isThenKnown = isKnown(span.then.from)
  return {
    span,
    days: sixty.money,
    currencies,
    money: moneyOf(now, currencies),
    moneyThen: isThenKnown ? moneyOf(then, currencies) : undefined,
    opened: openedOf(now),
    openedThen: isThenKnown ? openedOf(then) : undefined,
    thirtyThen: isKnown(thirty.then.from) ? moneyOf(thirtyThen, currencies) : undefined,
    counts,
    proposed,
    doors: options.doors(),
    declines,
    waits,
    todo: { orders: orders.slice(0, maxTold), proposals, all: sumOfWaiting(counted), open: counts.open },
    wholeSince: now.wholeSince,
    returnsSince: now.returnsSince,
    isFirstDay,
  }
}

/** Reads the sixty days of the chart once, and besides them only what is not in them: a part of a day, an older day. */
function readingOf({ days }: Pick<Figures, 'days'>, clock: Clockwork): (query: DaySumsQuery) => Promise<SummedDays> {
  const sixty = days60(clock)
  const whole = days(sixty)
  return async ({ from, to, before }) => {
    if (from < sixty.from) return days({ from, to, before })
    if (before === undefined) return pickDays(await whole, { from, to })
    const [all, last] = await Promise.all([whole, days({ from: to, to, before })])
    const { money, opened } = pickDays(all, { from, to: dayFrom(to, -1) })
    return { ...last, money: [...money, ...last.money], opened: [...opened, ...last.opened] }
  }
}

/** Looks for nothing where it has counted none: a search costs more than all the counts. */
async function readTodo(
  { orders }: Pick<PaymentVerbs, 'orders'>,
  waiting: Promise<Waiting>,
): Promise<readonly Order[]> {
  const { review, stuck } = (await waiting).counts
  const found: Order[] = []
  if (review > 0) for await (const order of orders.find({ status: 'review', limit: maxTold })) found.push(order)
  if (stuck > 0) {
    for await (const order of orders.find({ handOver: 'stuck', limit: maxTold })) {
      if (order.status !== 'review') found.push(order)
    }
  }
  return found.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
}

/** The currency that is wanted, or the shop's own, or the one that is paid in most often, comes first. */
function currenciesOf(rows: readonly DaySheetRow[], wanted: readonly (string | undefined)[]): readonly string[] {
  const paid = new Map<string, number>()
  for (const { currency, paidCount } of rows) paid.set(currency, (paid.get(currency) ?? 0) + paidCount)
  const moved = [...paid].sort(([, one], [, other]) => other - one).map(([currency]) => currency)
  const first = wanted.filter((currency) => currency !== undefined && (moved.length === 0 || moved.includes(currency)))
  return [...new Set([...(first as readonly string[]), ...moved])]
}

function moneyOf({ money }: SummedDays, currencies: readonly string[]): readonly DaySheetRow[] {
  return currencies
    .map((currency, index) => {
      const rows = money.filter((row) => row.currency === currency)
      return rows.length === 0 && index > 0 ? undefined : rows.reduce(sumOfRows, emptyRow('', currency))
    })
    .filter((row) => row !== undefined)
}

function openedOf({ opened }: SummedDays): OpenedDay {
  return sumOfOpened(opened)
}
