import { legacyStatusAnswer, statusAnswer } from './answers.ts'
import type { WireObject } from './answers.ts'
import type { BankOrder, BankRefusal } from './bank/bank-order.ts'
import type { Dialect } from './dialects/dialect.ts'
import { findCurrency } from '../iso-4217.ts'

/** The answer of `getOrderStatusExtended.do` as this bank words it. */
export function statusAnswerIn(dialect: Dialect, order: BankOrder): WireObject {
  const answer = statusAnswer(order)
  return {
    ...answer,
    ...(dialect.isTalkative ? {} : curt(answer)),
    orderStatus: toldStatus(dialect, order),
    currency: toldCurrency(dialect, order),
    ...(dialect.attributes === 'an object' && { attributes: { mdOrder: order.gatewayOrderId, qrcId: order.qrcId } }),
  }
}

/** The answer of `getOrderStatus.do`, and of `acknowledgeTransaction.do`, as this bank words it. */
export function oldStatusAnswerIn(dialect: Dialect, order: BankOrder): WireObject {
  return {
    ...legacyStatusAnswer(order),
    OrderStatus: toldStatus(dialect, order),
    currency: toldCurrency(dialect, order),
    ...(dialect.oldAnswer === 'with SvfeResponse' && ofSvfe(order)),
    ...(dialect.oldAnswer === 'with orderStatusDescription' && { orderStatusDescription: words[order.orderStatus] }),
  }
}

/** The answer to a registration that this bank has taken. */
export function registeredIn({ registered: { errorCode } }: Dialect, orderId: string, formUrl: string): WireObject {
  return { errorCode, orderId, formUrl }
}

/** How this bank refuses a registration. */
export function registerRefusalIn({ registered }: Dialect, { errorCode, errorMessage }: BankRefusal): WireObject {
  return { errorCode: registered.refusesByNumber ? Number(errorCode) : errorCode, errorMessage }
}

/** Without what only some banks say (BPC: recorded answers). */
function curt({ paymentAmountInfo }: WireObject): WireObject {
  const amounts = paymentAmountInfo as WireObject | undefined
  return {
    displayErrorMessage: undefined,
    orderBundle: undefined,
    paymentAmountInfo: amounts && { ...amounts, feeAmount: undefined, totalAmount: undefined },
  }
}

/** What the bank calls a state of its own (BPC: status codes, order-statuses). */
function toldStatus({ statuses }: Dialect, order: BankOrder): number {
  const { orderStatus, depositedAmount } = order
  if (statuses === '7 partly refunded') return orderStatus === 4 && depositedAmount > 0 ? 7 : orderStatus
  const isOfCards = statuses === 'of stored cards too' && order.isVerification
  return isOfCards ? cardStatus(order) : orderStatus
}

/** A card was added, or verified; -1 if it was neither. */
function cardStatus({ orderStatus, cardBindingId }: BankOrder): number {
  if (orderStatus === 3) return cardBindingId === undefined ? 9 : 7
  return orderStatus === 6 ? -1 : orderStatus
}

function toldCurrency({ currency: { tellsOldRouble } }: Dialect, { currency }: BankOrder): string {
  return tellsOldRouble && currency === findCurrency('RUB')?.numeric ? '810' : currency
}

/** Recorded from Satim: what its processing said, and what the shop had sent along. */
function ofSvfe({ orderStatus, actionCode, approvalCode, description, merchantParams }: BankOrder): WireObject {
  const { udf1 } = merchantParams
  const isTried = actionCode !== -100
  const code = isTried ? (actionCode === 0 ? '00' : '05') : undefined
  return {
    authorizationResponseId: approvalCode,
    Description: description,
    params: { respCode: code, respCode_desc: orderStatus === 2 ? 'Votre paiement a été accepté.' : undefined, udf1 },
    SvfeResponse: code,
  }
}

const words: Readonly<Record<BankOrder['orderStatus'], string>> = {
  0: 'Order registered, but not paid',
  1: 'Pre-authorised',
  2: 'Order amount is deposited',
  3: 'Authorisation cancelled',
  4: 'Refunded',
  5: 'Authorisation started at the issuer',
  6: 'Authorisation declined',
  7: 'Pending',
}
