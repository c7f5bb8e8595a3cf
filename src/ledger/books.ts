import type { JsonValue } from '../json.ts'
import type { OrderStatus, ReviewReason } from '../order.ts'
import type { Entry } from './entry.ts'

/** The money of an order, in integer minor units of its currency. */
export interface OrderMoney {
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** What the bank has charged back, while the order is in review for it. */
  readonly chargedBackMinor: number
}

/** What an entry tells about money. */
export interface BookEntry extends Pick<Entry, 'entryNumber' | 'at' | 'kind' | 'from' | 'to' | 'trigger'> {
  /** The money as this entry leaves it; undefined in entries of version 0.2.0 and before. */
  readonly money: OrderMoney | undefined
  /** What an entry without its money tells otherwise. */
  readonly detail: JsonValue | undefined
}

/** An order with its whole history, for the books. */
export interface BookedOrder {
  readonly orderNumber: string
  /** The bank's own id of it, as far as it is known. */
  readonly gatewayOrderId: string | undefined
  readonly gatewayAccount: string
  readonly currency: string
  readonly status: OrderStatus
  readonly reviewReason: ReviewReason | undefined
  /** As the order is now. */
  readonly money: OrderMoney
  /** Oldest first. */
  readonly entries: readonly BookEntry[]
  /** Numbers of the entries that this page is about. */
  readonly onPage: ReadonlySet<number>
}

/** Which entries the books are read for. */
export interface BookPeriod {
  /** Written at or after. */
  readonly since: Date
  /** Written before. */
  readonly until: Date
}
