import type { Badge } from '../../back-office/states.ts'
import { amountText, drawMoney } from '../../back-office/writing.ts'
import type { Markup } from '../../html/html.ts'
import { findCurrencyByNumber } from '../../iso-4217.ts'
import type { BankOrder, BankOrderStatus } from '../bank/bank-order.ts'

/** The statuses by their names in the protocol (BPC: status codes), looking as the back office has them. */
export const statusBadges = {
  0: { shape: 'registered', tone: 'open', word: '0 Registered' },
  1: { shape: 'held', tone: 'held', word: '1 Approved' },
  2: { shape: 'paid', tone: 'good', word: '2 Deposited' },
  3: { shape: 'reversed', tone: 'over', word: '3 Reversed' },
  4: { shape: 'refunded', tone: 'over', word: '4 Refunded' },
  5: { shape: 'registering', tone: 'open', word: '5 At the issuer' },
  6: { shape: 'declined', tone: 'over', word: '6 Declined' },
  7: { shape: 'registering', tone: 'open', word: '7 Pending' },
} as const satisfies Record<BankOrderStatus, Badge>

/** How an order stands. Status 4 does not tell a part from the whole, and 6 not a refusal from a session that ended. */
export function badgeOf({ orderStatus, actionCode, depositedAmount }: BankOrder): Badge {
  if (orderStatus === 4 && depositedAmount > 0) return { shape: 'partly', tone: 'good', word: '4 Refunded in part' }
  const isTimedOut = orderStatus === 6 && (actionCode === -2014 || actionCode === -2007)
  return isTimedOut ? { ...statusBadges[6], shape: 'expired' } : statusBadges[orderStatus]
}

/** ISO 4217 alphabetic code: registrations in any other currency are refused. */
export function currencyOf({ currency }: Pick<BankOrder, 'currency'>): string {
  return findCurrencyByNumber(currency)?.alphabetic ?? 'EUR'
}

/** @param amount - in integer minor units of the order's currency. */
export function moneyOf(order: Pick<BankOrder, 'currency'>, amount: number): Markup {
  return drawMoney(amount, currencyOf(order))
}

/** The same as text: `34.50 EUR`. */
export function amountOf(order: Pick<BankOrder, 'currency'>, amount: number): string {
  return amountText(amount, currencyOf(order))
}
