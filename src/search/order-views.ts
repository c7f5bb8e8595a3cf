import type { OrderQuery } from '../ledger/order-query.ts'

/**
 * The lists that a shop looks at, by name. `given-back` shares the orders that were refunded in part with `paid`: they
 * still hold money.
 */
export const orderViews = {
  all: {},
  /** Nobody knows yet whether they will be paid. */
  open: { status: ['registering', 'unknown', 'registered'] },
  held: { status: 'held' },
  paid: { status: ['paid', 'partially_refunded'] },
  /** Goods that are being handed over. */
  'goods-due': { handOver: 'due' },
  'given-back': { status: ['partially_refunded', 'refunded'] },
  /** They ended, and no money was taken. */
  'not-paid': { status: ['declined', 'expired', 'reversed'] },
  /** In review, or with goods that nobody hands over any more. */
  'needs-a-person': { needsPerson: true },
} as const satisfies Readonly<Record<string, OrderQuery>>

/** See {@link orderViews}. */
export type OrderView = keyof typeof orderViews

/** As they are listed: every order first, then along an order's life. */
export const orderViewNames = Object.keys(orderViews) as readonly OrderView[]

/** Whether a text, as it may stand in an address, names one. */
export function isOrderView(name: string): name is OrderView {
  return Object.hasOwn(orderViews, name)
}
