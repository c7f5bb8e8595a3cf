import type { Browser } from './earlier-orders.ts'
import type { PayableOrder } from './payable.ts'
import type { Wish } from './wish.ts'

export interface OpenOrderRequest extends Browser {
  readonly wish: Wish
  /** The same for every checkout of one browser and wish; undefined where nothing tells the browser. */
  readonly browserKey: string | undefined
  /** Whether the browser's key leads to an order only as long as that is being registered. */
  readonly isBrowserKeyPassing: boolean
  /** The same for every checkout of one sku under one idempotency key, by which the client says what is one order. */
  readonly idempotencyMark: string | undefined
  /** The same for every checkout of one wish, by whatever browser. */
  readonly wishKey: string
  /** Orders that this browser opened for the same wish, newest first: a second way to find its open order. */
  readonly remembered: readonly string[]
  /** Called before a new order is opened, not for one that is used again. Rejects when there were too many. */
  readonly admit: () => Promise<void>
}

/** What a checkout comes to. */
export interface OpenedOrder {
  readonly order: PayableOrder
  /** Whether the browser that asked is the one that started the order: no other is bound to it. */
  readonly isStarter: boolean
}
