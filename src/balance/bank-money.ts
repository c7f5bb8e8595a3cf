import { findCurrency } from '../iso-4217.ts'
import { moneyText } from '../money.ts'
import { quoted } from '../visible.ts'

/** An amount as the bank tells it, for a person: its currency may be missing, or none that there is. */
export function bankMoneyText(amountMinor: number, currency: string): string {
  if (findCurrency(currency)) return moneyText(amountMinor, currency)
  const which = currency === '' ? 'a currency that it does not name' : `the unknown currency ${quoted(currency)}`
  return `${amountMinor} minor units of ${which}`
}

/** How the bank's currency differs from the order's. */
export function otherCurrencyText(currency: string, ofOrder: string): string {
  if (currency === '') return `The bank names no currency, the order is in ${ofOrder}.`
  return findCurrency(currency)
    ? `The bank took ${currency}, the order is in ${ofOrder}.`
    : `The bank took ${quoted(currency)}, which is no currency, and the order is in ${ofOrder}.`
}
