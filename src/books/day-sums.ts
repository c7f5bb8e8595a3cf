import { dayOf, offsetsWithin, periodOf } from '../days.ts'
import type { BookedOrder } from '../ledger/books.ts'
import type { DaySums, OpenedSums, SumsLedger, SumsReach } from '../ledger/sums-ledger.ts'
import { added, emptyRow } from './day-sheet.ts'
import type { DaySheetQuery, DaySheetRow } from './day-sheet.ts'
import { movementsOf } from './movements.ts'

/** What became of the orders that were opened on one day, in whatever currency. */
export interface OpenedDay extends OpenedSums {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** How many of them can still be paid, and are not on hold. */
  readonly open: number
}

/** What the ledger's own sums say of some days. */
export interface SummedDays {
  /** The same rows, to the minor unit, as the day sheet of these days, at a price that does not grow with the orders. */
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

/** What happened on these days, both included, by the ledger's own sums. */
export async function readDaySums({ ledger, timeZone }: DaySumsDeps, { from, to }: DaySheetQuery): Promise<SummedDays> {
  const period = periodOf(from, to, timeZone)
  const { days, aside, reach } = await ledger.sums({ ...period, offsets: offsetsWithin(period, timeZone) })
  const { wholeSince, returnsSince } = daysOf(reach, timeZone)
  const isAsked = (day: string): boolean => day >= from && day <= to && day >= (wholeSince ?? '')
  const money = new Map<string, DaySheetRow>()
  const opened = new Map<string, OpenedDay>()
  for (const sums of days) {
    const day = dayOfNumber(sums.dayNumber)
    if (!isAsked(day)) continue
    if (hasMoney(sums)) money.set(`${day} ${sums.currency}`, moneyRow(day, sums))
    if (sums.started > 0) opened.set(day, plusOpened(day, sums, opened.get(day)))
  }
  for (const order of await readAside(ledger, aside)) {
    for (const movement of movementsOf(order).filter(({ entryNumber }) => order.onPage.has(entryNumber))) {
      const day = dayOf(movement.at, timeZone)
      const key = `${day} ${order.currency}`
      if (isAsked(day)) money.set(key, added(money.get(key) ?? emptyRow(day, order.currency), movement))
    }
  }
  return { money: inOrder(money), opened: inOrder(opened), wholeSince, returnsSince }
}

/** Entries whose orders are read at a time. Chosen by feel: well below 50 ms. */
const pageSize = 200

async function readAside(
  ledger: Pick<SumsLedger, 'booked'>,
  aside: readonly number[],
): Promise<readonly BookedOrder[]> {
  const orders: BookedOrder[] = []
  for (let first = 0; first < aside.length; first += pageSize) {
    orders.push(...(await ledger.booked(aside.slice(first, first + pageSize))))
  }
  return orders
}

const dayMs = 24 * 60 * 60 * 1000

function dayOfNumber(dayNumber: number): string {
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10)
}

/** Entries of one time may have been written in another order than they are numbered. Chosen by feel. */
const marginMs = 60 * 60 * 1000

/** The first days that are whole. */
export function daysOf(
  { since, returnsSince }: SumsReach,
  timeZone: string,
): Pick<SummedDays, 'returnsSince' | 'wholeSince'> {
  const next = (at: Date | undefined): string | undefined =>
    at && dayOf(new Date(at.getTime() + marginMs + dayMs), timeZone)
  return { wholeSince: next(since), returnsSince: next(returnsSince) }
}

function inOrder<Row>(rows: ReadonlyMap<string, Row>): readonly Row[] {
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}

function hasMoney(sums: DaySums): boolean {
  const { paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor } = sums
  return [paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor].some((figure) => figure !== 0)
}

function moneyRow(day: string, sums: DaySums): DaySheetRow {
  const { currency, paidMinor, paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor } = sums
  return {
    day,
    currency,
    paidMinor,
    paidCount,
    capturedMinor,
    refundedMinor,
    refundCount,
    chargedBackMinor,
    netMinor: capturedMinor - refundedMinor - chargedBackMinor,
  }
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
