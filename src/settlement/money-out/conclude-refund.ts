import { InvalidAmountError } from '../../errors.ts'
import type { GatewayRefusedError } from '../../errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../gateway/answers.ts'
import type { Trigger } from '../../ledger/entry.ts'
import type { Move } from '../../ledger/order-ledger.ts'
import type { Refund } from '../../ledger/refund-ledger.ts'
import { lateRefundKey } from '../../order.ts'
import type { Order } from '../../order.ts'
import { judgeRefund } from '../judge/judge-refund.ts'
import type { MoneyOutDeps } from './deps.ts'

/** A refund that this caller has the right to carry on. */
export interface RefundInHand {
  readonly refund: Refund
  readonly order: Order
  /** Whether it was never sent. */
  readonly isNew: boolean
  /** Whether somebody asked for this refund by its key just now. */
  readonly isDecided: boolean
  readonly trigger: Trigger
}

/** What the gateway said about a refund: to the call, if one was sent, and to the question after it. */
export interface Heard {
  readonly call: Acknowledgement | undefined
  readonly status: StatusAnswer
}

/**
 * Records what became of a refund; undefined while nobody can say.
 *
 * @throws GatewayRefusedError, InvalidAmountError if it was not made.
 */
export type ConcludeRefund = (inHand: RefundInHand, heard: Heard) => Promise<Order | undefined>

/** After this long a refund that the gateway's amounts do not show is given up: a person looks. Chosen by feel. */
const giveUpMs = 72 * 60 * 60 * 1000

const neverShown = "the gateway's amounts never showed it"
const outrun = "money went back another way meanwhile, perhaps in the bank's portal"

export function makeConcludeRefund({ ledger, logger, onReview }: MoneyOutDeps): ConcludeRefund {
  async function recordMade(
    { refund, trigger }: RefundInHand,
    refundedMinor: number | undefined,
    status: StatusAnswer,
  ): Promise<Order | undefined> {
    const { orderNumber, key, amountMinor } = refund
    const detail = status.outcome === 'answered' ? status.evidence.redacted : undefined
    const done = await ledger.completeRefund(refund, { refundedMinor, trigger, detail })
    logger.info({ orderNumber, key, amountMinor }, 'money was given back')
    return done ?? (await ledger.find(orderNumber))
  }

  /** @throws the gateway's refusal, or the other reason why it was not made. */
  async function recordRefused(
    { refund, trigger }: RefundInHand,
    otherReason: string,
    call: Acknowledgement | undefined,
  ): Promise<never> {
    const { orderNumber, key, amountMinor } = refund
    const refusal: GatewayRefusedError | undefined = call?.outcome === 'refused' ? call.error : undefined
    const reason = refusal?.message ?? otherReason
    const move = key === lateRefundKey ? toReview(trigger) : undefined
    const reviewed = await ledger.refuseRefund(refund, { trigger, reason, move })
    logger.error({ orderNumber, key, amountMinor, reason }, 'a refund was not made')
    if (reviewed) onReview(reviewed)
    if (refusal) throw refusal
    throw new InvalidAmountError(`Refund ${JSON.stringify(key)} of order ${orderNumber} was not made: ${reason}.`)
  }

  return async (inHand, heard) => {
    const { refund, order } = inHand
    const { call, status } = heard
    const verdict = judgeRefund(refund, order, call, status)
    if (verdict.kind === 'made') return recordMade(inHand, verdict.refundedMinor, status)
    if (verdict.kind === 'refused') return recordRefused(inHand, outrun, call)
    const hasSpoken = status.outcome === 'answered' || status.outcome === 'absent'
    const isGivenUp = hasSpoken && refund.askedForMs >= giveUpMs
    return isGivenUp ? recordRefused(inHand, neverShown, call) : undefined
  }
}

/**
 * Late money that cannot be refunded automatically. Neither goods nor money are on their way, and only a person can say
 * which to send.
 */
function toReview(trigger: Trigger): Move {
  return { to: 'review', trigger, changes: { reviewReason: 'late-payment' }, checkInMs: null, freesReuseKey: true }
}
