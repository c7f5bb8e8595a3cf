import type { BankOrder } from './bank-order.ts'

/** How much of one text is searched, in characters: a merchant may send a megabyte as an e-mail address. */
const maxSearchedLength = 600

/** Whether an order is what somebody looks for: part of a number, of the description or e-mail, or the card's end. */
export function holdsText(order: BankOrder, lowerCaseText: string): boolean {
  const { orderNumber, gatewayOrderId, description, email, card } = order
  const isIn = (text = ''): boolean => text.slice(0, maxSearchedLength).toLowerCase().includes(lowerCaseText)
  return (
    isIn(orderNumber) ||
    isIn(gatewayOrderId) ||
    isIn(description) ||
    isIn(email) ||
    card?.maskedNumber.slice(-4) === lowerCaseText
  )
}
