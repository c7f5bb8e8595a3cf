import { GatewayUnavailableError } from '../../errors.ts'
import type { StatusAnswer } from '../../gateway/answers.ts'
import type { Refund } from '../../ledger/refund-ledger.ts'
import type { Order } from '../../order.ts'
import { afterSending, itemsIn } from './checks.ts'
import { makeConcludeRefund } from './conclude-refund.ts'
import type { RefundInHand } from './conclude-refund.ts'
import type { MoneyOutDeps } from './deps.ts'

/**
 * Sends a refund and finds out what became of it. One that was sent before is asked about first. It is sent again only
 * with the same id and the same expected amount: the gateway makes it once (BPC: refunds).
 *
 * @throws GatewayUnavailableError while nobody can say whether it was made; it stays requested.
 * @throws GatewayRefusedError, InvalidAmountError if it was not made; its key is free again.
 */
export type CarryOnRefund = (inHand: RefundInHand) => Promise<Order>

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Waits between attempts of an unanswered refund, in milliseconds; the last one repeats. Chosen by feel. */
const waitsMs = [30 * secondMs, minuteMs, 5 * minuteMs, 30 * minuteMs, hourMs] as const

const chargedBack = 'the money was charged back, so it is not refunded automatically as well'

export function makeCarryOnRefund(deps: MoneyOutDeps): CarryOnRefund {
  const { ledger, gateway } = deps
  const conclude = makeConcludeRefund(deps)

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

  /**
   * In a chargeback the bank takes the money back itself. A refund would give it back twice: only a person decides
   * that.
   */
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
      refundItems: itemsIn(refund.extra, 'refundItems'),
    })
    const after = await conclude(inHand, { call, status: await statusOf(order) })
    if (after) return after
    throw await postponed(inHand, call.outcome === 'answered' ? undefined : call.error)
  }

  function statusOf({ gatewayOrderId = '' }: Order): Promise<StatusAnswer> {
    return gateway.status({ gatewayOrderId })
  }

  /** The refund stays requested; the error says that nobody knows yet. */
  async function postponed({ refund }: RefundInHand, cause: Error | undefined): Promise<GatewayUnavailableError> {
    await ledger.postponeRefund(refund, waitsMs[Math.min(refund.tryNumber, waitsMs.length) - 1] ?? hourMs)
    return nobodyKnows(refund, cause)
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

function nobodyKnows({ orderNumber, key }: Refund, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `It is not known yet whether refund ${JSON.stringify(key)} of order ${orderNumber} was made. **Money may ` +
      'have moved.** It is retried automatically; asking again with the same key is safe.',
    { cause },
  )
}
