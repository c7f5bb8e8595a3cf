import { findCurrency } from '../iso-4217.ts'
import { moneyText, toMinorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { UsageError } from './exit-codes.ts'

/** An amount that a person typed. */
export interface Money {
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
}

/**
 * An amount as a person types it, `12.50 EUR`, in integer minor units.
 *
 * @param example - the currency of the example in the error.
 * @throws UsageError for anything else.
 */
export function moneyOf(text: string, example = 'EUR'): Money {
  const [, number = '', given = ''] = /^(\S+) ([A-Za-z]{3})$/.exec(text.trim()) ?? []
  const currency = given.toUpperCase()
  if (findCurrency(currency) === undefined) {
    throw new UsageError(`Wanted an amount with its currency, such as "12.50 ${example}", got ${quoted(text)}.`)
  }
  const amountMinor = minorOf(number, currency)
  if (amountMinor > 0) return { amountMinor, currency }
  throw new UsageError(`Wanted more than ${moneyText(0, currency)}, got ${quoted(text)}. 0 does not mean everything.`)
}

/** A currency as a person types it, `eur`. @throws UsageError for none of ISO 4217. */
export function currencyOf(text: string): string {
  const currency = text.toUpperCase()
  if (findCurrency(currency) !== undefined) return currency
  throw new UsageError(`Wanted a currency such as EUR, got ${quoted(text)}.`)
}

function minorOf(number: string, currency: string): number {
  try {
    return toMinorUnits(number, currency)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * The same for an amount of an order, in integer minor units of its currency.
 *
 * @throws UsageError for anything else, and for another currency than the order's.
 */
export function amountOf(text: string, { orderNumber, currency }: Pick<Order, 'orderNumber' | 'currency'>): number {
  const money = moneyOf(text, currency)
  if (money.currency === currency) return money.amountMinor
  throw new UsageError(`Order ${orderNumber} is in ${currency}, got ${quoted(text)}.`)
}
