import Joi from 'joi'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Card } from '../order.ts'
import { declineOf, isUntried } from './action-codes.ts'
import { processed } from './error-codes.ts'
import type { AmountState, Evidence, ListedRefund, PaymentPhase } from './evidence.ts'
import { maskCardNumber } from './redact.ts'
import {
  decorative,
  nothing,
  nothingInside,
  readAmount,
  readApprovalCode,
  readCode,
  readCurrency,
  readFlag,
  readInteger,
  readText,
  readTime,
  readWord,
  told,
} from './wire-values.ts'

/** The fields of `getOrderStatusExtended.do` that we use (BPC: order status), each parsed into its own type. */
export interface StatusMessage {
  readonly orderStatus: number
  readonly actionCode?: string
  readonly orderNumber?: string
  readonly amount?: number
  readonly currency?: string
  /** The attribute `mdOrder`: the only place in the answer with the gateway's id. */
  readonly attributes?: string
  readonly paymentAmountInfo?: {
    readonly paymentState?: string
    readonly approvedAmount?: number
    readonly depositedAmount?: number
    readonly refundedAmount?: number
  }
  readonly refunds?: readonly Refund[]
  readonly partialAuthorization?: string
  readonly chargeback?: boolean
  readonly depositedDate?: Date
  readonly paymentWay?: string
  readonly authRefNum?: string
  readonly cardAuthInfo?: {
    readonly maskedPan?: string
    readonly pan?: string
    readonly paymentSystem?: string
    readonly approvalCode?: string
  } | null
}

interface Refund {
  readonly amount?: number
  readonly actionCode?: string
  readonly externalRefundId?: string
  readonly date?: string
}

/** Ids longer than the documented 36 are read too: another order's id must be seen to differ from ours. */
const readAnyId = readText(255)

/**
 * The attribute `mdOrder`, if there is one. Two different ids make the answer unusable.
 *
 * Attributes are a list of `{ name, value }`, or one object keyed by name (BPC: recorded answers, Sberbank's OpenAPI).
 */
function readGatewayOrderId(attributes: Attributes, helpers: Joi.CustomHelpers): unknown {
  const values = listOf(attributes)
    .filter(({ name }) => name === 'mdOrder')
    .map(({ value }) => value ?? '')
  const ids = new Set(values.filter((value) => value !== '').map(readAnyId))
  return ids.has(undefined) || ids.size > 1 ? helpers.error('any.invalid') : [...ids][0]
}

interface Attribute {
  readonly name?: unknown
  readonly value?: unknown
}

type Attributes = readonly Attribute[] | Readonly<Record<string, unknown>>

function listOf(attributes: Attributes): readonly Attribute[] {
  if (Array.isArray(attributes)) return attributes as readonly Attribute[]
  return Object.entries(attributes).map(([name, value]) => ({ name, value }))
}

/** Masked before anyone sees it: the full number is never kept. */
const cardNumber = decorative((value) => maskCardNumber(readText(32)(value) ?? ''))

/**
 * What is read, and how strictly.
 *
 * Every fact about money must be readable, or the answer is unusable: a body that is wrong in one place is not believed
 * in another. Decoration (card, payment method, time) is left out if it cannot be read. Unknown fields are dropped
 * (BPC: compatibility promise).
 */
export const statusSchema = Joi.object<StatusMessage>({
  orderStatus: told(readInteger).required(),
  actionCode: told(readCode),
  orderNumber: told(readAnyId),
  amount: told(readAmount),
  currency: told(readCurrency),
  attributes: Joi.alternatives(
    Joi.array().items(Joi.object({ name: Joi.any(), value: Joi.any() })),
    Joi.object().unknown(),
  )
    .custom(readGatewayOrderId)
    .empty(nothingInside),
  paymentAmountInfo: Joi.object({
    paymentState: told(readWord),
    approvedAmount: told(readAmount),
    depositedAmount: told(readAmount),
    refundedAmount: told(readAmount),
  }).empty(nothingInside),
  // The manual calls it an object; everyone who reads it, a list (BPC: contradictions).
  refunds: Joi.array()
    .items(
      Joi.object({
        amount: told(readAmount),
        actionCode: told(readCode),
        externalRefundId: decorative(readWord),
        date: decorative(readWord),
      }),
    )
    .single()
    .empty(nothing),
  partialAuthorization: told(readWord),
  chargeback: told(readFlag),
  depositedDate: decorative(readTime),
  paymentWay: decorative(readWord),
  authRefNum: decorative(readWord),
  cardAuthInfo: Joi.object({
    maskedPan: cardNumber,
    pan: cardNumber,
    paymentSystem: decorative(readWord),
    approvalCode: decorative(readApprovalCode),
  }).failover(null),
})

/** `orderStatus` 0 to 8 in our words (BPC: status codes). Brands add numbers of their own, which stay unrecognized. */
const phases: readonly PaymentPhase[] = [
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
export function evidenceOf(message: StatusMessage): Evidence {
  const { actionCode, paymentWay, paymentAmountInfo: amounts } = message
  const refundedMinor = amounts?.refundedAmount ?? sumOf(message.refunds)
  return {
    phase: phaseOf(message.orderStatus, refundedMinor),
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
    paidAt: message.depositedDate,
    redacted: redacted(message),
  }
}

/**
 * 7 is "pending" at BPC and "partially refunded" at BT iPay (BPC: recorded answers): a refunded amount tells them
 * apart.
 */
function phaseOf(orderStatus: number, refundedMinor = 0): PaymentPhase {
  if (orderStatus === 7 && refundedMinor > 0) return 'refunded'
  return phases[orderStatus] ?? 'unrecognized'
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
