import { moneyText } from '../money.ts'
import type { Order } from '../order.ts'

/** An order in a JSON document: every field by its name, times in UTC as ISO 8601; what is not known is left out. */
export function orderJson(order: Order): Readonly<Record<string, unknown>> {
  return { ...order }
}

/** An amount of an order for a person. */
export function amountText(amountMinor: number, { currency }: Pick<Order, 'currency'>): string {
  return moneyText(amountMinor, currency)
}
