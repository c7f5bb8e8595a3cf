import type { GatewayDialect } from './dialect.ts'
import type { Evidence } from './evidence.ts'
import { decorative, listOf, Mismatch, objectOf, optional, unlessUnreadable } from './fields.ts'
import type { Field } from './fields.ts'
import { evidenceOf, readStatus } from './status-message.ts'
import type { StatusMessage } from './status-message.ts'
import { readAmount, readInteger, readTime } from './wire-values.ts'

/** One order of the bank's list, in our words. */
export interface ListedOrder extends Evidence {
  /** When the bank says it was paid; when it was approved or registered, if it says no more. */
  readonly at: Date | undefined
  /** What the bank keeps for itself, in integer minor units of the order's currency. */
  readonly feeMinor: number | undefined
}

/** One page of the list (BPC: order list). */
export interface OrderListPage {
  readonly orders: readonly ListedOrder[]
  /** How many orders all pages hold; undefined if the bank does not say. */
  readonly totalCount: number | undefined
  /** How many orders a full page has; undefined if the bank does not say. */
  readonly pageSize: number | undefined
}

/** What an element has beside the fields of a status answer. */
interface Times {
  readonly date?: Date | undefined
  readonly authDateTime?: Date | undefined
  readonly paymentAmountInfo?: Fee | undefined
}

interface Fee {
  readonly feeAmount?: number | undefined
}

const readTimes = objectOf<Times>({
  date: decorative(readTime),
  authDateTime: decorative(readTime),
  paymentAmountInfo: unlessUnreadable(objectOf<Fee>({ feeAmount: decorative(readAmount) })),
})

interface Element {
  readonly status: StatusMessage
  readonly times: Times
}

/** An element is a status answer (BPC: order list): one that cannot be read makes the whole page unreadable. */
const readElement: Field<Element> = (value, path) => {
  const status = readStatus(value, path)
  if (status instanceof Mismatch) return status
  const times = readTimes(value, path)
  return times instanceof Mismatch ? times : { status, times }
}

export interface OrderListMessage {
  readonly orderStatuses?: readonly Element[] | undefined
  readonly totalCount?: number | undefined
  readonly pageSize?: number | undefined
}

export const readOrderList: Field<OrderListMessage> = objectOf<OrderListMessage>({
  orderStatuses: listOf(readElement),
  totalCount: optional(readInteger),
  pageSize: decorative(readInteger),
})

export function orderListOf(
  { orderStatuses = [], totalCount, pageSize }: OrderListMessage,
  phases: GatewayDialect['phases'],
): OrderListPage {
  return { orders: orderStatuses.map((one) => listedOrder(one, phases)), totalCount, pageSize }
}

function listedOrder({ status, times }: Element, phases: GatewayDialect['phases']): ListedOrder {
  const evidence = evidenceOf(status, phases)
  const at = evidence.paidAt ?? times.authDateTime ?? times.date
  return { ...evidence, at, feeMinor: times.paymentAmountInfo?.feeAmount }
}
