import { idRule } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { orderNumberFault } from '../order-number-form.ts'
import { findCurrency } from '../iso-4217.ts'
import { describedIn, standardDialect } from './dialect.ts'
import type { GatewayDialect } from './dialect.ts'
import type { Method } from './error-codes.ts'
import type {
  AcknowledgeRequest,
  CaptureRequest,
  OrderKey,
  OrderListRequest,
  RefundRequest,
  Registration,
} from './gateway.ts'
import { lackingIn } from './lacking.ts'
import { maxCallBytes } from './limits.ts'

/**
 * The login of a call (BPC: logins). A token is public by design: it may only register orders and ask for their status.
 */
export type Login = (
  | { readonly user: string; readonly password: string; readonly token?: undefined }
  | { readonly token: string; readonly user?: undefined; readonly password?: undefined }
) & {
  /** User and password go in a header (HTTP Basic), not in the body. */
  readonly basic?: boolean | undefined
}

/** One form field by its name on the wire; a name may be given several times (BPC: transport, repeated fields). */
export type Field = readonly [name: string, value: string]

/** One call, by the gateway's names. */
export interface Call {
  readonly method: Method
  readonly fields: readonly Field[]
  /** Why this bank would not take it: it is then not sent. */
  readonly misfit?: string | undefined
  /** What the bank may miss in it, in words that follow a colon: it is sent all the same. */
  readonly lacking?: string | undefined
}

/** The fields of a call before they are encoded; `undefined` is not sent. */
type Fields = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** `register.do`, or `registerPreAuth.do` to hold the money first (BPC: registration and holds). */
export function registerCall(registration: Registration, dialect: GatewayDialect = standardDialect): Call {
  const method = registration.capture === 'manual' ? 'registerPreAuth.do' : 'register.do'
  const description = registration.description?.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()
  const fault = orderNumberFault(registration.orderNumber, dialect.orderNumber)
  const fields = {
    // First: a field of ours with the same name replaces it.
    ...registration.extra,
    orderNumber: registration.orderNumber,
    amount: registration.amountMinor,
    currency: numericCurrency(registration.currency),
    returnUrl: registration.returnUrl,
    dynamicCallbackUrl: registration.dynamicCallbackUrl,
    sessionTimeoutSecs: registration.sessionTimeoutSecs,
    description: unlessEmpty(description && describedIn(description, dialect)),
    language: unlessEmpty(registration.language),
    email: unlessEmpty(registration.email),
    clientId: unlessEmpty(registration.clientId),
    orderBundle: json(registration.orderBundle),
    jsonParams: json(registration.jsonParams),
    features: registration.features,
    bindingId: unlessEmpty(registration.bindingId),
  }
  const lacking = lackingIn(registration, dialect)
  return { ...call(method, fields, fault && `orderNumber ${fault}`), lacking }
}

/** The status call of the dialect, by the gateway's id or by ours (BPC: order status, legacy status). */
export function statusCall(key: OrderKey, dialect: GatewayDialect = standardDialect): Call {
  const { statusCall: method, statusNumberField } = dialect
  const fields = 'gatewayOrderId' in key ? { orderId: key.gatewayOrderId } : { [statusNumberField]: key.orderNumber }
  // The old call knows no other id.
  const isUnspoken = method === 'getOrderStatus.do' && !('gatewayOrderId' in key)
  return call(method, fields, isUnspoken ? 'this bank can only be asked by its own order id' : undefined)
}

/** `acknowledgeTransaction.do` (BPC: acknowledgement). Its clients name the gateway's id one way or the other. */
export function acknowledgeCall(
  method: NonNullable<GatewayDialect['acknowledgement']>,
  { gatewayOrderId }: AcknowledgeRequest,
): Call {
  return call(method, { mdOrder: gatewayOrderId, orderId: gatewayOrderId })
}

/** `deposit.do` (BPC: capture and reversal). */
export function captureCall({ gatewayOrderId, amountMinor, currency, depositItems }: CaptureRequest): Call {
  return call('deposit.do', {
    orderId: gatewayOrderId,
    amount: amountMinor,
    currency: numericCurrency(currency),
    depositItems: json(depositItems),
  })
}

/** `reverse.do` of the whole hold: without an amount (BPC: capture and reversal). */
export function reverseCall(request: { readonly gatewayOrderId: string; readonly currency: string }): Call {
  return call('reverse.do', { orderId: request.gatewayOrderId, currency: numericCurrency(request.currency) })
}

/** `refund.do` with both guards against a repeat (BPC: refunds). */
export function refundCall(request: RefundRequest, { refunds }: GatewayDialect = standardDialect): Call {
  const { amountMinor, expectedDepositedMinor = amountMinor } = request
  const isRefused = refunds === 'whole-once' && amountMinor !== expectedDepositedMinor
  const fields = {
    orderId: request.gatewayOrderId,
    amount: amountMinor,
    currency: numericCurrency(request.currency),
    externalRefundId: request.externalRefundId,
    expectedDepositedAmount: request.expectedDepositedMinor,
    refundItems: json(request.refundItems),
  }
  return call(
    'refund.do',
    fields,
    isRefused ? 'this bank gives back all that was captured, and no part of it' : undefined,
  )
}

/** `decline.do`, which needs both ids (BPC: decline). */
export function declineCall(request: { readonly gatewayOrderId: string; readonly orderNumber: string }): Call {
  return call('decline.do', { orderId: request.gatewayOrderId, orderNumber: request.orderNumber })
}

/**
 * `getBindings.do` (BPC: bindings). Some banks insist on a `bindingType`; `C` is a card that the buyer stored to pay
 * with again, and not one for recurring payments or instalments.
 */
export function cardsCall({ clientId }: { readonly clientId: string }): Call {
  return call('getBindings.do', { clientId, bindingType: 'C' })
}

/** `unBindCard.do` (BPC: bindings). */
export function removeCardCall({ bindingId }: { readonly bindingId: string }): Call {
  return call('unBindCard.do', { bindingId })
}

/** Every state in which money is, or was, on an order (BPC: order list). */
const statesWithMoney = 'APPROVED,DEPOSITED,REVERSED,REFUNDED'

/**
 * `getLastOrdersForMerchants.do` (BPC: order list), of every merchant that the login may see. By the day of payment:
 * what nobody has paid is on no list.
 */
export function orderListCall({ since, until, page, size }: OrderListRequest): Call {
  return call('getLastOrdersForMerchants.do', {
    from: wireTime(since),
    to: wireTime(until),
    transactionStates: statesWithMoney,
    merchants: '',
    page,
    size,
    searchByCreatedDate: 'false',
  })
}

/** `20261127141805`: without a zone (BPC: order list). */
function wireTime(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

/** Registrations and status questions. They move no money, and are all that a token login may do (BPC: logins). */
const moneyless: ReadonlySet<Method> = new Set([
  'register.do',
  'registerPreAuth.do',
  'getOrderStatusExtended.do',
  'getOrderStatus.do',
])

/** By these a status question names our own number of an order. */
const numberFields: ReadonlySet<string> = new Set(['orderNumber', 'merchantOrderNumber'])

/** Why a login cannot make this call; undefined if it can. Only a token is limited. */
export function forbiddenTo(login: Login, { method, fields }: Call): string | undefined {
  if (login.token === undefined) return undefined
  if (!moneyless.has(method)) {
    return 'a token may only register orders and ask for their status; this needs gateway.user and gateway.password'
  }
  const asksByNumber = method === 'getOrderStatusExtended.do' && fields.some(([name]) => numberFields.has(name))
  return asksByNumber ? "a token may only ask by the gateway's own order id" : undefined
}

/** The call as it goes out: with the login, and with a language for the gateway's messages if it names none. */
export function addressed(
  { method, fields }: Call,
  login: Login,
  language: string | undefined,
  dialect: GatewayDialect = standardDialect,
): Call {
  const others = fields.filter(([name]) => name !== 'language')
  const [, own = language] = fields.find(([name]) => name === 'language') ?? []
  const { fields: first } = call(method, { ...loginFields(login), language: languageIn(dialect, own) })
  return { method, fields: [...first, ...others] }
}

/** As the bank takes it; undefined if none is sent. */
function languageIn(dialect: GatewayDialect, wanted: string | undefined): string | undefined {
  const { languages, fallbackLanguage, languageSpelling } = dialect
  const isTaken = wanted !== undefined && (languages?.includes(wanted) ?? true)
  const language = isTaken ? wanted : fallbackLanguage
  return languageSpelling === 'upper-case' ? language?.toUpperCase() : language
}

function loginFields({ user, password, token, basic = false }: Login): Fields {
  if (basic) return {}
  return token === undefined ? { userName: user, password } : { token }
}

/** The login as HTTP Basic (RFC 7617, in UTF-8); undefined if it goes in the body. */
export function authorizationOf({ user, password, basic = false }: Login): string | undefined {
  return basic ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` : undefined
}

/** Non-empty text without control characters or lone surrogates, which would reach the gateway as something else. */
const plainText = /^[^\u0000-\u001f\p{Cs}]+$/u

/**
 * What a field must look like to be sent, by its name on the wire; every other field is {@link plainText}.
 *
 * An amount of 0 means "everything" to `deposit.do` and `refund.do` (BPC: capture and reversal and refunds): it never
 * goes out.
 */
const wireRules: ReadonlyMap<string, RegExp> = new Map([
  ['amount', /^[1-9]\d{0,11}$/],
  ['expectedDepositedAmount', /^(?:0|[1-9]\d{0,11})$/],
  ['currency', /^\d{3}$/],
  ['orderId', idRule],
  ['orderNumber', idRule],
  ['merchantOrderNumber', idRule],
  ['mdOrder', idRule],
  ['externalRefundId', /^[\x20-\x7e]{1,32}$/],
  // Mandatory, and empty for all of them (BPC: order list).
  ['merchants', /^[^\u0000-\u001f\p{Cs}]*$/u],
  ['sessionTimeoutSecs', /^[1-9]\d{0,8}$/],
])

/** Why a call must not go out, naming the field but never its value; undefined if it may. */
export function unsendableOf(fields: readonly Field[], form = formOf(fields)): string | undefined {
  const mismatch = fields.find(([name, value]) => !(wireRules.get(name) ?? plainText).test(value))
  if (mismatch) return `${mismatch[0]} is not a value the gateway accepts`
  return form.length > maxCallBytes ? `it is larger than ${maxCallBytes / 1024} KiB` : undefined
}

/** The body of a call: form-encoded UTF-8 (BPC: transport). */
export function formOf(fields: readonly Field[]): string {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

function call(method: Method, fields: Fields, misfit?: string): Call {
  const wire = Object.entries(fields).flatMap(([name, value]): Field[] => {
    if (value === undefined) return []
    const values = typeof value === 'object' ? value : [String(value)]
    return values.map((each) => [name, each] as const)
  })
  return { method, fields: wire, misfit }
}

/** Only for fields the gateway can do without: an empty id must stop the call, not vanish from it. */
function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/**
 * Digits as text: a leading zero counts (BPC: amounts). An unknown currency is never sent, see {@link unsendableOf}.
 */
function numericCurrency(alphabetic: string): string {
  return findCurrency(alphabetic)?.numeric ?? 'unknown'
}

/**
 * Each nested value is one field that holds JSON text (BPC: transport). A value that JSON cannot hold becomes empty,
 * see {@link plainText}.
 */
function json(value: JsonObject | undefined): string | undefined {
  if (value === undefined) return undefined
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}
