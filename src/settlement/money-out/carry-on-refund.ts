import { GatewayUnavailableError } from '../../errors.ts'
import type { StatusAnswer } from '../../gateway/answers.ts'
import type { Refund } from '../../ledger/refund-ledger.ts'
import type { Order } from '../../order.ts'
import { afterSending } from './checks.ts'
import { makeConcludeRefund } from './conclude-refund.ts'
import type { RefundInHand } from './conclude-refund.ts'
import type { MoneyOutDeps } from './deps.ts'

/**
 * Sends a refund and finds out what became of it. One that was sent before is asked about first, and then sent again
 * only with the same id and the same expectation: the gateway makes it once (BPC: refunds).
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

const chargedBack = 'the money was charged back: it is not given back once more by itself'

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
    `Nobody can say yet whether refund ${JSON.stringify(key)} of order ${orderNumber} was made. **Money may ` +
      'have moved.** It is carried on by itself; asking again with the same key is safe.',
    { cause },
  )
}
