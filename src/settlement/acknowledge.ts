import type { StatusAnswer } from '../gateway/answers.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import { adoptedId, makeWriteOrReview } from './adopt-id.ts'
import type { MoveDecision } from './judge/decision.ts'
import type { AnsweredLook } from './look.ts'
import { withReason } from './with-reason.ts'

/** What the gateway said when a payment was acknowledged. */
export type Acknowledging =
  /** Another caller moved the order first (no order), or a person must look: the gateway's id is another order's. */
  | { readonly outcome: 'not-ours'; readonly order: Order | undefined }
  /** Nobody knows the gateway's id of the order. */
  | { readonly outcome: 'unknown-there'; readonly order: Order }
  | { readonly outcome: 'asked'; readonly order: Order; readonly answer: StatusAnswer }

/** Confirms a payment at the gateway that the judge has found to be this order's. Safe to repeat, by any caller. */
export type Acknowledge = (look: AnsweredLook) => Promise<Acknowledging>

export interface AcknowledgeDeps {
  readonly gateway: Pick<Gateway, 'acknowledge'>
  readonly ledger: Pick<OrderLedger, 'move' | 'note'>
}

/** The entry that is written before the gateway hears of it. */
export const acknowledgingReason = 'acknowledging-the-payment'

/** Undefined if this gateway needs no acknowledgement (BPC: acknowledgement). */
export function makeAcknowledge({ gateway, ledger }: AcknowledgeDeps): Acknowledge | undefined {
  const { acknowledge } = gateway
  if (!acknowledge) return undefined
  const writeOrReview = makeWriteOrReview(ledger)
  return async (look) => {
    const { order, trigger, returnedAt, evidence } = look
    const gatewayOrderId = order.gatewayOrderId ?? evidence.gatewayOrderId
    if (gatewayOrderId === undefined) return { outcome: 'unknown-there', order }
    const detail = withReason(evidence.redacted, acknowledgingReason)
    const note = { trigger, changes: adoptedId(look), returnedAt, detail }
    const noted = await writeOrReview(order, note, () => ledger.note(order, note))
    // An id that another order has was not adopted: its payment is not this order's to acknowledge.
    const isOurs = noted?.status === order.status && noted.gatewayOrderId === gatewayOrderId
    if (!isOurs) return { outcome: 'not-ours', order: noted }
    return { outcome: 'asked', order: noted, answer: await acknowledge({ gatewayOrderId }) }
  }
}

/**
 * Whether a move waits for the acknowledgement: money that is taken or held for good, and so far is neither. A captured
 * hold was acknowledged when it was held.
 */
export function awaitsAcknowledgement({ status }: Order, { to }: MoveDecision): boolean {
  return to === 'paid' ? status !== 'held' : to === 'held'
}
