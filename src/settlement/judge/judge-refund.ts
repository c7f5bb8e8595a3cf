import type { Acknowledgement, StatusAnswer } from '../../gateway/answers.ts'
import type { Evidence } from '../../gateway/evidence.ts'
import type { Order } from '../../order.ts'
import { otherOrderReason } from './about.ts'
import { lagMs, refundedTotal } from './reconsider.ts'

/** What the judge knows about a requested refund. */
export interface JudgedRefund {
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** The id by which the gateway knows it (BPC: refunds). */
  readonly externalRefundId: string
  /** Integer minor units of the order that were already refunded when this refund was requested. */
  readonly refundedBeforeMinor: number
  /** How many times it was tried, this time included. */
  readonly tryNumber: number
  /** Milliseconds since it was requested, on the ledger's clock. */
  readonly askedForMs: number
}

/** What became of a refund, as far as the gateway's answers show. */
export type RefundVerdict =
  /** It was made; `refundedMinor` is the order's refunded total in minor units, undefined if nothing reports it. */
  | { readonly kind: 'made'; readonly refundedMinor: number | undefined }
  /** It was not made, and the call that would have made it was refused: a repeat is a new refund. */
  | { readonly kind: 'refused' }
  /** Not known: it may still be made. */
  | { readonly kind: 'unknown' }

/**
 * The pure judge of a refund: what the answer to `refund.do` (undefined if it was not sent) and the answer to the
 * question after it mean together.
 *
 * A processed call says nothing about the money (BPC: errors), so the order's amounts go first, whatever the call
 * returned: Satim returns an error for a refund that it has already made (BPC: refunds).
 */
export function judgeRefund(
  refund: JudgedRefund,
  order: Pick<Order, 'orderNumber' | 'gatewayOrderId' | 'capturedMinor'>,
  call: Acknowledgement | undefined,
  status: StatusAnswer,
): RefundVerdict {
  const evidence = evidenceAbout(order, status)
  const seen = evidence && seenIn(evidence, refund, order)
  if (seen?.isMade === true) return { kind: 'made', refundedMinor: seen.refundedMinor }
  switch (call?.outcome) {
    case 'answered':
      // Made, by a gateway that reports no amounts; or nothing shows it yet, and the next question will.
      return evidence === undefined || seen?.isMade === false ? unknown : { kind: 'made', refundedMinor: undefined }
    case 'refused':
      return isBelievable(refund, status, seen) || isOutrun(refund, order, seen) ? { kind: 'refused' } : unknown
    case 'unavailable':
    case undefined:
      return isOutrun(refund, order, seen) ? { kind: 'refused' } : unknown
  }
}

/** Another order's answer says nothing about this one. */
function evidenceAbout(
  order: Pick<Order, 'orderNumber' | 'gatewayOrderId'>,
  status: StatusAnswer,
): Evidence | undefined {
  if (status.outcome !== 'answered') return undefined
  return otherOrderReason(order, status.evidence) === undefined ? status.evidence : undefined
}

/**
 * A no to the first attempt is believed once the order was seen, or is not there. A no to a later one may mean that
 * this refund was made before (Satim's error 5, BPC: refunds). It is believed once the amounts have not shown the
 * refund for longer than a status lags.
 */
function isBelievable({ tryNumber, askedForMs }: JudgedRefund, status: StatusAnswer, seen: Seen | undefined): boolean {
  if (tryNumber === 1) return status.outcome === 'absent' || seen !== undefined
  return seen?.isMade === false && askedForMs >= lagMs
}

const unknown: RefundVerdict = { kind: 'unknown' }

/** What the order's amounts say; `isMade` is undefined if they cannot tell. */
interface Seen {
  readonly isMade: boolean | undefined
  readonly refundedMinor: number | undefined
}

function seenIn(evidence: Evidence, refund: JudgedRefund, order: Pick<Order, 'capturedMinor'>): Seen {
  const refundedMinor = refundedTotal(order, evidence)
  const { refunds } = evidence
  const isListed = refunds?.some(
    ({ externalRefundId, isDone }) => isDone && externalRefundId === refund.externalRefundId,
  )
  if (isListed === true) return { isMade: true, refundedMinor }
  const shownMinor = (refundedMinor ?? 0) - refund.refundedBeforeMinor
  // A list that adds up to the total leaves nothing out: ours is in it without its id (older gateways), or not at all.
  const done = refunds?.filter(({ isDone }) => isDone) ?? []
  const listedMinor = done.reduce((total, { amountMinor = 0 }) => total + amountMinor, 0)
  if (done.length > 0 && listedMinor === refundedMinor) {
    const isNameless = done.some(
      ({ externalRefundId, amountMinor }) => externalRefundId === undefined && amountMinor === refund.amountMinor,
    )
    return { isMade: isNameless && shownMinor >= refund.amountMinor, refundedMinor }
  }
  const areAmountsReported = evidence.refundedMinor !== undefined || evidence.depositedMinor !== undefined
  if (!areAmountsReported) return { isMade: undefined, refundedMinor }
  // Only one refund of ours is in progress at a time: what was added since is this one, unless it is more than that.
  return { isMade: shownMinor > refund.amountMinor ? undefined : shownMinor === refund.amountMinor, refundedMinor }
}

/**
 * Money went back another way since the refund was requested (the bank's portal). What is still captured is then not
 * what the call says it must be (`expectedDepositedAmount`, BPC: refunds), so the gateway will never make the refund.
 */
function isOutrun(refund: JudgedRefund, order: Pick<Order, 'capturedMinor'>, seen: Seen | undefined): boolean {
  if (seen?.isMade !== false || seen.refundedMinor === undefined) return false
  return seen.refundedMinor > refund.refundedBeforeMinor && seen.refundedMinor <= order.capturedMinor
}
