import { formUrlFault } from '../form-url-fault.ts'
import { showKind } from '../show-value.ts'
import { GatewayRefusedError, GatewayUnavailableError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { processed, refusalOf } from './error-codes.ts'
import type { Method } from './error-codes.ts'
import { anything, decorative, isObject, Mismatch, objectOf, optional, ownField } from './fields.ts'
import type { Body, Field } from './fields.ts'
import type { Refused, Unavailable } from './answers.ts'
import { redactText } from './redact.ts'
import type { Heard, Reply, Silence } from './heard.ts'
import { readErrorCode, readFlag, readText } from './wire-values.ts'

/** What was called, for error messages. */
export interface Question {
  readonly method: Method
  /** Credentials to remove from the gateway's own words before they reach an error. */
  readonly secrets: readonly string[]
  /** What the bank may miss in the call, in words that follow a colon. */
  readonly lacking?: string | undefined
}

/** Our own refusal, before anything was sent. */
export function refusedUnsent(method: Method, errorCode: string, reason: string): Refused {
  return { outcome: 'refused', isUnsent: true, error: new GatewayRefusedError(unsent(method, reason), errorCode) }
}

/** How the call went, before its fields are read. */
export type Verdict =
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

/** The order of reading (BPC: errors): silence and HTTP status, then JSON, then `success`, then the error code. */
export function judge(question: Question, answer: Heard): Verdict {
  if ('silence' in answer) return { kind: 'unusable', unavailable: silent(question, answer) }
  if ('unreadable' in answer) return { kind: 'unusable', unavailable: unreadable(question, answer.unreadable) }
  const { status, text } = answer
  if (status !== 200) return { kind: 'unusable', unavailable: failedCall(question, answer) }
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

/** Whatever HTTP status it has but 200, the body does not count (BPC: transport). */
function failedCall(question: Question, { status, text, retryAfterMs }: Reply): Unavailable {
  const told = unavailable(question, { came: describeStatus(status), retryAfterMs })
  const isAnswer = unspoken.has(status) || (isLoginStatus(status) && isBareText(text))
  return isAnswer ? { ...told, isUnreadable: true } : told
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

const wrongAddress = 'is gateway.url the root of the REST API, and does the bank still speak this call?'

/**
 * Where to look: 404 is a wrong address (BPC: transport), or a call that the bank does not speak, like 405 and 501. 401
 * and 403 are a wrong login, or an order that is not there (BPC: recorded answers).
 */
const hints: Readonly<Record<number, string>> = {
  401: wrongLogin,
  403: wrongLogin,
  404: wrongAddress,
  405: wrongAddress,
  501: wrongAddress,
}

/** The bank is there, but does not speak this call: no silence, so other calls go on. */
const unspoken: ReadonlySet<number> = new Set([404, 405, 501])

function isLoginStatus(status: number): boolean {
  return status === 401 || status === 403
}

/** One JSON string: what some banks say of an order that is not there as well as of a wrong login. */
function isBareText(text: string): boolean {
  return /^\s*".*"\s*$/s.test(text)
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
export function readMessage<T>(read: Field<T>, body: Body): Read<T> {
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

export function refusedOrUnavailable(question: Question, { errorCode, cause }: Failed): Refused | Unavailable {
  const reason = refusalOf(question.method, errorCode)
  if (reason === undefined) {
    return unavailable(question, { came: `errorCode ${cause.errorCode}, which is not a clear no`, cause })
  }
  const { method, lacking } = question
  const why = lacking === undefined ? reason : `${lacking}; or ${reason}`
  const message = `The gateway refused ${method} with errorCode ${errorCode}: ${why}. This call moved no money.`
  return { outcome: 'refused', error: new GatewayRefusedError(message, errorCode, { cause }) }
}

/** What to do when nobody knows whether the gateway acted. */
const whatNow = {
  'register.do': 'The gateway may still know the order: ask for its status by order number.',
  'registerPreAuth.do': 'The gateway may still know the order: ask for its status by order number.',
  'getOrderStatusExtended.do': 'A status question changes nothing: ask again later.',
  'getOrderStatus.do': 'A status question changes nothing: ask again later.',
  'public/acknowledgeTransaction.do': 'The payment may be acknowledged or not: do it again, it does no harm.',
  'deposit.do': 'Money may have moved: ask for the status; do not repeat the call.',
  'reverse.do': 'The hold may be gone: ask for the status; do not repeat the call.',
  'refund.do': 'Money may have moved: ask for the status, and repeat the call only with the same externalRefundId.',
  'decline.do': 'The order may be closed: ask for its status.',
  'getBindings.do': 'The question changes nothing: ask again later.',
  'getLastOrdersForMerchants.do': 'The question changes nothing: ask again later.',
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

export function unreadable(question: Question, came: string): Unavailable {
  return { ...unavailable(question, { came }), isUnreadable: true }
}
