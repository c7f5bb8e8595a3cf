import type { BookedOrder, BookEntry, OrderMoney } from '../ledger/books.ts'
import { isPaid } from '../order.ts'
import { moneyToldBy } from './untold-money.ts'

/** Money that moved, as one entry tells it; integer minor units of the order's currency. */
export interface Movement {
  readonly entryNumber: number
  readonly at: Date
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** Negative if the bank gave the money back after all. */
  readonly chargedBackMinor: number
  /** What was captured of the order by then, if this entry is its first as a paid one; otherwise undefined. */
  readonly paidMinor: number | undefined
}

/** Where the money of an order stands between two entries. */
interface Standing extends OrderMoney {
  readonly wasPaid: boolean
  /** Counted as refunded by the ledger, and as charged back here. */
  readonly writtenOffMinor: number
}

const nothing: Standing = {
  capturedMinor: 0,
  refundedMinor: 0,
  chargedBackMinor: 0,
  wasPaid: false,
  writtenOffMinor: 0,
}

/**
 * How the money of an order moved, entry by entry. Each entry tells the totals it leaves; the difference to the entry
 * before is what moved.
 */
export function movementsOf(order: BookedOrder): readonly Movement[] {
  const told = moneyToldBy(order)
  const movements: Movement[] = []
  let before = nothing
  for (const entry of order.entries) {
    const after = standingAfter(before, entry, told.get(entry.entryNumber) ?? before)
    const isFirstPaid = after.wasPaid && !before.wasPaid
    movements.push({
      entryNumber: entry.entryNumber,
      at: entry.at,
      capturedMinor: after.capturedMinor - before.capturedMinor,
      refundedMinor: after.refundedMinor - before.refundedMinor,
      chargedBackMinor: after.chargedBackMinor - before.chargedBackMinor,
      paidMinor: isFirstPaid ? after.capturedMinor : undefined,
    })
    before = after
  }
  return movements.filter(isAny)
}

function isAny({ capturedMinor, refundedMinor, chargedBackMinor, paidMinor }: Movement): boolean {
  return capturedMinor !== 0 || refundedMinor !== 0 || chargedBackMinor !== 0 || paidMinor !== undefined
}

/**
 * A chargeback stays one: that a person resolves the order as refunded moves no money, and a refund that the store
 * makes all the same is money of its own. Only once the order is paid again, the bank has given the money back.
 */
function standingAfter(before: Standing, entry: BookEntry, told: OrderMoney): Standing {
  const { capturedMinor } = told
  const wasPaid = before.wasPaid || isPaid(entry.to)
  const grownMinor = told.refundedMinor - before.writtenOffMinor - before.refundedMinor
  const isChargedBack = before.chargedBackMinor > 0
  const writtenOffMinor =
    isChargedBack && isResolution(entry) && grownMinor > 0
      ? before.writtenOffMinor + Math.min(grownMinor, before.chargedBackMinor)
      : before.writtenOffMinor
  return {
    capturedMinor,
    refundedMinor: told.refundedMinor - writtenOffMinor,
    chargedBackMinor: isChargedBack && !isPaid(entry.to) ? before.chargedBackMinor : told.chargedBackMinor,
    wasPaid,
    writtenOffMinor,
  }
}

function isResolution({ trigger, to }: BookEntry): boolean {
  return trigger === 'resolve' && to === 'refunded'
}
