import type { LookedUpOrder, OrderIds } from '../ledger/balance-ledger.ts'
import type { BankOrder } from './bank-record.ts'

type Ids = Pick<BankOrder, 'gatewayOrderId' | 'orderNumber'>

/** The ids by which the ledger is asked for these. */
export function idsOf(page: readonly Ids[]): OrderIds {
  return {
    orderNumbers: page.flatMap(({ orderNumber }) => orderNumber ?? []),
    gatewayOrderIds: page.flatMap(({ gatewayOrderId }) => gatewayOrderId ?? []),
  }
}

/** Finds the ledger's order of what the bank tells: by the bank's own id first, which names one payment. */
export function lookUpIn(orders: readonly LookedUpOrder[]): (ids: Ids) => LookedUpOrder | undefined {
  const byNumber = new Map(orders.map((one) => [one.order.orderNumber, one]))
  const byId = new Map(orders.map((one) => [one.order.gatewayOrderId, one]))
  return ({ orderNumber = '', gatewayOrderId }) =>
    (gatewayOrderId === undefined ? undefined : byId.get(gatewayOrderId)) ?? byNumber.get(orderNumber)
}

/**
 * Whether this program could have made the number: capitals and digits, ten or more (ten at a bank that takes no more).
 * One that the bank tells by its own id alone may be anybody's, so it is not passed over.
 */
export function isOwnNumber({ orderNumber }: Pick<Ids, 'orderNumber'>): boolean {
  return orderNumber === undefined || (/^[0-9A-Z]{10,36}$/.test(orderNumber) && !/^\d+$/.test(orderNumber))
}
