import type { JsonObject, JsonValue } from '../json.ts'
import type { Card } from '../order.ts'
import { declineOf, isUntried } from './action-codes.ts'
import { processed } from './error-codes.ts'
import type { GatewayDialect } from './dialect.ts'
import type { AmountState, Evidence, ListedRefund, PaymentPhase } from './evidence.ts'
import { readBindingId } from './cards-message.ts'
import { readCardNumber } from './redact.ts'
import {
  decorative,
  isObject,
  listOf,
  Mismatch,
  objectOf,
  optional,
  orNothingInside,
  ownField,
  required,
  unlessUnreadable,
} from './fields.ts'
import type { Field } from './fields.ts'
import {
  readAmount,
  readApprovalCode,
  readCode,
  readCurrency,
  readFlag,
  readInteger,
  readText,
  readTime,
  readWord,
} from './wire-values.ts'

/** The fields of `getOrderStatusExtended.do` that we use (BPC: order status), each parsed into its own type. */
export interface StatusMessage {
  readonly orderStatus: number
  readonly actionCode?: string | undefined
  readonly orderNumber?: string | undefined
  readonly amount?: number | undefined
  readonly currency?: string | undefined
  /** The attribute `mdOrder`: the only place in the answer with the gateway's id. */
  readonly attributes?: string | undefined
  readonly paymentAmountInfo?: Amounts | undefined
  readonly refunds?: readonly Refund[] | undefined
  readonly partialAuthorization?: string | undefined
  readonly chargeback?: boolean | undefined
  readonly depositedDate?: Date | undefined
  readonly paymentWay?: string | undefined
  readonly authRefNum?: string | undefined
  readonly merchantOrderParams?: readonly MerchantParam[] | undefined
  readonly cardAuthInfo?: CardInfo | undefined
  readonly bindingInfo?: { readonly bindingId?: string | undefined } | undefined
}

interface Amounts {
  readonly paymentState?: string | undefined
  readonly approvedAmount?: number | undefined
  readonly depositedAmount?: number | undefined
  readonly refundedAmount?: number | undefined
}

interface MerchantParam {
  readonly name?: string | undefined
  readonly value?: string | undefined
}

interface CardInfo {
  readonly maskedPan?: string | undefined
  readonly pan?: string | undefined
  readonly paymentSystem?: string | undefined
  readonly approvalCode?: string | undefined
}

interface Refund {
  readonly amount?: number | undefined
  readonly actionCode?: string | undefined
  readonly externalRefundId?: string | undefined
  readonly date?: string | undefined
}

/** Ids longer than the documented 36 are read too: another order's id must be seen to differ from ours. */
const readAnyId = readText(255)

/**
 * The attribute `mdOrder`, if there is one. Two different ids make the answer unusable.
 *
 * Attributes are a list of `{ name, value }`, or one object keyed by name (BPC: recorded answers, Sberbank's OpenAPI).
 */
const gatewayOrderId: Field<string | undefined> = (attributes, path) => {
  const list = attributesOf(attributes)
  if (!list) return new Mismatch(path)
  const values = list.filter(({ name }) => name === 'mdOrder').map(({ value }) => value ?? '')
  const ids = new Set(values.filter((value) => value !== '').map(readAnyId))
  return ids.has(undefined) || ids.size > 1 ? new Mismatch(path) : [...ids][0]
}

interface Attribute {
  readonly name?: unknown
  readonly value?: unknown
}

function attributesOf(attributes: unknown): readonly Attribute[] | undefined {
  if (isObject(attributes)) return Object.entries(attributes).map(([name, value]) => ({ name, value }))
  if (!Array.isArray(attributes) || !attributes.every(isObject)) return undefined
  return attributes.map((one) => ({ name: ownField(one, 'name'), value: ownField(one, 'value') }))
}

const cardInfo = objectOf<CardInfo>({
  // Masked before anyone sees them: the full number is never kept.
  maskedPan: decorative(readCardNumber),
  pan: decorative(readCardNumber),
  paymentSystem: decorative(readWord),
  approvalCode: decorative(readApprovalCode),
})

/**
 * What is read, and how strictly.
 *
 * Every fact about money must be readable, or the answer is unusable: a body that is wrong in one place is not believed
 * in another. Decoration (card, payment method, time) is left out if it cannot be read. Unknown fields are dropped
 * (BPC: compatibility promise).
 */
export const readStatus: Field<StatusMessage> = objectOf<StatusMessage>({
  orderStatus: required(readInteger),
  actionCode: optional(readCode),
  orderNumber: optional(readAnyId),
  amount: optional(readAmount),
  currency: optional(readCurrency),
  attributes: orNothingInside(gatewayOrderId),
  paymentAmountInfo: orNothingInside(
    objectOf<Amounts>({
      paymentState: optional(readWord),
      approvedAmount: optional(readAmount),
      depositedAmount: optional(readAmount),
      refundedAmount: optional(readAmount),
    }),
  ),
  // The manual calls it an object; everyone who reads it, a list (BPC: contradictions).
  refunds: listOf(
    objectOf<Refund>({
      amount: optional(readAmount),
      actionCode: optional(readCode),
      externalRefundId: decorative(readWord),
      date: decorative(readWord),
    }),
  ),
  partialAuthorization: optional(readWord),
  chargeback: optional(readFlag),
  depositedDate: decorative(readTime),
  paymentWay: decorative(readWord),
  authRefNum: decorative(readWord),
  merchantOrderParams: unlessUnreadable(
    listOf(objectOf<MerchantParam>({ name: decorative(readText(255)), value: decorative(readText(1024)) })),
  ),
  cardAuthInfo: unlessUnreadable(cardInfo),
  bindingInfo: unlessUnreadable(objectOf<{ bindingId?: string | undefined }>({ bindingId: decorative(readBindingId) })),
})

/** `orderStatus` 0 to 8 in our words (BPC: status codes). Brands add numbers of their own, which stay unrecognized. */
const standardPhases: readonly PaymentPhase[] = [
  'registered',
  'held',
  'captured',
  'reversed',
  'refunded',
  'authenticating',
  'declined',
  'pending',
  'partly-captured',
]

/**
 * `paymentState` in our words, as found in status answers and in callbacks: the manual shows one of the latter in a
 * status answer too (BPC: order status, callbacks and recorded answers). Upper and lower case are the same; any other
 * word is unrecognized.
 */
const amountStates: ReadonlyMap<string, AmountState> = new Map([
  ['CREATED', 'created'],
  ['STARTED', 'created'],
  ['APPROVED', 'held'],
  ['PAYMENT_APPROVED', 'held'],
  ['DEPOSITED', 'captured'],
  ['PAYMENT_DEPOSITED', 'captured'],
  ['DECLINED', 'declined'],
  ['PAYMENT_DECLINED', 'declined'],
  ['REVERSED', 'reversed'],
  ['PAYMENT_VOID', 'reversed'],
  ['REFUNDED', 'refunded'],
])

/**
 * Values of `partialAuthorization` that mean the full amount: missing, only requested, or granted in full (BPC: order
 * status).
 */
const fullAuthorizations: ReadonlySet<string | undefined> = new Set([undefined, 'REQUESTED', 'FULL_AMOUNT'])

/** What the gateway said, in our words. Not yet what it means. */
export function evidenceOf(message: StatusMessage, phases: GatewayDialect['phases'] = {}): Evidence {
  const { actionCode, paymentWay, paymentAmountInfo: amounts } = message
  const refundedMinor = amounts?.refundedAmount ?? sumOf(message.refunds)
  return {
    phase: phases[message.orderStatus] ?? phaseOf(message.orderStatus, refundedMinor),
    actionCode,
    orderNumber: message.orderNumber,
    gatewayOrderId: message.attributes,
    amountMinor: message.amount,
    currency: message.currency,
    heldMinor: amounts?.approvedAmount,
    depositedMinor: amounts?.depositedAmount,
    refundedMinor,
    refunds: message.refunds?.map(listed),
    amountState: amountStateOf(amounts?.paymentState),
    isPartial: !fullAuthorizations.has(message.partialAuthorization),
    isChargeback: message.chargeback === true,
    decline: declineOf(actionCode),
    isUntried: isUntried(actionCode),
    paymentWay,
    card: cardOf(message),
    approvalCode: message.cardAuthInfo?.approvalCode,
    bindingId: message.bindingInfo?.bindingId,
    paidAt: message.depositedDate,
    merchantParams: message.merchantOrderParams && paramsOf(message.merchantOrderParams),
    redacted: redacted(message),
  }
}

function paramsOf(params: readonly MerchantParam[]): Readonly<Record<string, string>> {
  return Object.fromEntries(params.flatMap(({ name, value }) => (name && value !== undefined ? [[name, value]] : [])))
}

/**
 * 7 is "pending" at BPC and "partially refunded" at BT iPay (BPC: recorded answers): a refunded amount tells them
 * apart.
 */
function phaseOf(orderStatus: number, refundedMinor = 0): PaymentPhase {
  if (orderStatus === 7 && refundedMinor > 0) return 'refunded'
  return standardPhases[orderStatus] ?? 'unrecognized'
}

function amountStateOf(paymentState: string | undefined): AmountState | undefined {
  return paymentState === undefined ? undefined : (amountStates.get(paymentState.toUpperCase()) ?? 'unrecognized')
}

function listed({ amount, actionCode = processed, externalRefundId }: Refund): ListedRefund {
  return { externalRefundId, amountMinor: amount, isDone: actionCode === processed }
}

/** The total of the refunds that went through, if the gateway lists them but gives no total. */
function sumOf(refunds: readonly Refund[] | undefined): number | undefined {
  return refunds
    ?.map(listed)
    .filter(({ isDone }) => isDone)
    .reduce((total, { amountMinor = 0 }) => total + amountMinor, 0)
}

/** The masked number is in `maskedPan`, in `pan`, or in both (BPC: order status). */
function cardOf({ cardAuthInfo: card }: StatusMessage): Card | undefined {
  const maskedNumber = card?.maskedPan ?? card?.pan
  const brand = card?.paymentSystem
  return maskedNumber === undefined && brand === undefined ? undefined : { maskedNumber, brand }
}

/**
 * The answer for the ledger's entry, field by field: no name, e-mail, phone number, address, or card beyond its mask.
 * The id of a stored card is in one place only, on the order.
 */
function redacted(message: StatusMessage): JsonObject {
  const { paymentAmountInfo: amounts, cardAuthInfo: card } = message
  return withoutGaps({
    orderStatus: message.orderStatus,
    actionCode: message.actionCode,
    orderNumber: message.orderNumber,
    mdOrder: message.attributes,
    amount: message.amount,
    currency: message.currency,
    paymentState: amounts?.paymentState,
    approvedAmount: amounts?.approvedAmount,
    depositedAmount: amounts?.depositedAmount,
    refundedAmount: amounts?.refundedAmount,
    refunds: message.refunds?.map((refund) => withoutGaps({ ...refund })),
    partialAuthorization: message.partialAuthorization,
    chargeback: message.chargeback,
    depositedDate: message.depositedDate?.toISOString(),
    paymentWay: message.paymentWay,
    maskedPan: card?.maskedPan ?? card?.pan,
    paymentSystem: card?.paymentSystem,
    approvalCode: card?.approvalCode,
    authRefNum: message.authRefNum,
  })
}

function withoutGaps(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const told = Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined)
  return Object.fromEntries(told)
}
