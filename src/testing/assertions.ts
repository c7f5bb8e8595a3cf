import { AssertionError } from 'node:assert'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { toMajorUnits } from '../money.ts'
import { isPaid } from '../order.ts'
import type { Order, ReviewReason } from '../order.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Watch } from './hand-over-watch.ts'
import { timesOf } from './story.ts'

/** An order by its number, or anything that carries it: a purchase, an order of the ledger. */
export type OrderRef = string | { readonly orderNumber: string }

/**
 * What a test can claim of an order. Each waits for what is under way, such as an `onPaid` that runs or a callback, but
 * starts nothing itself. Where the claim does not hold it rejects with an `AssertionError` of `node:assert`, whose
 * message tells the story of the order.
 */
export interface Assertions {
  /** Its money is captured, all of it, and none went back. */
  expectPaid(order: OrderRef): Promise<Order>
  /** Nothing of it was captured or is on hold. */
  expectNotPaid(order: OrderRef): Promise<Order>
  /** Paid, and `onPaid` has resolved exactly once. */
  expectHandedOver(order: OrderRef): Promise<Order>
  /** `onPaid` has never resolved. */
  expectNotHandedOver(order: OrderRef): Promise<Order>
  /** All of it was refunded, or `amountMinor` of it (integer minor units of its currency). */
  expectRefunded(order: OrderRef, amountMinor?: number): Promise<Order>
  /** A person has to look, for this reason if one is named. */
  expectReview(order: OrderRef, reason?: ReviewReason): Promise<Order>
  /** The bank has declined it for good. */
  expectDeclined(order: OrderRef): Promise<Order>
  /** Nobody has paid it in time. */
  expectExpired(order: OrderRef): Promise<Order>
  /**
   * Nothing is owed to anybody: whatever the bank has taken is paid in the ledger and handed over, no order is unknown,
   * stuck or in review, the ledger's invariants hold, and every scripted fault has struck. Orders that can still be
   * paid, and are not, do not count.
   */
  expectNothingLeft(): Promise<void>
}

export interface AssertionsDeps {
  readonly checkout: HostedCheckout
  readonly bank: Sandbox
  readonly watch: Watch
  readonly story: (orderNumber: string) => Promise<string>
  /** Resolves once nothing is under way. */
  readonly quiet: () => Promise<void>
  /** When the test began: orders of before are not its own. */
  readonly openedAt: Date
  /** What every message ends with. */
  readonly hint: () => string
}

/** What does not hold of an order; undefined if all does. */
type Claim = (order: Order) => string | undefined

export function makeAssertions(deps: AssertionsDeps): Assertions {
  const { checkout, watch, story, quiet, hint } = deps

  async function claim(ref: OrderRef, fails: Claim): Promise<Order> {
    const orderNumber = numberOf(ref)
    await quiet()
    const order = await checkout.orders.get(orderNumber)
    if (!order) throw failure(`The ledger has no order ${orderNumber}.${hint()}`)
    const problem = fails(order)
    if (problem === undefined) return order
    throw failure(`Order ${orderNumber} ${problem}\n\n${await story(orderNumber)}${hint()}`)
  }

  function resolvedCountOf({ orderNumber }: Order): number {
    return watch.handOvers(orderNumber).resolvedCount
  }

  return {
    expectPaid: (ref) =>
      claim(ref, ({ status, capturedMinor, amountMinor }) =>
        status === 'paid' && capturedMinor === amountMinor ? undefined : `is ${status}, not paid.`,
      ),
    expectNotPaid: (ref) =>
      claim(ref, ({ status, capturedMinor }) =>
        capturedMinor === 0 && status !== 'held' ? undefined : `is ${status}: money of it was taken, or is on hold.`,
      ),
    expectHandedOver: (ref) => claim(ref, (order) => notHandedOver(order, resolvedCountOf(order))),
    expectNotHandedOver: (ref) =>
      claim(ref, (order) =>
        resolvedCountOf(order) === 0 && order.handOver !== 'done' ? undefined : 'was handed over.',
      ),
    expectRefunded: (ref, amountMinor) =>
      claim(ref, ({ capturedMinor, refundedMinor, currency }) => {
        const wanted = amountMinor ?? capturedMinor
        if (refundedMinor === wanted && wanted > 0) return undefined
        const say = (minor: number): string => `${toMajorUnits(minor, currency)} ${currency}`
        return `is refunded by ${say(refundedMinor)}, not by ${say(wanted)}; ${say(capturedMinor)} of it were captured.`
      }),
    expectReview: (ref, reason) =>
      claim(ref, ({ status, reviewReason }) => {
        if (status !== 'review') return `is ${status}, not in review.`
        return reason === undefined || reason === reviewReason
          ? undefined
          : `is in review for ${reviewReason}, not ${reason}.`
      }),
    expectDeclined: (ref) => claim(ref, ({ status }) => notIn(status, 'declined')),
    expectExpired: (ref) => claim(ref, ({ status }) => notIn(status, 'expired')),
    async expectNothingLeft() {
      await quiet()
      const left = await whatIsLeft(deps)
      const [first] = left
      if (first === undefined) return
      const told = first.orderNumber === undefined ? '' : `\n\n${await story(first.orderNumber)}`
      throw failure(`${left.map(({ text }) => text).join('\n')}${told}${hint()}`)
    },
  }
}

function notIn(status: Order['status'], wanted: Order['status']): string | undefined {
  return status === wanted ? undefined : `is ${status}, not ${wanted}.`
}

function notHandedOver({ status, handOver }: Order, resolvedCount: number): string | undefined {
  if (handOver === 'done' && resolvedCount === 1) return undefined
  if (resolvedCount > 1) return `was handed over ${timesOf(resolvedCount)}: onPaid resolved each time.`
  if (handOver === 'none' && isPaid(status)) {
    return 'is paid, but nothing is to be handed over: it was opened without onPaid (option handsOver).'
  }
  if (handOver !== 'done') return `was not handed over: it is ${status}, its hand-over ${handOver}.`
  // By a process before this test, or by hand.
  return `is handed over, but onPaid has resolved ${timesOf(resolvedCount)} in this test.`
}

interface Left {
  readonly text: string
  readonly orderNumber?: string
}

async function whatIsLeft({ checkout, bank, openedAt }: AssertionsDeps): Promise<readonly Left[]> {
  const left: Left[] = []
  const known = new Map<string, Order>()
  for await (const order of checkout.orders.find({ since: openedAt })) {
    known.set(order.orderNumber, order)
    const text = unfinished(order)
    if (text !== undefined) left.push({ text: `Order ${order.orderNumber} ${text}`, orderNumber: order.orderNumber })
  }
  for (const { orderNumber, depositedAmount } of bank.orders()) {
    const capturedMinor = known.get(orderNumber)?.capturedMinor ?? 0
    if (depositedAmount === 0 || capturedMinor > 0) continue
    const text = `Order ${orderNumber}: the bank has taken its money, and the store does not know.`
    left.push(known.has(orderNumber) ? { text, orderNumber } : { text })
  }
  const violations = await checkout.verify({ since: openedAt })
  left.push(
    ...violations.map(({ code, orderNumber, message }) => ({
      text: `${code}: ${message}`,
      ...(orderNumber !== '' && { orderNumber }),
    })),
  )
  left.push(...bank.unmetFaults().map(({ kind }) => ({ text: `The fault "${kind}" never struck: no call met it.` })))
  return left
}

function unfinished({ status, handOver, reviewReason }: Order): string | undefined {
  if (status === 'review') return `is in review: ${reviewReason}.`
  if (status === 'unknown' || status === 'registering') return `is ${status}: nobody knows whether the bank has it.`
  if (handOver === 'due' || handOver === 'stuck') return `is ${status}, and its hand-over is ${handOver}.`
  return undefined
}

function numberOf(ref: OrderRef): string {
  return typeof ref === 'string' ? ref : ref.orderNumber
}

function failure(message: string): AssertionError {
  return new AssertionError({ message, operator: 'fail' })
}
