import { dayAfter, dayOf, offsetsWithin, periodOf } from '../days.ts'
import type { OpenedSums, SumsLedger, SumsReach } from '../ledger/sums-ledger.ts'
import type { DaySheetQuery, DaySheetRow } from './day-sheet.ts'
import { hasMoved, readSummed } from './summed-money.ts'

/** What became of the orders that were opened on one day, in whatever currency. */
export interface OpenedDay extends OpenedSums {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** How many of them can still be paid, and are not on hold. */
  readonly open: number
}

/** What the ledger's own sums say of some days. */
export interface SummedDays {
  /** The rows of the day sheet of these days, to the minor unit, at a price that does not grow with the orders. */
  readonly money: readonly DaySheetRow[]
  /** By day, but for those on which no order was opened. */
  readonly opened: readonly OpenedDay[]
  /** The first day of which all is added up; undefined if that is so of all. Nothing is said of days before. */
  readonly wholeSince: string | undefined
  /** The first day on which it is known who came back; undefined if that is so of all. */
  readonly returnsSince: string | undefined
}

export interface DaySumsDeps {
  readonly ledger: Pick<SumsLedger, 'booked' | 'sums'>
  /** Zone whose days these are, by its IANA name. */
  readonly timeZone: string
}

/** Which days, both included; and how much of the last one. */
export interface DaySumsQuery extends DaySheetQuery {
  /** Only what happened before this time, or before the quarter of an hour in which it is; undefined: all of it. */
  readonly before?: Date | undefined
}

/** What happened on these days, by the ledger's own sums. */
export async function readDaySums(
  { ledger, timeZone }: DaySumsDeps,
  { from, to, before }: DaySumsQuery,
): Promise<SummedDays> {
  const whole = periodOf(from, to, timeZone)
  const period = { since: whole.since, until: before && before < whole.until ? before : whole.until }
  const offsets = offsetsWithin(period, timeZone)
  const { days, money, reach } = await readSummed(ledger, { ...period, offsets }, (at) => dayOf(at, timeZone))
  const { wholeSince, returnsSince } = daysOf(reach, timeZone)
  const isAsked = ({ day }: { readonly day: string }): boolean => day >= from && day <= to && day >= (wholeSince ?? '')
  const opened = new Map<string, OpenedDay>()
  for (const sums of days.filter((one) => one.started > 0 && isAsked(one))) {
    opened.set(sums.day, plusOpened(sums.day, sums, opened.get(sums.day)))
  }
  return {
    money: inOrder(money).filter((row) => isAsked(row) && hasMoved(row)),
    opened: inOrder(opened),
    wholeSince,
    returnsSince,
  }
}

/** Some days out of others that were read, both included. */
export function pickDays({ money, opened, ...reach }: SummedDays, { from, to }: DaySheetQuery): SummedDays {
  const isIn = ({ day }: { readonly day: string }): boolean => day >= from && day <= to
  return { money: money.filter(isIn), opened: opened.filter(isIn), ...reach }
}

/** Entries of one time may have been written in another order than they are numbered. Chosen by feel. */
export const marginMs = 60 * 60 * 1000

/** The first days that are whole. */
export function daysOf(
  { since, returnsSince }: SumsReach,
  timeZone: string,
): Pick<SummedDays, 'returnsSince' | 'wholeSince'> {
  const next = (at: Date | undefined): string | undefined =>
    at && dayAfter(dayOf(new Date(at.getTime() + marginMs), timeZone))
  return { wholeSince: next(since), returnsSince: next(returnsSince) }
}

function inOrder<Row>(rows: ReadonlyMap<string, Row>): readonly Row[] {
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}

const nobody: Omit<OpenedDay, 'day'> = {
  started: 0,
  returned: 0,
  paid: 0,
  handedOver: 0,
  held: 0,
  declined: 0,
  expired: 0,
  reversed: 0,
  inReview: 0,
  givenBack: 0,
  open: 0,
}

/** Several days as one; `day` is empty. */
export function sumOfOpened(days: readonly OpenedDay[]): OpenedDay {
  return days.reduce((sum, one) => plusOpened('', one, sum), { ...nobody, day: '' })
}

/** The day with the orders of one more currency. */
function plusOpened(day: string, sums: OpenedSums, before: Omit<OpenedDay, 'day'> = nobody): OpenedDay {
  const elsewhere = sums.held + sums.declined + sums.expired + sums.reversed + sums.inReview + sums.givenBack
  return {
    day,
    started: before.started + sums.started,
    returned: before.returned + sums.returned,
    paid: before.paid + sums.paid,
    handedOver: before.handedOver + sums.handedOver,
    held: before.held + sums.held,
    declined: before.declined + sums.declined,
    expired: before.expired + sums.expired,
    reversed: before.reversed + sums.reversed,
    inReview: before.inReview + sums.inReview,
    givenBack: before.givenBack + sums.givenBack,
    open: before.open + sums.started - sums.paid - elsewhere,
  }
}
