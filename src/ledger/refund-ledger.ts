import type { JsonValue } from '../json.ts'
import type { Order } from '../order.ts'
import type { Trigger } from './entry.ts'
import type { Move } from './order-ledger.ts'

/** One refund that was asked for. */
export interface Refund {
  readonly orderNumber: string
  /** The caller's: of one order, the same key is the same refund. */
  readonly key: string
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** What the gateway knows it by (BPC: refunds). */
  readonly externalRefundId: string
  /** Integer minor units that had been given back of the order when the refund was asked for. */
  readonly refundedBeforeMinor: number
  /** How often it was carried on, this time included. */
  readonly tryNumber: number
  /** Milliseconds since it was asked for, on the ledger's clock. */
  readonly askedForMs: number
}

export interface RefundRequest {
  readonly orderNumber: string
  readonly key: string
  /** Integer minor units of the order's currency, positive. */
  readonly amountMinor: number
  /** Unique in the ledger, the same for the same order and key. */
  readonly externalRefundId: string
  /** Whether the caller knows that a person looks at the order: giving its money back is what the person may decide. */
  readonly mayBeReviewed?: boolean
  /** How long nobody else carries the refund on, in milliseconds. */
  readonly leaseMs: number
}

/** What `askRefund` found. */
export type AskedRefund =
  /** It is ours to carry on; `isNew` where it was never sent. */
  | { readonly outcome: 'asked'; readonly refund: Refund; readonly order: Order; readonly isNew: boolean }
  /** A refund with another key must be carried on first: nobody does, and it is ours now. */
  | { readonly outcome: 'unfinished'; readonly refund: Refund; readonly order: Order }
  /** A refund of this order is in somebody else's hands. */
  | { readonly outcome: 'busy' }
  /** This very refund was made before. */
  | { readonly outcome: 'done'; readonly order: Order }
  /** The key stands for another amount. */
  | { readonly outcome: 'other-amount'; readonly amountMinor: number }
  /** More than is left of what was captured. */
  | { readonly outcome: 'exceeds'; readonly leftMinor: number; readonly order: Order }
  /** Nothing was captured, or nothing is left. */
  | { readonly outcome: 'not-refundable'; readonly order: Order }
  | { readonly outcome: 'absent' }

/** Refunds, each under its key. */
export interface RefundLedger {
  /**
   * Whether a refund with this key, or with any, is asked for or made. One that was refused is as if it had never been
   * asked for.
   */
  hasRefund(orderNumber: string, key?: string): Promise<boolean>
  /**
   * Writes a refund as `asked` before the gateway hears of it, or finds the one with the same key. One refund of an
   * order is on its way at a time, so that together they never exceed what was captured.
   */
  askRefund(request: RefundRequest): Promise<AskedRefund>
  /**
   * Takes an `asked` refund of a gateway's orders (or of one order) whose next try has come and that nobody carries on;
   * the one that has waited longest. Undefined where there is none.
   */
  claimRefund(request: {
    readonly gateway: string
    readonly orderNumber: string | undefined
    readonly leaseMs: number
  }): Promise<{ readonly refund: Refund; readonly order: Order } | undefined>
  /**
   * Records that a refund was made: `refundedMinor` is the total that the gateway tells, in integer minor units;
   * undefined where it tells none. What the order has given back never gets less by it.
   *
   * @returns undefined when the refund is no longer `asked`.
   */
  completeRefund(
    refund: Refund,
    result: {
      readonly refundedMinor: number | undefined
      readonly trigger: Trigger
      readonly detail: JsonValue | undefined
    },
  ): Promise<Order | undefined>
  /**
   * Records that a refund was not made and will not be: its key may be asked for again.
   *
   * `move` is made in the same transaction where the money was all that the order was paid for: while it is paid and no
   * goods are due.
   *
   * @returns the order if it was moved.
   */
  refuseRefund(
    refund: Refund,
    refusal: { readonly trigger: Trigger; readonly reason: string; readonly move?: Move | undefined },
  ): Promise<Order | undefined>
  /** Leaves a refund `asked`, for the sweep in so many milliseconds, or for whoever asks with its key before. */
  postponeRefund(refund: Refund, retryInMs: number): Promise<void>
}
