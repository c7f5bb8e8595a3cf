import { hadMoney } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { StatusAnswer } from './answers.ts'
import { readBindingId } from './cards-message.ts'
import type { GatewayDialect } from './dialect.ts'
import { absentOrder, declinedOrder, processed } from './error-codes.ts'
import { decorative, objectOf, optional, ownField, required } from './fields.ts'
import type { Heard } from './heard.ts'
import { readCardNumber } from './redact.ts'
import { evidenceOf } from './status-message.ts'
import { judge, readMessage, refusedOrUnavailable, unreadable } from './verdict.ts'
import type { Question } from './verdict.ts'
import { readAmount, readApprovalCode, readCode, readCurrency, readInteger, readText } from './wire-values.ts'

/** The fields of `getOrderStatus.do` and `acknowledgeTransaction.do` that we use (BPC: legacy status). */
interface LegacyMessage {
  readonly OrderStatus: number
  readonly OrderNumber?: string | undefined
  readonly Amount?: number | undefined
  readonly currency?: string | undefined
  readonly depositAmount?: number | undefined
  readonly actionCode?: string | undefined
  readonly approvalCode?: string | undefined
  readonly bindingId?: string | undefined
  readonly Pan?: string | undefined
}

/** As strict as `readStatus`: what describes money must be readable, what decorates need not be. */
const readLegacy = objectOf<LegacyMessage>({
  OrderStatus: required(readInteger),
  OrderNumber: optional(readText(255)),
  Amount: optional(readAmount),
  currency: optional(readCurrency),
  depositAmount: optional(readAmount),
  actionCode: optional(readCode),
  approvalCode: decorative(readApprovalCode),
  bindingId: decorative(readBindingId),
  Pan: decorative(readCardNumber),
})

/**
 * Judges the answer to the old status call, and to the acknowledgement, which answers alike (BPC: legacy status).
 *
 * Error code 2 comes with a declined order: the call itself was processed. Beside money it is a contradiction, and
 * neither half is believed.
 */
export function judgeLegacyStatus(question: Question, answer: Heard, phases: GatewayDialect['phases']): StatusAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  const { body, errorCode } = verdict
  const isTold = ownField(body, 'OrderStatus') !== undefined
  const isDeclined = errorCode === declinedOrder && isTold
  if (verdict.kind === 'failed' && !isDeclined) {
    return errorCode === absentOrder && !isTold ? { outcome: 'absent' } : refusedOrUnavailable(question, verdict)
  }
  const read = readMessage(readLegacy, body)
  if ('mismatch' in read) return unreadable(question, read.mismatch)
  const evidence = legacyEvidence(read.message, errorCode, phases)
  const isContradiction = errorCode !== processed && (hadMoney(evidence.phase) || !isDeclined)
  return isContradiction
    ? unreadable(question, 'JSON that reports money and an error at once')
    : { outcome: 'answered', evidence }
}

function legacyEvidence(message: LegacyMessage, errorCode: string, phases: GatewayDialect['phases']): Evidence {
  const { OrderStatus: orderStatus, depositAmount } = message
  // Older answers have no action code: there, error code 0 beside a held or captured order says that it was approved.
  const isApproved = errorCode === processed && (orderStatus === 1 || orderStatus === 2)
  return evidenceOf(
    {
      orderStatus,
      actionCode: message.actionCode ?? (isApproved ? '0' : undefined),
      orderNumber: message.OrderNumber,
      amount: message.Amount,
      currency: message.currency,
      paymentAmountInfo: depositAmount === undefined ? undefined : { depositedAmount: depositAmount },
      cardAuthInfo: { maskedPan: message.Pan, approvalCode: message.approvalCode },
      bindingInfo: { bindingId: message.bindingId },
    },
    phases,
  )
}
