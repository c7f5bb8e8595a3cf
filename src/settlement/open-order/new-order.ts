import { createHash } from 'node:crypto'
import type { NewOrder, ReuseTerms } from '../../ledger/order-ledger.ts'
import type { CaptureMode } from '../../order.ts'
import type { GatewayAccount } from '../gateway-account.ts'
import { sessionTimeoutSecs } from '../judge/plan.ts'
import { makeOrderNumber } from './order-number.ts'
import type { Wish } from './wish.ts'

export interface NewOrderDeps {
  readonly gatewayAccount: GatewayAccount
  /** Whose orders are opened. */
  readonly shop: string
  /** Whether goods are to be handed over once they are paid. */
  readonly handsOver: boolean
  readonly gatewayTimeoutMs: number
  readonly capture: CaptureMode
  /** Whether a `reference` is paid once, or is a mere label. */
  readonly references: 'once' | 'repeat'
}

/** An order without what a second checkout finds it by. */
export type OrderToOpen = Omit<NewOrder, keyof ReuseTerms | 'startedBy'>

/**
 * How much later than its own deadline a registration without an answer is first looked up, in milliseconds: the
 * gateway may still be working on it.
 */
export const firstLookMs = 60_000

/** What the ledger is to hold of a wish before the gateway hears of it. */
export function makeNewOrder(deps: NewOrderDeps): (wish: Wish) => OrderToOpen {
  const { capture, gatewayAccount, gatewayTimeoutMs, shop, handsOver } = deps
  return (wish) => {
    const { description, email, language } = { ...wish, ...wish.asGiven }
    return {
      orderNumber: makeOrderNumber(),
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
      isRepeatable: deps.references === 'repeat' || wish.repeatable === true,
      itemDigest: itemDigestOf(wish),
      email,
      clientId: wish.clientId,
      bindingId: wish.bindingId,
      expiresInMs: payableForSecs(wish) * 1000,
      checkInMs: gatewayTimeoutMs + firstLookMs,
    }
  }
}

/** The very same item of the same shop has the same one; what it says cannot be read out of it. */
function itemDigestOf(wish: Wish): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('base64url')
}

/** How long the bank's page may be paid, in whole seconds: the bank takes no fractions (BPC: registration). */
export function payableForSecs({ payWithinMs }: Wish): number {
  return payWithinMs === undefined ? sessionTimeoutSecs : Math.floor(payWithinMs / 1000)
}
