import { GatewayUnavailableError, InvalidAmountError } from '../../errors.ts'
import type { GatewayRefusedError } from '../../errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../gateway/answers.ts'
import type { Trigger } from '../../ledger/entry.ts'
import type { Move } from '../../ledger/order-ledger.ts'
import type { Refund } from '../../ledger/refund-ledger.ts'
import { lateRefundKey } from '../../order.ts'
import type { Order } from '../../order.ts'
import { judgeRefund } from '../judge/judge-refund.ts'
import { afterSending } from './checks.ts'
import type { MoneyOutDeps } from './deps.ts'

/** A refund that is ours to carry on. */
export interface RefundInHand {
  readonly refund: Refund
  readonly order: Order
  /** It was never sent. */
  readonly isNew: boolean
  /** Somebody asks for this very refund. */
  readonly isDecided: boolean
  readonly trigger: Trigger
}

/**
 * Sends a refund and finds out what became of it. One that was sent before is asked about first, and then sent again only
 * with the same id and the same expectation: the gateway makes it once (protocol 11).
 *
 * @throws GatewayUnavailableError while nobody can say whether it was made; it stays asked for.
 * @throws GatewayRefusedError, InvalidAmountError where it was not made, and its key is free again.
 */
export type CarryOnRefund = (inHand: RefundInHand) => Promise<Order>

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Waits between tries of a refund without an answer, in milliseconds; the last one repeats. Chosen by feel. */
const waitsMs = [30 * secondMs, minuteMs, 5 * minuteMs, 30 * minuteMs, hourMs] as const

/** After so long a refund that the gateway's amounts do not show is given up: a person looks. Chosen by feel. */
const giveUpMs = 72 * hourMs

const neverShown = "the gateway's amounts never showed it"
const chargedBack = 'the money was charged back: it is not given back once more by itself'
const outrun = 'money went back by another way meanwhile, in the bank perhaps'

/** What the gateway said about a refund: to the call, where one was sent, and to the question after it. */
interface Heard {
  readonly call: Acknowledgement | undefined
  readonly status: StatusAnswer
}

export function makeCarryOnRefund({ ledger, gateway, logger, onReview }: MoneyOutDeps): CarryOnRefund {
  async function askBefore(inHand: RefundInHand): Promise<Order | undefined> {
    const status = await statusOf(inHand.order)
    const before = await conclude(inHand, { call: undefined, status })
    if (before) return before
    // Nothing is sent blindly.
    if (status.outcome === 'unavailable' || status.outcome === 'refused') throw await postponed(inHand, status.error)
    const isChargedBack = status.outcome === 'answered' && status.evidence.isChargeback
    if (isChargedBack) await requireDecided(inHand)
    return undefined
  }

  /** The bank takes the money back itself; a refund beside it would be the second one, and is a person's to decide. */
  async function requireDecided(inHand: RefundInHand): Promise<void> {
    if (!inHand.isDecided) throw await postponed(inHand, new Error(chargedBack))
  }

  async function send(inHand: RefundInHand): Promise<Order> {
    const { refund, order } = inHand
    const call = await gateway.refund({
      gatewayOrderId: order.gatewayOrderId ?? '',
      amountMinor: refund.amountMinor,
      currency: order.currency,
      externalRefundId: refund.externalRefundId,
      expectedDepositedMinor: order.capturedMinor - refund.refundedBeforeMinor,
    })
    const after = await conclude(inHand, { call, status: await statusOf(order) })
    if (after) return after
    throw await postponed(inHand, call.outcome === 'answered' ? undefined : call.error)
  }

  function statusOf({ gatewayOrderId = '' }: Order): Promise<StatusAnswer> {
    return gateway.status({ gatewayOrderId })
  }

  /** The refund stays asked for; what is thrown says that nobody knows yet. */
  async function postponed({ refund }: RefundInHand, cause: Error | undefined): Promise<GatewayUnavailableError> {
    await ledger.postponeRefund(refund, waitsMs[Math.min(refund.tryNumber, waitsMs.length) - 1] ?? hourMs)
    return nobodyKnows(refund, cause)
  }

  /** Records what became of it; undefined while nobody can say. */
  async function conclude(inHand: RefundInHand, heard: Heard): Promise<Order | undefined> {
    const { refund, order } = inHand
    const { call, status } = heard
    const verdict = judgeRefund(refund, order, call, status)
    if (verdict.kind === 'made') return recordMade(inHand, verdict.refundedMinor, status)
    if (verdict.kind === 'refused') return recordRefused(inHand, outrun, call)
    const hasSpoken = status.outcome === 'answered' || status.outcome === 'absent'
    const isGivenUp = hasSpoken && refund.askedForMs >= giveUpMs
    return isGivenUp ? recordRefused(inHand, neverShown, call) : undefined
  }

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

  /** @throws what the gateway refused it with, or why else it was not made. */
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

  return async (inHand) => {
    try {
      const before = inHand.isNew ? undefined : await askBefore(inHand)
      if (before) return before
      if (inHand.order.reviewReason === 'chargeback') await requireDecided(inHand)
      return await send(inHand)
    } catch (error) {
      throw afterSending(error, (cause) => nobodyKnows(inHand.refund, cause))
    }
  }
}

/** Late money that cannot go back by itself: neither goods nor money are on their way, and only a person can say which shall be. */
function toReview(trigger: Trigger): Move {
  return { to: 'review', trigger, changes: { reviewReason: 'late-payment' }, checkInMs: null, freesReuseKey: true }
}

function nobodyKnows({ orderNumber, key }: Refund, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `Nobody can say yet whether refund ${JSON.stringify(key)} of order ${orderNumber} was made. **Money may have moved.** It is carried on by itself; asking again with the same key is safe.`,
    { cause },
  )
}
