import type { StatusAnswer } from '../gateway/answers.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import { adoptedId, makeWriteOrReview } from './adopt-id.ts'
import type { Clock } from '../clock.ts'
import type { Plan } from './judge/plan.ts'
import type { AnsweredLook } from './look.ts'
import { withReason } from './with-reason.ts'

/** What became of an order that nobody can pay. */
export type Closing =
  /** Another caller moved it first (no order), or a person must look: the gateway's id is another order's. */
  | { readonly outcome: 'not-ours'; readonly order: Order | undefined }
  /** The gateway does not close it (a token may not, BPC: logins): it expires by itself. */
  | { readonly outcome: 'left-open'; readonly order: Order }
  /** The gateway was told to close it, and then asked what became of it. */
  | { readonly outcome: 'asked'; readonly order: Order; readonly answer: StatusAnswer }

/** Closes an order at the gateway that nobody can pay, so that it does not stay open there. */
export type CloseUnpaid = (look: AnsweredLook) => Promise<Closing>

export interface CloseUnpaidDeps {
  readonly gateway: Pick<Gateway, 'decline' | 'status'>
  readonly ledger: Pick<OrderLedger, 'move' | 'note'>
  readonly plan: Plan
  readonly clock: Clock
}

export function makeCloseUnpaid({ gateway, ledger, plan, clock }: CloseUnpaidDeps): CloseUnpaid {
  const writeOrReview = makeWriteOrReview(ledger)

  /**
   * Takes an order over from a registration that may still be waiting for its answer in another process. That process
   * can then no longer send its buyer to a page that is being closed. Also records what is about to be done.
   */
  function takeOver(look: AnsweredLook): Promise<Order | undefined> {
    const { order, trigger, evidence } = look
    const detail = withReason(evidence.redacted, 'declined-at-the-gateway-because-nobody-can-pay-it')
    const note = { trigger, changes: adoptedId(look), detail }
    return writeOrReview(order, note, () => {
      if (order.status !== 'registering') return ledger.note(order, note)
      const checkInMs = plan.nextCheckInMs({ ...order, status: 'unknown' }, clock.now())
      return ledger.move(order, { ...note, to: 'unknown', checkInMs, freesReuseKey: true })
    })
  }

  return async (look) => {
    const gatewayOrderId = look.order.gatewayOrderId ?? look.evidence.gatewayOrderId
    const order = await takeOver(look)
    if (!order || order.status === 'review') return { outcome: 'not-ours', order }
    if (gatewayOrderId === undefined) return { outcome: 'left-open', order }
    const { orderNumber } = order
    const told = await gateway.decline({ gatewayOrderId, orderNumber })
    if (told.outcome === 'refused') return { outcome: 'left-open', order }
    return { outcome: 'asked', order, answer: await gateway.status({ gatewayOrderId }) }
  }
}

/**
 * No buyer was ever sent to the page: the registration got no answer in time, or named a page on a host that is not
 * allowed.
 */
export function nobodyCanPay({ status, formUrl }: Order): boolean {
  return status === 'registering' || status === 'unknown' || (status === 'registered' && formUrl === undefined)
}
