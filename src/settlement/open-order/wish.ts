import type { JsonObject } from '../../json.ts'
import type { NewOrder } from '../../ledger/order-ledger.ts'

/** What the buyer wants, as the catalog priced it. */
export interface Wish {
  readonly sku: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly description?: string | undefined
  readonly reference?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly language?: string | undefined
  readonly orderBundle?: JsonObject | undefined
  readonly jsonParams?: JsonObject | undefined
  readonly features?: readonly string[] | undefined
  /** Whether the `reference` is a mere label for this order. */
  readonly repeatable?: boolean | undefined
  readonly metadata?: NewOrder['metadata']
  readonly bindingId?: string | undefined
  readonly extra?: Readonly<Record<string, string>> | undefined
  /** How long the bank's page accepts a payment, in milliseconds; undefined for the bank's own `sessionTimeoutSecs`. */
  readonly payWithinMs?: number | undefined
  /** A path on the store's own site that "try again" leads to. */
  readonly again?: string | undefined
  /** Where its buyer is sent once it is paid or held; checked. */
  readonly successUrl?: string | undefined
  /** The same once it is known that nothing was taken. */
  readonly failureUrl?: string | undefined
  /** The payment link that it is. */
  readonly linkNumber?: string | undefined
  /** What the store said, if the bank is told something else; the ledger keeps this. */
  readonly asGiven?: GivenTexts | undefined
}

/** The fields that only decorate an order, as the ledger keeps them. */
interface GivenTexts {
  readonly description?: string | undefined
  readonly email?: string | undefined
  readonly language?: string | undefined
}
