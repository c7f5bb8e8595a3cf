import { idRule, maxIdCharacters } from '../ids.ts'
import { cardsOf, readCards } from './cards-message.ts'
import { absentCard, absentOrder, processed } from './error-codes.ts'
import { Mismatch, objectOf, ownField, required } from './fields.ts'
import { orderListOf, readOrderList } from './list-message.ts'
import { evidenceOf, readStatus } from './status-message.ts'
import type {
  Acknowledgement,
  CardsAnswer,
  OrderListAnswer,
  RegisterAnswer,
  RemoveCardAnswer,
  StatusAnswer,
} from './answers.ts'
import type { Heard } from './heard.ts'
import type { GatewayDialect } from './dialect.ts'
import { judge, readMessage, refusedOrUnavailable, unreadable } from './verdict.ts'
import type { Question } from './verdict.ts'
import { readText } from './wire-values.ts'

/** Judges the answer to `register.do` and `registerPreAuth.do` (BPC: registration). */
export function judgeRegister(question: Question, answer: Heard): RegisterAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'failed') return refusedOrUnavailable(question, verdict)
  const read = readMessage(readRegistered, verdict.body)
  if ('mismatch' in read) return unreadable(question, read.mismatch)
  return { outcome: 'answered', gatewayOrderId: read.message.orderId, formUrl: read.message.formUrl }
}

/**
 * Judges the answer to `getOrderStatusExtended.do` (BPC: order status).
 *
 * "No such order" beside an order, or success beside an error, is a contradiction: neither half is believed. "Paid"
 * needs both, a `success` that is not false and error code 0, although elsewhere `success` wins (BPC: errors).
 */
export function judgeStatus(question: Question, answer: Heard, phases: GatewayDialect['phases'] = {}): StatusAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'failed') {
    const isAbsent = verdict.errorCode === absentOrder && ownField(verdict.body, 'orderStatus') === undefined
    return isAbsent ? { outcome: 'absent' } : refusedOrUnavailable(question, verdict)
  }
  if (verdict.errorCode !== processed) return unreadable(question, 'JSON that reports success and an error at once')
  const read = readMessage(readStatus, verdict.body)
  if ('mismatch' in read) return unreadable(question, read.mismatch)
  return { outcome: 'answered', evidence: evidenceOf(read.message, phases) }
}

/** Judges the answer to `deposit.do`, `reverse.do`, `refund.do` and `decline.do` (BPC: order management). */
export function judgeAcknowledgement(question: Question, answer: Heard): Acknowledgement {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  return verdict.kind === 'failed' ? refusedOrUnavailable(question, verdict) : { outcome: 'answered' }
}

/** Judges the answer to `getBindings.do` about one client (BPC: bindings). */
export function judgeCards(
  question: Question,
  answer: Heard,
  { clientId }: { readonly clientId: string },
): CardsAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'failed') {
    const isAbsent = verdict.errorCode === absentCard && ownField(verdict.body, 'bindings') === undefined
    return isAbsent ? { outcome: 'answered', cards: [] } : refusedOrUnavailable(question, verdict)
  }
  const read = readMessage(readCards, verdict.body)
  if ('mismatch' in read) return unreadable(question, read.mismatch)
  const cards = cardsOf(read.message, clientId)
  if (cards instanceof Mismatch) return unreadable(question, `JSON whose ${cards.path} is not the client asked about`)
  return { outcome: 'answered', cards }
}

/** Judges a page of `getLastOrdersForMerchants.do` (BPC: order list). */
export function judgeOrderList(
  question: Question,
  answer: Heard,
  phases: GatewayDialect['phases'] = {},
): OrderListAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'failed') return refusedOrUnavailable(question, verdict)
  const read = readMessage(readOrderList, verdict.body)
  return 'mismatch' in read
    ? unreadable(question, read.mismatch)
    : { outcome: 'answered', ...orderListOf(read.message, phases) }
}

/** Judges the answer to `unBindCard.do` (BPC: bindings). A card that is not there is no error. */
export function judgeRemoveCard(question: Question, answer: Heard): RemoveCardAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'processed') return { outcome: 'answered' }
  return verdict.errorCode === absentCard ? { outcome: 'absent' } : refusedOrUnavailable(question, verdict)
}

/** `orderId` is 1..36, opaque; `formUrl` is 1..512, here four times that to be lenient (BPC: registration). */
const readRegistered = objectOf<{ orderId: string; formUrl: string }>({
  orderId: required((value) => idRule.exec(readText(maxIdCharacters)(value) ?? '')?.[0]),
  formUrl: required((value) => (typeof value === 'string' ? readText(2048)(value) : undefined)),
})
