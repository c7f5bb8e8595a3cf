import { AssertionError } from 'node:assert'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { moneyText } from '../money.ts'
import type { Order, ReviewReason } from '../order.ts'
import type { Sandbox, SandboxOrder } from '../sandbox/sandbox.ts'
import { showKind } from '../show-value.ts'
import {
  handedOver,
  notHandedOver,
  notIn,
  notInReview,
  notPaid,
  notRefunded,
  notUnpaid,
  thrownIn,
} from './claim-words.ts'
import type { Runs } from './claim-words.ts'
import type { Watch } from './hand-over-watch.ts'

/** An order by its number, or anything that carries it: a purchase, an order of the ledger. */
export type OrderRef = string | { readonly orderNumber: string }

/**
 * What a test can claim of an order. Each waits for what is under way, such as an `onPaid` that runs or a callback, but
 * starts nothing itself. Where the claim does not hold, or something is still under way after 10 s, it rejects with an
 * `AssertionError` of `node:assert`, whose message tells the story of the order.
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
   * Nothing is owed to anybody: whatever the bank has taken is paid in the ledger and handed over, whatever it has
   * given back is refunded there, no order is unknown, stuck or in review, the ledger's invariants hold, and every
   * scripted fault has struck. Orders that can still be paid, and are not, do not count.
   */
  expectNothingLeft(): Promise<void>
}

export interface AssertionsDeps {
  readonly checkout: HostedCheckout
  readonly bank: Sandbox
  readonly watch: Watch
  readonly story: (orderNumber: string) => Promise<string>
  /** Resolves once nothing is under way, or, if that takes too long, with what still is. */
  readonly quiet: Quiet
  /** When the test began: orders of before are not its own. */
  readonly openedAt: Date
  /** What every message ends with. */
  readonly hint: () => string
}

/** In a sentence; undefined once nothing is under way. */
export type Quiet = () => Promise<string | undefined>

/** What does not hold of an order; undefined if all does. */
type Claim = (order: Order) => Promise<string | undefined> | string | undefined

export function makeAssertions(deps: AssertionsDeps): Assertions {
  const { checkout, watch, story, quiet, hint } = deps

  async function claim(ref: OrderRef, fails: Claim): Promise<Order> {
    const orderNumber = numberOf(ref)
    const underWay = await quiet()
    const order = await checkout.orders.get(orderNumber)
    if (!order) throw failure(`The ledger has no order ${orderNumber}.${hint()}`)
    const problem = (await fails(order)) ?? (underWay === undefined ? undefined : 'cannot be judged yet.')
    if (problem === undefined) return order
    const said = [`Order ${orderNumber} ${problem}`, underWay].filter((text) => text !== undefined)
    throw failure(`${said.join('\n')}\n\n${await story(orderNumber)}${hint()}`)
  }

  async function runsOf({ orderNumber }: Order): Promise<Runs> {
    const entries = await checkout.orders.history(orderNumber)
    return { ...watch.handOvers(orderNumber), thrown: thrownIn(entries) }
  }

  return {
    expectPaid: (ref) => claim(ref, notPaid),
    expectNotPaid: (ref) => claim(ref, notUnpaid),
    expectHandedOver: (ref) => claim(ref, async (order) => notHandedOver(order, await runsOf(order))),
    expectNotHandedOver: (ref) => claim(ref, async (order) => handedOver(order, await runsOf(order))),
    async expectRefunded(ref, amountMinor) {
      if (amountMinor !== undefined && !(Number.isSafeInteger(amountMinor) && amountMinor > 0)) {
        throw new RangeError(`expectRefunded wants a whole number of minor units above 0, and got ${amountMinor}.`)
      }
      return claim(ref, (order) => notRefunded(order, amountMinor))
    },
    expectReview: (ref, reason) => claim(ref, (order) => notInReview(order, reason)),
    expectDeclined: (ref) => claim(ref, (order) => notIn('declined', order)),
    expectExpired: (ref) => claim(ref, (order) => notIn('expired', order)),
    async expectNothingLeft() {
      const underWay = await quiet()
      const left: readonly Left[] = [
        ...(underWay === undefined ? [] : [{ text: underWay }]),
        ...(await whatIsLeft(deps)),
      ]
      if (left.length === 0) return
      const first = left.flatMap(({ orderNumber }) => orderNumber ?? []).at(0)
      const told = first === undefined ? '' : `\n\n${await story(first)}`
      throw failure(`${left.map(({ text }) => text).join('\n')}${told}${hint()}`)
    },
  }
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
  for (const atBank of bank.orders()) {
    const { orderNumber } = atBank
    const text = unknownMoney(atBank, known.get(orderNumber))
    if (text === undefined) continue
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

/** What the bank did with the money of an order, and the store does not know; undefined if it knows all. */
function unknownMoney(atBank: SandboxOrder, order: Order | undefined): string | undefined {
  const { orderNumber, depositedAmount, refundedAmount } = atBank
  if (depositedAmount > 0 && (order?.capturedMinor ?? 0) === 0) {
    return `Order ${orderNumber}: the bank has taken its money, and the store does not know.`
  }
  if (order === undefined || refundedAmount <= order.refundedMinor) return undefined
  const [given, known] = [refundedAmount, order.refundedMinor].map((minor) => moneyText(minor, order.currency))
  return `Order ${orderNumber}: the bank has given ${given} of it back, and the store knows of ${known}.`
}

function unfinished({ status, handOver, reviewReason }: Order): string | undefined {
  if (status === 'review') return `is in review: ${reviewReason}.`
  if (status === 'unknown' || status === 'registering') return `is ${status}: nobody knows whether the bank has it.`
  if (handOver === 'due' || handOver === 'stuck') return `is ${status}, and its hand-over is ${handOver}.`
  return undefined
}

/** @throws TypeError for anything else, such as the promise of a purchase. */
export function numberOf(ref: OrderRef): string {
  const given: unknown = typeof ref === 'object' ? (ref as Partial<typeof ref> | null)?.orderNumber : ref
  if (typeof given === 'string') return given
  const advice = ref instanceof Promise ? ' Await it first.' : ''
  throw new TypeError(`Wanted an order or its number, got ${showKind(ref)}.${advice}`)
}

function failure(message: string): AssertionError {
  return new AssertionError({ message, operator: 'fail' })
}
