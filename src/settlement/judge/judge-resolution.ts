import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import { findCurrency } from '../../iso-4217.ts'
import { moneyText } from '../../money.ts'
import type { Order, OrderChanges } from '../../order.ts'
import { otherOrderReason } from './about.ts'
import type { resolvedStatuses } from './moves.ts'
import { refundedTotal } from './reconsider.ts'

/** As what a person takes an order out of review. */
export const resolutions = ['paid', 'refunded', 'declined'] as const

/** See {@link resolutions}. */
export type Resolution = (typeof resolutions)[number]

/** The move that a resolution is; or why the bank's present answer or the amounts do not allow it. */
export type JudgedResolution =
  | { readonly outcome: 'allowed'; readonly to: (typeof resolvedStatuses)[number]; readonly changes: OrderChanges }
  | { readonly outcome: 'refused'; readonly reason: string }

/**
 * What a person may decide about an order in review, once the gateway has been asked about it.
 *
 * The person weighs what only a person can: whose payment it is, a contradiction that the bank has explained. Facts are
 * not up for decision: nothing is paid without the whole amount at the gateway, refunded while some of it is there, or
 * declined while any of it is.
 *
 * @param said - undefined if the gateway does not know the order.
 */
export function judgeResolution(order: Order, said: Evidence | undefined, as: Resolution, now: Date): JudgedResolution {
  return judges[as](order, said, now)
}

type Judge = (order: Order, said: Evidence | undefined, now: Date) => JudgedResolution

const judges: Readonly<Record<Resolution, Judge>> = { paid: asPaid, refunded: asRefunded, declined: asDeclined }

function asPaid(order: Order, said: Evidence | undefined, now: Date): JudgedResolution {
  if (!said) return refused('the bank does not know this order')
  const obstacle = obstacleToMoney(order, said)
  if (obstacle !== undefined) return refused(obstacle)
  if (said.isChargeback) return refused('the bank says that the payment was charged back')
  const { capturedMinor, refundedMinor } = moneyIn(order, said)
  const expectedMinor = order.capturingMinor ?? order.amountMinor
  if (capturedMinor !== expectedMinor) {
    const wanted = moneyText(expectedMinor, order.currency)
    return refused(`the bank says that ${moneyOf(capturedMinor, said)} were captured, and ${wanted} are to be`)
  }
  if (refundedMinor >= capturedMinor) return refused('all of the money went back: resolve it as refunded')
  return {
    outcome: 'allowed',
    to: refundedMinor > 0 ? 'partially_refunded' : 'paid',
    changes: {
      ...paymentFacts(said),
      capturedMinor,
      refundedMinor,
      paidAt: order.paidAt ?? said.paidAt ?? now,
      reviewReason: undefined,
    },
  }
}

/**
 * Nothing is left at the bank, so nothing is owed, whatever it was paid for. Money that may not be this order's is not
 * counted: that of an answer about another order, or in another currency. Of more than the order is for, no more than
 * that is.
 */
function asRefunded(order: Order, said: Evidence | undefined): JudgedResolution {
  if (!said) return refused('the bank does not know this order')
  const obstacle = obstacleToMoney(order, said)
  const isKnownToBeLeft = order.capturedMinor > order.refundedMinor
  if (obstacle !== undefined && (isKnownToBeLeft || !isMoney(said.phase))) return refused(obstacle)
  const isCounted = obstacle === undefined
  const { capturedMinor, refundedMinor } = moneyIn(isCounted ? order : { refundedMinor: 0 }, said)
  if (refundedMinor < capturedMinor && !said.isChargeback && !isOfUnknownAmount(said)) {
    return refused(`the bank says that ${moneyOf(capturedMinor - refundedMinor, said)} are left: refund them first`)
  }
  const wholeMinor = isCounted ? Math.max(capturedMinor, order.refundedMinor) : order.refundedMinor
  const countedMinor = Math.min(wholeMinor, order.amountMinor)
  return {
    outcome: 'allowed',
    to: 'refunded',
    changes: { capturedMinor: countedMinor, refundedMinor: countedMinor, reviewReason: undefined },
  }
}

/** Money went back, and the bank does not say how much: whoever looked it up there says that it was all of it. */
function isOfUnknownAmount({ phase, depositedMinor, refundedMinor }: Evidence): boolean {
  return phase === 'refunded' && depositedMinor === undefined && refundedMinor === undefined
}

function asDeclined(order: Order, said: Evidence | undefined, now: Date): JudgedResolution {
  if (order.refundedMinor > 0) return refused('some of its money went back, so there was a payment')
  if (said) {
    if ((said.depositedMinor ?? 0) > 0 || (said.refundedMinor ?? 0) > 0 || !isWithoutMoney(said.phase)) {
      return refused(`the bank says that ${phaseWords[said.phase]}`)
    }
    if (said.phase === 'registered' && now < order.expiresAt) {
      return refused('the buyer can still pay it at the bank; wait until its time is over')
    }
  }
  return { outcome: 'allowed', to: 'declined', changes: { capturedMinor: 0, reviewReason: undefined } }
}

/** How it was paid, as far as the answer tells. */
function paymentFacts({ paymentWay, card, approvalCode, bindingId }: Evidence): OrderChanges {
  return {
    ...(paymentWay === undefined ? {} : { paymentWay }),
    ...(card === undefined ? {} : { card }),
    ...(approvalCode === undefined ? {} : { approvalCode }),
    ...(bindingId === undefined ? {} : { bindingId }),
  }
}

/** Why the money of an answer is not this order's; undefined if it may be. */
function obstacleToMoney(order: Order, said: Evidence): string | undefined {
  if (otherOrderReason(order, said) !== undefined) return "the bank's answer is about another order"
  if (said.currency !== order.currency)
    return `the bank's currency is ${said.currency ?? 'not told'}, not ${order.currency}`
  return isMoney(said.phase) ? undefined : `the bank says that ${phaseWords[said.phase]}`
}

/** What was captured and refunded in all, in integer minor units of the order's currency. */
function moneyIn(
  order: Pick<Order, 'refundedMinor'>,
  said: Evidence,
): { readonly capturedMinor: number; readonly refundedMinor: number } {
  const { depositedMinor, refundedMinor = 0, amountMinor = 0 } = said
  const capturedMinor = depositedMinor === undefined ? amountMinor : depositedMinor + refundedMinor
  const totalMinor = refundedTotal({ capturedMinor }, said) ?? 0
  // What went back is never taken back.
  return { capturedMinor, refundedMinor: Math.max(totalMinor, order.refundedMinor) }
}

function isMoney(phase: PaymentPhase): boolean {
  return phase === 'captured' || phase === 'refunded'
}

function isWithoutMoney(phase: PaymentPhase): boolean {
  return phase === 'declined' || phase === 'reversed' || phase === 'registered'
}

/** What each phase says, after "the bank says that". */
const phaseWords = {
  registered: 'it is not paid',
  held: 'the money is on hold, and not captured',
  captured: 'it is paid',
  reversed: 'its hold was released',
  refunded: 'money went back',
  authenticating: 'the buyer is paying just now',
  declined: 'it was declined',
  pending: 'it is still being worked on',
  'partly-captured': 'only a part of the hold has been captured so far',
  unrecognized: 'it is in a state that this version does not know',
} as const satisfies Record<PaymentPhase, string>

function refused(reason: string): JudgedResolution {
  return { outcome: 'refused', reason }
}

/** An amount in the currency that the bank names, which may be none that we know. */
function moneyOf(amountMinor: number, { currency = '' }: Evidence): string {
  return findCurrency(currency) ? moneyText(amountMinor, currency) : 'amounts of it'
}
