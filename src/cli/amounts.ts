import { findCurrency } from '../iso-4217.ts'
import { toMinorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { UsageError } from './exit-codes.ts'

/**
 * An amount as a person types it, `12.50 EUR`, in integer minor units of the order's currency.
 *
 * @throws UsageError for anything else, and for another currency than the order's.
 */
export function amountOf(text: string, { orderNumber, currency }: Pick<Order, 'orderNumber' | 'currency'>): number {
  const [, number = '', given = ''] = /^(\S+) ([A-Za-z]{3})$/.exec(text.trim()) ?? []
  if (findCurrency(given.toUpperCase()) === undefined) {
    throw new UsageError(`Wanted an amount with its currency, such as "12.50 ${currency}", got ${quoted(text)}.`)
  }
  if (given.toUpperCase() !== currency) {
    throw new UsageError(`Order ${orderNumber} is in ${currency}, got ${quoted(text)}.`)
  }
  try {
    return toMinorUnits(number, currency)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
