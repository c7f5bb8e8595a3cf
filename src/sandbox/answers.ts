import { describeActionCode } from './bank/action-codes.ts'
import type { BankOrder, BankOrderStatus, BankRefund } from './bank/bank-order.ts'
import { repeatedBundle } from './bank/order-bundle.ts'

/** A JSON object as sent, with the protocol's names and loose types. */
export type WireObject = Readonly<Record<string, unknown>>

const paymentStates = {
  0: 'CREATED',
  1: 'APPROVED',
  2: 'DEPOSITED',
  3: 'REVERSED',
  4: 'REFUNDED',
  5: 'CREATED',
  6: 'DECLINED',
  7: 'CREATED',
} as const satisfies Record<BankOrderStatus, string>

/** The answer of `getOrderStatusExtended.do` (BPC: order status). Undefined fields are not sent. */
export function statusAnswer(order: BankOrder): WireObject {
  return isByCode(order) ? codeAnswer(order) : cardAnswer(order)
}

/** The names of all fields that its answer can have, told or not: by card or by code. */
export function statusFieldsOf(order: BankOrder): readonly string[] {
  return Object.keys(codeAnswer(order))
}

function isByCode({ qrcId, card }: BankOrder): boolean {
  return qrcId !== undefined && card === undefined
}

/** What a payment by QR code (SBP) leaves out, and has instead (recorded answers). */
function codeAnswer(order: BankOrder): WireObject {
  const done = { status: 'SUCCESS' }
  const refunds = order.refunds.map(({ amount, at }) => ({
    operationType: 'REFUND',
    amount,
    operationDate: at.getTime(),
  }))
  const deposit = {
    operationType: 'DEPOSIT',
    amount: order.approvedAmount,
    operationDate: order.depositedAt?.getTime(),
  }
  const operations = order.depositedAt ? [deposit, ...refunds] : []
  return {
    ...cardAnswer(order),
    errorCode: undefined,
    errorMessage: undefined,
    displayErrorMessage: undefined,
    cardAuthInfo: undefined,
    authRefNum: undefined,
    paymentAmountInfo: undefined,
    bankInfo: undefined,
    chargeback: order.isChargedBack || undefined,
    refunds: undefined,
    attributes: { mdOrder: order.gatewayOrderId, qrcId: order.qrcId },
    operations: operations.map((one) => ({ ...one, ...done })),
    paymentWay: 'SBP_C2B',
  }
}

function cardAnswer(order: BankOrder): WireObject {
  return {
    errorCode: '0',
    errorMessage: 'Success',
    orderNumber: order.orderNumber,
    orderStatus: order.orderStatus,
    actionCode: order.actionCode,
    actionCodeDescription: describeActionCode(order.actionCode),
    displayErrorMessage: '',
    amount: order.amount,
    currency: order.currency,
    date: order.registeredAt.getTime(),
    depositedDate: order.depositedAt?.getTime(),
    reversedDate: order.reversedAt?.getTime(),
    refundedDate: order.refunds.at(-1)?.at.getTime(),
    orderDescription: order.description,
    ip: order.ip,
    merchantOrderParams: Object.entries(order.merchantParams).map(([name, value]) => ({ name, value })),
    transactionAttributes: [],
    attributes: [{ name: 'mdOrder', value: order.gatewayOrderId }],
    cardAuthInfo: cardAuthInfo(order),
    bindingInfo: bindingInfo(order),
    authDateTime: order.authorisedAt?.getTime(),
    terminalId: '123456',
    authRefNum: order.referenceNumber,
    paymentAmountInfo: {
      paymentState: paymentStates[order.orderStatus],
      approvedAmount: order.approvedAmount,
      depositedAmount: order.depositedAmount,
      refundedAmount: order.refundedAmount,
      feeAmount: 0,
      totalAmount: order.amount,
    },
    bankInfo: { bankName: 'SANDBOX BANK', bankCountryCode: 'UNKNOWN', bankCountryName: 'Unknown' },
    orderBundle: order.orderBundle && repeatedBundle(order.orderBundle, asDeposited(order)),
    payerData: order.email === undefined ? undefined : { email: order.email },
    chargeback: order.isChargedBack,
    paymentWay: order.card && (isPaidWithStored(order) ? 'CARD_BINDING' : 'CARD'),
    refunds: order.refunds.length === 0 ? undefined : order.refunds.map(refundEntry),
  }
}

function asDeposited({ currency, depositedAmount, refundedAmount }: BankOrder): Parameters<typeof repeatedBundle>[1] {
  return { currency, isDeposited: depositedAmount + refundedAmount > 0 }
}

/** An answer with the fields that a test overrides. null removes a field. */
export function altered(answer: WireObject, alterations: WireObject): WireObject {
  return Object.fromEntries(Object.entries({ ...answer, ...alterations }).filter(([, value]) => value !== null))
}

/** The answer of `getOrderStatus.do`, in PascalCase. A declined order has `ErrorCode` 2 (BPC: legacy status). */
export function legacyStatusAnswer(order: BankOrder): WireObject {
  const isDeclined = order.orderStatus === 6
  return {
    expiration: order.card?.expiration,
    cardholderName: order.card?.cardholderName,
    depositAmount: order.depositedAmount,
    currency: order.currency,
    approvalCode: order.approvalCode,
    authCode: 2,
    actionCode: order.actionCode,
    actionCodeDescription: describeActionCode(order.actionCode),
    ErrorCode: isDeclined ? '2' : '0',
    ErrorMessage: isDeclined ? 'Payment is declined' : 'Success',
    OrderStatus: order.orderStatus,
    OrderNumber: order.orderNumber,
    Pan: order.card?.maskedNumber ?? '',
    Amount: order.amount,
    Ip: order.ip,
  }
}

/** One element of `refunds` (BPC: order status). Its `actionCode` is a string of three digits. */
export function refundEntry(refund: BankRefund): WireObject {
  return {
    date: String(refund.at.getTime()),
    externalRefundId: refund.externalRefundId,
    approvalCode: refund.approvalCode,
    actionCode: '000',
    referenceNumber: refund.referenceNumber,
    amount: refund.amount,
  }
}

function isPaidWithStored({ cardBindingId, isCardToBeStored }: BankOrder): boolean {
  return cardBindingId !== undefined && !isCardToBeStored
}

/** The stored card is told once the payment is approved (BPC: stored cards). */
function bindingInfo({ clientId, cardBindingId, actionCode }: BankOrder): WireObject | undefined {
  return clientId === undefined ? undefined : { clientId, bindingId: actionCode === 0 ? cardBindingId : undefined }
}

function cardAuthInfo({ card, approvalCode }: BankOrder): WireObject | undefined {
  return (
    card && {
      maskedPan: card.maskedNumber,
      expiration: card.expiration,
      cardholderName: card.cardholderName,
      approvalCode,
      paymentSystem: card.brand,
      pan: card.maskedNumber,
    }
  )
}
