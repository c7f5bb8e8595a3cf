import { bankLanguages } from '../bank-languages.ts'
import { findCurrency, findCurrencyByNumber } from '../iso-4217.ts'
import type { BankRefusal, BankRegistration } from './bank/bank-order.ts'
import { linesOf, parseOrderBundle, refusalOfLines } from './bank/order-bundle.ts'
import type { Dialect } from './dialects/dialect.ts'
import { dialectRefusal, orderNumberRefusal } from './dialects/registration-rules.ts'
import type { Parameters } from './parameters.ts'

export interface RegistrationRules {
  /** ISO 4217 alphabetic code of the only currency accepted. */
  readonly currency: string | undefined
  readonly sessionTimeoutSecs: number
  /** The bank's time. */
  readonly now: () => Date
  readonly dialect: Dialect
}

/** Checks the parameters of `register.do` and `registerPreAuth.do` (BPC: registration). Pure except for the clock. */
export function parseRegistration(
  parameters: Parameters,
  isTwoPhase: boolean,
  rules: RegistrationRules,
): BankRegistration | BankRefusal {
  const refusal = firstRefusal(parameters, rules)
  if (refusal) return refusal
  const { orderNumber = '', amount, returnUrl = '', failUrl, dynamicCallbackUrl, description = '' } = parameters
  return {
    orderNumber,
    amount: Number(amount),
    currency: parseCurrency(parameters.currency, rules) ?? '',
    isTwoPhase,
    isVerification: hasFeature(parameters, 'VERIFY', rules),
    returnUrl,
    failUrl,
    dynamicCallbackUrl,
    description,
    language: languageOf(parameters, rules.dialect),
    ip: parameters.ip,
    email: parameters.email,
    clientId: parameters.clientId,
    bindingId: parameters.bindingId,
    storesCardUnasked: hasFeature(parameters, 'FORCE_CREATE_BINDING', rules),
    merchantParams: parseMerchantParams(parameters.jsonParams) ?? {},
    orderBundle: parseCart(parameters),
    expiresAt: parseExpiry(parameters, rules) ?? rules.now(),
  }
}

/** Returns undefined if the parameter is valid. */
type Check = (parameters: Parameters, rules: RegistrationRules) => BankRefusal | undefined

/** In the order the bank checks them. */
const checks: readonly Check[] = [
  ({ orderNumber }) => (orderNumber ? undefined : missing('orderNumber')),
  ({ orderNumber = '' }, { dialect }) => orderNumberRefusal(orderNumber, dialect),
  ({ amount }) => (amount ? undefined : missing('amount')),
  (parameters, rules) => refuseIf(!isAmount(parameters, rules), '5', 'Amount is invalid'),
  ({ returnUrl }) => (returnUrl ? undefined : missing('returnUrl')),
  ({ returnUrl, failUrl, dynamicCallbackUrl }) => {
    const urls = Object.entries({ returnUrl, failUrl, dynamicCallbackUrl })
    const wrong = urls.find(([, url]) => url && !isAbsoluteUrl(url))
    return wrong && refuse('4', `[${wrong[0]}] is invalid`)
  },
  ({ currency }, rules) => refuseIf(parseCurrency(currency, rules) === undefined, '3', 'Unknown currency'),
  (parameters, { dialect }) => refuseIf(!isKnownLanguage(parameters, dialect), '5', 'Invalid merchant language'),
  ({ description = '' }) => refuseIf(description.length > 598, '5', 'Description is too long'),
  ({ clientId = '', bindingId = '' }) =>
    refuseIf(clientId.length > 255 || bindingId.length > 255, '5', '[clientId] or [bindingId] is too long'),
  (parameters, rules) =>
    refuseIf(storesWithoutNeed(parameters, rules), '13', 'FORCE_CREATE_BINDING is not allowed here'),
  ({ jsonParams }) => refuseIf(!parseMerchantParams(jsonParams), '5', '[jsonParams] is invalid'),
  (parameters) => refuseIf(hasCart(parameters) && !parseCart(parameters), '5', '[orderBundle] is invalid'),
  (parameters) => refusalOfLines('orderBundle', linesOf(parseCart(parameters)), Number(parameters.amount)),
  (parameters, rules) =>
    refuseIf(!parseExpiry(parameters, rules), '5', '[sessionTimeoutSecs] or [expirationDate] is invalid'),
  (parameters) => refuseIf(Object.entries(parameters).some(containsCode), '5', 'A parameter contains HTML or code'),
  (parameters, { dialect }) => dialectRefusal(parameters, dialect),
]

function firstRefusal(parameters: Parameters, rules: RegistrationRules): BankRefusal | undefined {
  for (const check of checks) {
    const refusal = check(parameters, rules)
    if (refusal) return refusal
  }
  return undefined
}

function refuseIf(isWrong: boolean, errorCode: string, errorMessage: string): BankRefusal | undefined {
  return isWrong ? refuse(errorCode, errorMessage) : undefined
}

type OfBank = Pick<RegistrationRules, 'dialect'>

function isAmount(parameters: Parameters, rules: OfBank): boolean {
  const { amount = '' } = parameters
  return /^\d{1,12}$/.test(amount) && (Number(amount) > 0 || hasFeature(parameters, 'VERIFY', rules))
}

/** A bank whose calls are JSON joins several by `;` (BPC: gateways). */
function hasFeature({ features = '' }: Parameters, name: string, { dialect }: OfBank): boolean {
  return features.split(dialect.body === 'json' ? ';' : ',').includes(name)
}

/** A card is stored for a client, and not again if it is stored already (BPC: extra data). */
function storesWithoutNeed(parameters: Parameters, rules: OfBank): boolean {
  const { clientId, bindingId } = parameters
  return hasFeature(parameters, 'FORCE_CREATE_BINDING', rules) && (clientId === undefined || bindingId !== undefined)
}

/** Recorded: clients in the field send capitals, and the bank accepts them (BPC: recorded answers). */
function languageOf({ language }: Parameters, { languages = ['en'] }: Dialect): string {
  return (language ?? languages[0] ?? 'en').toLowerCase()
}

function isKnownLanguage(parameters: Parameters, dialect: Dialect): boolean {
  const language = languageOf(parameters, dialect)
  return dialect.languages?.includes(language) ?? bankLanguages.has(language)
}

/** `null` means no cart (BPC: recorded answers). */
function hasCart({ orderBundle }: Parameters): boolean {
  return orderBundle !== undefined && orderBundle !== 'null'
}

function parseCart(parameters: Parameters): ReturnType<typeof parseOrderBundle> {
  return hasCart(parameters) ? parseOrderBundle(parameters.orderBundle ?? '') : undefined
}

function missing(name: string): BankRefusal {
  return refuse('4', `[${name}] is required`)
}

function refuse(errorCode: string, errorMessage: string): BankRefusal {
  return { errorCode, errorMessage }
}

/**
 * Up to 512 characters, with protocol and host. A path starting with `.` or `/` is refused (BPC: registration,
 * `returnUrl`).
 */
function isAbsoluteUrl(url: string): boolean {
  return url.length <= 512 && /^https?:\/\/[^/]/i.test(url) && URL.canParse(url)
}

/** The rouble until 1998. Older clients still send it for 643 (BPC: amounts and recorded answers). */
const oldRouble = '810'

/** Takes and returns a numeric code. Without a currency, the merchant's default applies (BPC: amounts). */
function parseCurrency(
  numeric: string | undefined,
  { currency, dialect }: Pick<RegistrationRules, 'currency' | 'dialect'>,
): string | undefined {
  const own = findCurrency(currency ?? dialect.currency.standard)?.numeric
  if (!numeric) return own
  const known = findCurrencyByNumber(numeric === oldRouble ? '643' : numeric)?.numeric
  const isOnly = currency !== undefined || dialect.currency.isOnly
  return !isOnly || known === own ? known : undefined
}

/**
 * The merchant's own attributes: one JSON object of plain values (BPC: extra data). `null` means none (BPC: recorded
 * answers).
 */
function parseMerchantParams(json: string | undefined): Record<string, string> | undefined {
  if (!json || json === 'null') return {}
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, String(field)]))
  } catch {
    return undefined
  }
}

/**
 * `expirationDate` wins over `sessionTimeoutSecs`. Its time zone is not documented; the sandbox reads it as UTC, unless
 * the dialect's bank has another (BPC: registration).
 */
function parseExpiry(
  parameters: Parameters,
  { sessionTimeoutSecs, now, dialect }: Pick<RegistrationRules, 'dialect' | 'now' | 'sessionTimeoutSecs'>,
): Date | undefined {
  const { expirationDate, sessionTimeoutSecs: seconds } = parameters
  if (expirationDate) {
    const zone = dialect.expiryZone === 'UTC' ? 'Z' : '+03:00'
    const isDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(expirationDate)
    const at = isDate ? new Date(expirationDate + zone) : undefined
    return at && at > now() ? at : undefined
  }
  if (seconds && !/^0*[1-9]\d{0,8}$/.test(seconds)) return undefined
  return new Date(now().getTime() + (seconds ? Number(seconds) : sessionTimeoutSecs) * 1000)
}

/** The bank refuses requests with HTML or JavaScript in any field (BPC: forbidden content). */
function containsCode([name, value]: [string, string]): boolean {
  return name !== 'password' && /<\s*[a-z!/]|\bjavascript:/i.test(value)
}
