import type { JsonObject, JsonValue } from '../json.ts'
import type { Order } from '../order.ts'
import type { Trigger } from './entry.ts'
import type { Move } from './order-ledger.ts'

/** One refund that was requested. */
export interface Refund {
  readonly orderNumber: string
  /** The caller's: within one order, the same key is the same refund. */
  readonly key: string
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** What the gateway knows it by (BPC: refunds). */
  readonly externalRefundId: string
  /** Integer minor units already refunded on the order when this refund was requested. */
  readonly refundedBeforeMinor: number
  /** How many times it has been taken up, including this time. */
  readonly tryNumber: number
  /** Milliseconds since it was requested, on the ledger's clock. */
  readonly askedForMs: number
  /** What goes to the gateway along with it: what was written down when it was requested. */
  readonly extra?: JsonObject | undefined
}

export interface RefundRequest {
  readonly orderNumber: string
  readonly key: string
  /** Integer minor units of the order's currency, positive. */
  readonly amountMinor: number
  /** Unique in the ledger, the same for the same order and key. */
  readonly externalRefundId: string
  /** Whether the caller knows that the order is in review: the person who reviews it may decide on a refund. */
  readonly mayBeReviewed?: boolean
  /** Name of the person who asked for it. */
  readonly by?: string | undefined
  /** Why they asked. */
  readonly note?: string | undefined
  /** To be sent along. Written down with a new refund; of one under way it must be the same. */
  readonly extra?: JsonObject | undefined
  /** Number of the entry of the proposal that this is the yes to: nothing is asked for if it no longer waits. */
  readonly proposal?: number | undefined
  /** How long nobody else takes the refund up, in milliseconds. */
  readonly leaseMs: number
}

/** What `askRefund` found. */
export type AskedRefund =
  /** It is ours to carry out; `isNew` if it was never sent. */
  | { readonly outcome: 'asked'; readonly refund: Refund; readonly order: Order; readonly isNew: boolean }
  /** A refund with another key must be finished first. Nobody held it, and it is ours now. */
  | { readonly outcome: 'unfinished'; readonly refund: Refund; readonly order: Order }
  /** Another caller is carrying out a refund of this order. */
  | { readonly outcome: 'busy' }
  /** This very refund has already been made. */
  | { readonly outcome: 'done'; readonly order: Order }
  /** The key belongs to a refund of another amount. */
  | { readonly outcome: 'other-amount'; readonly amountMinor: number }
  /** It is under way with something else to be sent along. */
  | { readonly outcome: 'other-extra' }
  /** More than is left of the captured amount. */
  | { readonly outcome: 'exceeds'; readonly leftMinor: number; readonly order: Order }
  /** The proposal no longer waits: somebody has said no, or has taken it back. */
  | { readonly outcome: 'not-proposed'; readonly order: Order }
  /** Nothing was captured, or nothing is left. */
  | { readonly outcome: 'not-refundable'; readonly order: Order }
  | { readonly outcome: 'absent' }

/** Refunds, each under its key. */
export interface RefundLedger {
  /** Whether a refund with this key, or with any, is requested or made. A refused one counts as never requested. */
  hasRefund(orderNumber: string, key?: string): Promise<boolean>
  /**
   * Writes a refund as `asked` before the gateway is called, or finds the one with the same key. Only one refund of an
   * order is under way at a time: together they never exceed what was captured.
   */
  askRefund(request: RefundRequest): Promise<AskedRefund>
  /**
   * Claims an `asked` refund of a gateway's orders (or of one order) that is due for its next try and that nobody
   * holds; the one that has waited longest. Undefined if there is none.
   */
  claimRefund(request: {
    readonly gateway: string
    readonly orderNumber: string | undefined
    readonly leaseMs: number
  }): Promise<{ readonly refund: Refund; readonly order: Order } | undefined>
  /**
   * Records that a refund was made. `refundedMinor` is the gateway's total, in integer minor units; undefined if it
   * gives none. The order's refunded amount never decreases.
   *
   * @returns undefined if the refund is no longer `asked`.
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
   * Records that a refund was not made and will not be: its key may be used again.
   *
   * `move` is made in the same transaction, but only while the order is paid and no goods are due.
   *
   * @returns the order if it was moved.
   */
  refuseRefund(
    refund: Refund,
    refusal: { readonly trigger: Trigger; readonly reason: string; readonly move?: Move | undefined },
  ): Promise<Order | undefined>
  /** Leaves a refund `asked`: for the sweep after `retryInMs`, or for an earlier caller with its key. */
  postponeRefund(refund: Refund, retryInMs: number): Promise<void>
}
