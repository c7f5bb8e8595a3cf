import { idRule } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { findCurrency } from '../iso-4217.ts'
import type { Method } from './error-codes.ts'
import type { CaptureRequest, OrderKey, RefundRequest, Registration } from './gateway.ts'
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
}

/** The fields of a call before they are encoded; `undefined` is not sent. */
type Fields = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** `register.do`, or `registerPreAuth.do` to hold the money first (BPC: registration and holds). */
export function registerCall(registration: Registration): Call {
  const method = registration.capture === 'manual' ? 'registerPreAuth.do' : 'register.do'
  return call(method, {
    // First: a field of ours with the same name replaces it.
    ...registration.extra,
    orderNumber: registration.orderNumber,
    amount: registration.amountMinor,
    currency: numericCurrency(registration.currency),
    returnUrl: registration.returnUrl,
    dynamicCallbackUrl: registration.dynamicCallbackUrl,
    sessionTimeoutSecs: registration.sessionTimeoutSecs,
    description: unlessEmpty(registration.description?.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()),
    language: unlessEmpty(registration.language),
    email: unlessEmpty(registration.email),
    clientId: unlessEmpty(registration.clientId),
    orderBundle: json(registration.orderBundle),
    jsonParams: json(registration.jsonParams),
    features: registration.features,
    bindingId: unlessEmpty(registration.bindingId),
  })
}

/** `getOrderStatusExtended.do` by the gateway's id or by ours (BPC: order status). */
export function statusCall(key: OrderKey): Call {
  const fields = 'gatewayOrderId' in key ? { orderId: key.gatewayOrderId } : { orderNumber: key.orderNumber }
  return call('getOrderStatusExtended.do', fields)
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
export function refundCall(request: RefundRequest): Call {
  return call('refund.do', {
    orderId: request.gatewayOrderId,
    amount: request.amountMinor,
    currency: numericCurrency(request.currency),
    externalRefundId: request.externalRefundId,
    expectedDepositedAmount: request.expectedDepositedMinor,
    refundItems: json(request.refundItems),
  })
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

/** Registrations and status questions. They move no money, and are all that a token login may do (BPC: logins). */
const moneyless: ReadonlySet<Method> = new Set(['register.do', 'registerPreAuth.do', 'getOrderStatusExtended.do'])

/** Why a login cannot make this call; undefined if it can. Only a token is limited. */
export function forbiddenTo(login: Login, { method, fields }: Call): string | undefined {
  if (login.token === undefined) return undefined
  if (!moneyless.has(method)) {
    return 'a token may only register orders and ask for their status; this needs gateway.user and gateway.password'
  }
  const asksByNumber = method === 'getOrderStatusExtended.do' && fields.some(([name]) => name === 'orderNumber')
  return asksByNumber ? "a token may only ask by the gateway's own order id" : undefined
}

/** The call as it goes out: with the login, and with a language for the gateway's messages if it names none. */
export function addressed({ method, fields }: Call, login: Login, language: string | undefined): Call {
  const hasLanguage = fields.some(([name]) => name === 'language')
  const credentials = call(method, {
    ...loginFields(login),
    ...(hasLanguage ? {} : { language }),
  })
  return { method, fields: [...credentials.fields, ...fields] }
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
  ['externalRefundId', /^[\x20-\x7e]{1,32}$/],
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

function call(method: Method, fields: Fields): Call {
  const wire = Object.entries(fields).flatMap(([name, value]): Field[] => {
    if (value === undefined) return []
    const values = typeof value === 'object' ? value : [String(value)]
    return values.map((each) => [name, each] as const)
  })
  return { method, fields: wire }
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
