import { isJsonObject } from '../json.ts'
import type { BookedOrder, BookEntry, OrderMoney } from '../ledger/books.ts'
import { isPaid } from '../order.ts'

const nothing: OrderMoney = { capturedMinor: 0, refundedMinor: 0, chargedBackMinor: 0 }

/**
 * The money of an order as each of its entries leaves it, by the entry's number.
 *
 * Entries of version 0.2.0 and before do not tell it. What they leave is worked out from what is known: their statuses,
 * the amounts in their details, and the totals that a later entry, or the order itself, tells. Whatever the details do
 * not explain is put down to the last entry that can have moved money, so that the sum is right in any case.
 */
export function moneyToldBy(order: BookedOrder): ReadonlyMap<number, OrderMoney> {
  const told = new Map<number, OrderMoney>()
  let money = nothing
  let untold: BookEntry[] = []
  /** Works out the entries before one that tells its money, or before the end. */
  const workOut = (goal: OrderMoney, isReached: boolean): void => {
    for (const entry of untold) {
      money = moneyAfter(entry, money, goal)
      told.set(entry.entryNumber, money)
    }
    const last = untold.findLastIndex(mayMoveMoney)
    if (isReached && last >= 0 && !isSame(money, goal)) {
      money = goal
      for (const { entryNumber } of untold.slice(last)) told.set(entryNumber, goal)
    }
    untold = []
  }

  for (const entry of order.entries) {
    if (!entry.money) {
      untold.push(entry)
      continue
    }
    // One that can have moved money itself does not tell what was there before it.
    workOut(entry.money, !mayMoveMoney(entry))
    money = entry.money
    told.set(entry.entryNumber, money)
  }
  workOut(order.money, true)
  return told
}

function isSame(one: OrderMoney, other: OrderMoney): boolean {
  return (
    one.capturedMinor === other.capturedMinor &&
    one.refundedMinor === other.refundedMinor &&
    one.chargedBackMinor === other.chargedBackMinor
  )
}

const moneyStatuses: ReadonlySet<BookEntry['to']> = new Set([
  'paid',
  'partially_refunded',
  'refunded',
  'review',
  'declined',
])

function mayMoveMoney({ kind, to }: BookEntry): boolean {
  return (kind === 'moved' || kind === 'noted' || kind === 'refunded') && moneyStatuses.has(to)
}

/** @param goal - the money that a later entry, or the order, is known to have. */
function moneyAfter(entry: BookEntry, before: OrderMoney, goal: OrderMoney): OrderMoney {
  if (!mayMoveMoney(entry)) return before
  const capturedMinor = before.capturedMinor > 0 || isCapture(entry) ? goal.capturedMinor : 0
  const refundedMinor = Math.min(refundedAfter(entry, { ...before, capturedMinor }), goal.refundedMinor)
  const isChargeback = goal.chargedBackMinor > 0 && entry.kind === 'moved' && entry.to === 'review'
  const chargedBackMinor = isChargeback ? capturedMinor - refundedMinor : before.chargedBackMinor
  return { capturedMinor, refundedMinor, chargedBackMinor }
}

function isCapture({ to, detail }: BookEntry): boolean {
  if (isPaid(to) || to === 'refunded') return true
  return to === 'review' && (amountIn(detail, 'depositedAmount') ?? 0) + (amountIn(detail, 'refundedAmount') ?? 0) > 0
}

function refundedAfter({ to, detail }: BookEntry, { capturedMinor, refundedMinor }: OrderMoney): number {
  if (to === 'refunded') return capturedMinor
  // A refund that the store asked for.
  const askedMinor = amountIn(detail, 'amountMinor')
  if (askedMinor !== undefined) return refundedMinor + askedMinor
  // One that the bank told of: in all, or by what is left.
  const totalMinor = amountIn(detail, 'refundedAmount') ?? 0
  const leftMinor = amountIn(detail, 'depositedAmount') ?? capturedMinor
  return Math.max(refundedMinor, totalMinor, capturedMinor - leftMinor)
}

function amountIn(detail: BookEntry['detail'], name: string): number | undefined {
  const amount = isJsonObject(detail) ? detail[name] : undefined
  return typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined
}
