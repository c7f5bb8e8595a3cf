import { createHash } from 'node:crypto'
import type { NewOrder, ReuseTerms } from '../../ledger/order-ledger.ts'
import type { CaptureMode } from '../../order.ts'
import type { OrderNumberForm } from '../../order-number-form.ts'
import { perObject } from '../../per-object.ts'
import type { GatewayAccount } from '../gateway-account.ts'
import { sessionTimeoutSecs } from '../judge/plan.ts'
import { makeOrderNumber } from './order-number.ts'
import type { Wish } from './wish.ts'

export interface NewOrderDeps {
  readonly gatewayAccount: GatewayAccount
  /** The shop whose orders are opened. */
  readonly shop: string
  /** Whether goods are to be handed over once they are paid. */
  readonly handsOver: boolean
  /** Whether the store is to be told if they end unpaid. */
  readonly tellsClosed: boolean
  readonly gatewayTimeoutMs: number
  readonly capture: CaptureMode
  /** What the bank takes as an order number; ours, if nothing is given. */
  readonly orderNumberForm?: OrderNumberForm | undefined
  /** Whether a `reference` can be paid only once, or is a mere label. */
  readonly references: 'once' | 'repeat'
}

/** A new order, without the keys by which a second checkout finds it. */
export type OrderToOpen = Omit<NewOrder, keyof ReuseTerms | 'startedBy'>

/**
 * How long after its deadline an unanswered registration is first looked up, in milliseconds: the gateway may still be
 * working on it.
 */
export const firstLookMs = 60_000

/** What the ledger records of a wish before the gateway hears of it. */
export function makeNewOrder(deps: NewOrderDeps): (wish: Wish) => OrderToOpen {
  const { capture, gatewayAccount, gatewayTimeoutMs, shop, handsOver, tellsClosed, references, orderNumberForm } = deps
  // A wish is the same object while its item is.
  const digestOf = perObject(itemDigestOf)
  return (wish) => {
    const { description, email, language } = { ...wish, ...wish.asGiven }
    return {
      orderNumber: makeOrderNumber(orderNumberForm),
      sku: wish.sku,
      reference: wish.reference,
      description,
      metadata: wish.metadata,
      amountMinor: wish.amountMinor,
      currency: wish.currency,
      language,
      capture,
      gatewayAccount,
      shop,
      handsOver,
      isRepeatable: !isPaidOnce(wish, references),
      itemDigest: digestOf(wish),
      email,
      clientId: wish.clientId,
      bindingId: wish.bindingId,
      again: wish.again,
      successUrl: wish.successUrl,
      failureUrl: wish.failureUrl,
      linkNumber: wish.linkNumber,
      tellsClosed,
      expiresInMs: payableForSecs(wish) * 1000,
      checkInMs: gatewayTimeoutMs + firstLookMs,
    }
  }
}

/** Whether the wish's reference, if it has one, is paid once. A link's always is. */
export function isPaidOnce({ linkNumber, repeatable }: Wish, references: NewOrderDeps['references']): boolean {
  return linkNumber !== undefined || (references === 'once' && repeatable !== true)
}

/** The same item of the same shop has the same digest; its content cannot be read from it. */
function itemDigestOf(wish: Wish): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('base64url')
}

/** How long the bank's page accepts a payment, in whole seconds: the bank takes no fractions (BPC: registration). */
export function payableForSecs({ payWithinMs }: Wish): number {
  return payWithinMs === undefined ? sessionTimeoutSecs : Math.floor(payWithinMs / 1000)
}
