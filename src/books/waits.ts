import type { OrderTimes, SumsLedger } from '../ledger/sums-ledger.ts'

/** How long something took, of so many orders. Times are in milliseconds. */
export interface Wait {
  readonly orders: number
  /** Of half of the orders it took no longer. */
  readonly halfWithinMs: number
  /** Of nine in ten. */
  readonly nineInTenWithinMs: number
}

/** How long buyers waited; undefined where none of the orders says. */
export interface Waits {
  /** Until they were sent on to the bank's page. */
  readonly toBank: Wait | undefined
  /** From there until they came back. */
  readonly atBank: Wait | undefined
  /** Until the shop knew of their payment, after they had come back; 0 if it knew before. */
  readonly toPaid: Wait | undefined
  /** From there until their goods were handed over. */
  readonly toGoods: Wait | undefined
  /** How many paid orders of which it is known whether the buyer came back, and how many did not. */
  readonly watched: number
  readonly neverBack: number
}

/** Paid orders that are looked at. Chosen by feel: enough for nine in ten, and read in a few milliseconds. */
const sampled = 200

/** How long the buyers of the last paid orders waited. */
export async function readWaits(ledger: Pick<SumsLedger, 'orderTimes' | 'sums'>): Promise<Waits> {
  const times = await ledger.orderTimes(sampled)
  const now = new Date()
  const { reach } = await ledger.sums({ since: now, until: now, offsets: [] })
  // An order without was taken over from another program: it was not bought here.
  const bought = times.filter(({ registeredAt }) => registeredAt !== undefined)
  const wait = (from: keyof OrderTimes, to: keyof OrderTimes): Wait | undefined =>
    waitOf(bought.flatMap((one) => between(one[from], one[to])))
  const { returnsSince } = reach
  const watched = bought.filter(({ createdAt }) => returnsSince === undefined || createdAt >= returnsSince)
  return {
    toBank: wait('createdAt', 'registeredAt'),
    atBank: wait('registeredAt', 'returnedAt'),
    toPaid: wait('returnedAt', 'paidAt'),
    toGoods: wait('paidAt', 'handedOverAt'),
    watched: watched.length,
    neverBack: watched.filter(({ returnedAt }) => returnedAt === undefined).length,
  }
}

function between(from: Date | undefined, to: Date | undefined): readonly number[] {
  return from && to ? [Math.max(0, to.getTime() - from.getTime())] : []
}

/** Undefined of nothing. */
export function waitOf(tookMs: readonly number[]): Wait | undefined {
  const sorted = [...tookMs].sort((one, other) => one - other)
  const [halfWithinMs, nineInTenWithinMs] = [0.5, 0.9].map((share) => sorted[Math.ceil(sorted.length * share) - 1])
  return halfWithinMs === undefined || nineInTenWithinMs === undefined
    ? undefined
    : { orders: sorted.length, halfWithinMs, nineInTenWithinMs }
}
