import { formUrlFault } from '../form-url-fault.ts'
import { idRule, maxIdCharacters } from '../ids.ts'
import { showKind } from '../show-value.ts'
import { GatewayRefusedError, GatewayUnavailableError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { cardsOf, readCards } from './cards-message.ts'
import { absentCard, absentOrder, processed, refusalOf } from './error-codes.ts'
import type { Method } from './error-codes.ts'
import { anything, decorative, isObject, Mismatch, objectOf, optional, ownField, required } from './fields.ts'
import type { Body, Field } from './fields.ts'
import { evidenceOf, readStatus } from './status-message.ts'
import type {
  Acknowledgement,
  CardsAnswer,
  RegisterAnswer,
  Refused,
  RemoveCardAnswer,
  StatusAnswer,
  Unavailable,
} from './answers.ts'
import { redactText } from './redact.ts'
import type { Heard, Silence } from './heard.ts'
import { readErrorCode, readFlag, readText } from './wire-values.ts'

/** What was called, for error messages. */
export interface Question {
  readonly method: Method
  /** Credentials to remove from the gateway's own words before they reach an error. */
  readonly secrets: readonly string[]
}

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
export function judgeStatus(question: Question, answer: Heard): StatusAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'failed') {
    const isAbsent = verdict.errorCode === absentOrder && ownField(verdict.body, 'orderStatus') === undefined
    return isAbsent ? { outcome: 'absent' } : refusedOrUnavailable(question, verdict)
  }
  if (verdict.errorCode !== processed) return unreadable(question, 'JSON that reports success and an error at once')
  const read = readMessage(readStatus, verdict.body)
  if ('mismatch' in read) return unreadable(question, read.mismatch)
  return { outcome: 'answered', evidence: evidenceOf(read.message) }
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

/** Judges the answer to `unBindCard.do` (BPC: bindings). A card that is not there is no error. */
export function judgeRemoveCard(question: Question, answer: Heard): RemoveCardAnswer {
  const verdict = judge(question, answer)
  if (verdict.kind === 'unusable') return verdict.unavailable
  if (verdict.kind === 'processed') return { outcome: 'answered' }
  return verdict.errorCode === absentCard ? { outcome: 'absent' } : refusedOrUnavailable(question, verdict)
}

/** Our own refusal, before anything was sent. */
export function refusedUnsent(method: Method, errorCode: string, reason: string): Refused {
  return { outcome: 'refused', isUnsent: true, error: new GatewayRefusedError(unsent(method, reason), errorCode) }
}

/** How the call went, before its fields are read. */
type Verdict =
  | { readonly kind: 'processed'; readonly body: Body; readonly errorCode: string }
  | Failed
  | { readonly kind: 'unusable'; readonly unavailable: Unavailable }

interface Failed {
  readonly kind: 'failed'
  readonly body: Body
  readonly errorCode: string
  readonly cause: Words
}

/** The gateway's own words about an error, redacted. */
interface Words extends JsonObject {
  readonly errorCode: string
}

interface Envelope {
  readonly success?: boolean | undefined
  readonly errorCode?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly error?: unknown
  readonly errorMessage?: string | undefined
  readonly ErrorMessage?: string | undefined
}

/** `errorMessage` 1..512 (BPC: errors); a longer one is not worth keeping. */
const errorWords = decorative(readText(512))

/** How errors are reported (BPC: errors): today's names, those of legacy answers, those of wallet answers. */
const readEnvelope = objectOf<Envelope>({
  success: optional(readFlag),
  errorCode: optional(readErrorCode),
  ErrorCode: optional(readErrorCode),
  error: anything,
  errorMessage: errorWords,
  ErrorMessage: errorWords,
})

/** `orderId` is 1..36, opaque; `formUrl` is 1..512, here four times that to be lenient (BPC: registration). */
const readRegistered = objectOf<{ orderId: string; formUrl: string }>({
  orderId: required((value) => idRule.exec(readText(maxIdCharacters)(value) ?? '')?.[0]),
  formUrl: required((value) => (typeof value === 'string' ? readText(2048)(value) : undefined)),
})

/** The order of reading (BPC: errors): silence and HTTP status, then JSON, then `success`, then the error code. */
function judge(question: Question, answer: Heard): Verdict {
  if ('silence' in answer) return { kind: 'unusable', unavailable: silent(question, answer) }
  if ('unreadable' in answer) return { kind: 'unusable', unavailable: unreadable(question, answer.unreadable) }
  const { status, text, retryAfterMs } = answer
  if (status !== 200) {
    return { kind: 'unusable', unavailable: unavailable(question, { came: describeStatus(status), retryAfterMs }) }
  }
  const body = parseBody(text)
  if (body === undefined) return { kind: 'unusable', unavailable: unreadable(question, describe(text)) }
  const read = readMessage(readEnvelope, body)
  if ('mismatch' in read) return { kind: 'unusable', unavailable: unreadable(question, read.mismatch) }

  const envelope = read.message
  const errorCode = errorCodeOf(envelope)
  if (envelope.success ?? errorCode === processed) return { kind: 'processed', body, errorCode }
  const words = envelope.errorMessage ?? envelope.ErrorMessage
  const cause = {
    errorCode: redactText(errorCode, question.secrets),
    ...(words === undefined ? {} : { errorMessage: redactText(words, question.secrets) }),
  }
  return { kind: 'failed', body, errorCode, cause }
}

/** An error without a code is not a clear no. */
const unnamedError = 'unnamed'

/** Missing means 0 (BPC: errors). If two names carry two codes, the error is believed. */
function errorCodeOf({ errorCode, ErrorCode, error }: Envelope): string {
  const codes = [errorCode, ErrorCode].filter((code) => code !== undefined)
  if (codes.length > 0) return codes.find((code) => code !== processed) ?? processed
  if (error === undefined || error === null || error === false) return processed
  return (isObject(error) ? readErrorCode(ownField(error, 'code')) : undefined) ?? unnamedError
}

/** The JSON object in a body, or undefined. */
function parseBody(text: string): Body | undefined {
  try {
    // JSON allows no byte-order mark; `trim` removes it, along with line breaks.
    const body: unknown = JSON.parse(text.trim())
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

const wrongLogin =
  'is the login right? see gateway.user and gateway.password, gateway.token, and gateway.basic if the bank ' +
  'wants it in a header'

/** Where to look: 404 is a wrong address (BPC: transport); 401 and 403 are a wrong login (BPC: recorded answers). */
const hints: Readonly<Record<number, string>> = {
  401: wrongLogin,
  403: wrongLogin,
  404: 'is gateway.url the root of the REST API?',
}

function describeStatus(status: number): string {
  const hint = hints[status]
  return hint === undefined ? `HTTP status ${status}` : `HTTP status ${status} (${hint})`
}

/** Describes a body that is not a JSON object, without repeating any of it. */
function describe(text: string): string {
  const start = text.trimStart()
  const size = `${Buffer.byteLength(text)} bytes`
  if (start === '') return 'an empty body'
  if (start.startsWith('<')) return `HTML or XML (${size})`
  if (start.startsWith('{')) return `broken JSON (${size})`
  return start.startsWith('[')
    ? `a list instead of a JSON object (${size})`
    : `text that is not a JSON object (${size})`
}

type Read<T> = { readonly message: T } | { readonly mismatch: string }

/** Reads the known fields and drops all others. Names the first field that cannot be read, never its value. */
function readMessage<T>(read: Field<T>, body: Body): Read<T> {
  const message = read(body, '')
  if (!(message instanceof Mismatch)) return { message }
  const { path, isMissing } = message
  if (isMissing) return { mismatch: `JSON without ${path}` }
  const kind = path === 'formUrl' ? ` (${formUrlKind(ownField(body, path))})` : ''
  return { mismatch: `JSON whose ${path} cannot be read${kind}` }
}

/** What came in place of the payment page. A page address is never repeated: it opens the page. */
function formUrlKind(value: unknown): string {
  return (typeof value === 'string' ? formUrlFault(value) : undefined) ?? showKind(value)
}

function refusedOrUnavailable(question: Question, { errorCode, cause }: Failed): Refused | Unavailable {
  const reason = refusalOf(question.method, errorCode)
  if (reason === undefined) {
    return unavailable(question, { came: `errorCode ${cause.errorCode}, which is not a clear no`, cause })
  }
  const { method } = question
  const message = `The gateway refused ${method} with errorCode ${errorCode}: ${reason}. This call moved no money.`
  return { outcome: 'refused', error: new GatewayRefusedError(message, errorCode, { cause }) }
}

/** What to do when nobody knows whether the gateway acted. */
const whatNow = {
  'register.do': 'The gateway may still know the order: ask for its status by order number.',
  'registerPreAuth.do': 'The gateway may still know the order: ask for its status by order number.',
  'getOrderStatusExtended.do': 'A status question changes nothing: ask again later.',
  'deposit.do': 'Money may have moved: ask for the status; do not repeat the call.',
  'reverse.do': 'The hold may be gone: ask for the status; do not repeat the call.',
  'refund.do': 'Money may have moved: ask for the status, and repeat the call only with the same externalRefundId.',
  'decline.do': 'The order may be closed: ask for its status.',
  'getBindings.do': 'The question changes nothing: ask again later.',
  'unBindCard.do': 'The card may be removed or not, no money moved: repeat the call, it does no harm.',
} as const satisfies Record<Method, string>

interface Unusable {
  /** A general description. */
  readonly came: string
  readonly retryAfterMs?: number | undefined
  readonly cause?: JsonObject
}

function silent(question: Question, { silence, isUnsent, isUnreached }: Silence): Unavailable {
  if (!isUnsent) return unavailable(question, { came: silence })
  const error = new GatewayUnavailableError(unsent(question.method, silence))
  return isUnreached
    ? { outcome: 'unavailable', isUnsent, isUnreached, error }
    : { outcome: 'unavailable', isUnsent, error }
}

function unsent(method: Method, reason: string): string {
  return `${method} was not sent: ${reason}. The gateway received nothing, no money moved.`
}

function unavailable({ method }: Question, { came, ...options }: Unusable): Unavailable {
  const message = `${method} got no usable answer: ${came}. ${whatNow[method]}`
  return { outcome: 'unavailable', error: new GatewayUnavailableError(message, options) }
}

function unreadable(question: Question, came: string): Unavailable {
  return { ...unavailable(question, { came }), isUnreadable: true }
}
