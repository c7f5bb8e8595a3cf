import type { Browser } from './earlier-orders.ts'
import type { PayableOrder } from './payable.ts'
import type { Wish } from './wish.ts'

export interface OpenOrderRequest extends Browser {
  readonly wish: Wish
  /** The same for every checkout of one browser and wish; undefined if nothing identifies the browser. */
  readonly browserKey: string | undefined
  /** Whether the browser's key leads to an order only while that order is being registered. */
  readonly isBrowserKeyPassing: boolean
  /** The same for every checkout of one sku with one idempotency key: the client says what counts as one order. */
  readonly idempotencyMark: string | undefined
  /** The same for every checkout of one wish, by any browser. */
  readonly wishKey: string
  /** Orders that this browser opened for the same wish, newest first: a second way to find its open order. */
  readonly remembered: readonly string[]
  /** Called before a new order is opened, not if one is reused. Rejects if there were too many. */
  readonly admit: () => Promise<void>
}

/** What a checkout results in. */
export interface OpenedOrder {
  readonly order: PayableOrder
  /** Whether the browser that asked is the one that started the order: only that one is bound to it. */
  readonly isStarter: boolean
}
