import { bankLanguages } from '../bank-languages.ts'
import { findCurrency, findCurrencyByNumber } from '../iso-4217.ts'
import type { Refusal, Registration } from './bank.ts'
import { parseOrderBundle } from './order-bundle.ts'
import type { Parameters } from './parameters.ts'

export interface RegistrationRules {
  /** ISO 4217 alphabetic: the only currency taken. */
  readonly currency: string | undefined
  readonly sessionTimeoutSecs: number
}

/** Judges the parameters of `register.do` and `registerPreAuth.do` (protocol 4). Pure but for the clock. */
export function parseRegistration(
  parameters: Parameters,
  isTwoPhase: boolean,
  rules: RegistrationRules,
): Registration | Refusal {
  const { orderNumber, amount, returnUrl, failUrl, dynamicCallbackUrl, description = '' } = parameters
  // Recorded: clients in the field send capitals, and are served (protocol 27).
  const language = (parameters.language ?? 'en').toLowerCase()
  const features = (parameters.features ?? '').split(',')
  const isVerification = features.includes('VERIFY')

  if (!orderNumber) return missing('orderNumber')
  if (orderNumber.length > 36) return refuse('1', 'Order number is too long')
  if (!amount) return missing('amount')
  if (!/^\d{1,12}$/.test(amount) || (Number(amount) === 0 && !isVerification)) return refuse('5', 'Amount is invalid')
  if (!returnUrl) return missing('returnUrl')
  for (const [name, url] of Object.entries({ returnUrl, failUrl, dynamicCallbackUrl })) {
    if (url && !isAbsoluteUrl(url)) return refuse('4', `[${name}] is invalid`)
  }
  const currency = parseCurrency(parameters.currency, rules.currency)
  if (currency === undefined) return refuse('3', 'Unknown currency')
  if (!bankLanguages.has(language)) return refuse('5', 'Invalid merchant language')
  if (description.length > 598) return refuse('5', 'Description is too long')
  const merchantParams = parseMerchantParams(parameters.jsonParams)
  if (!merchantParams) return refuse('5', '[jsonParams] is invalid')
  const orderBundle = parameters.orderBundle === 'null' ? undefined : parameters.orderBundle
  const cart = orderBundle === undefined ? undefined : parseOrderBundle(orderBundle)
  if (orderBundle !== undefined && !cart) return refuse('5', '[orderBundle] is invalid')
  const expiresAt = parseExpiry(parameters, rules.sessionTimeoutSecs)
  if (!expiresAt) return refuse('5', '[sessionTimeoutSecs] or [expirationDate] is invalid')
  if (Object.entries(parameters).some(holdsCode)) return refuse('5', 'A parameter holds HTML or code')

  return {
    orderNumber,
    amount: Number(amount),
    currency,
    isTwoPhase,
    isVerification,
    returnUrl,
    failUrl,
    dynamicCallbackUrl,
    description,
    language,
    ip: parameters.ip,
    email: parameters.email,
    merchantParams,
    orderBundle: cart,
    expiresAt,
  }
}

function missing(name: string): Refusal {
  return refuse('4', `[${name}] is required`)
}

function refuse(errorCode: string, errorMessage: string): Refusal {
  return { errorCode, errorMessage }
}

/** Up to 512 characters with protocol and host; a path starting with `.` or `/` is refused (protocol 4, `returnUrl`). */
function isAbsoluteUrl(url: string): boolean {
  return url.length <= 512 && /^https?:\/\/[^/]/i.test(url) && URL.canParse(url)
}

/** The rouble until 1998: older clients still say it for 643 (protocol 16 and 27). */
const oldRouble = '810'

/** Digits in, digits out. Without a currency the merchant's default applies (protocol 16). */
function parseCurrency(numeric: string | undefined, only: string | undefined): string | undefined {
  const own = findCurrency(only ?? 'EUR')?.numeric
  if (!numeric) return own
  const known = findCurrencyByNumber(numeric === oldRouble ? '643' : numeric)?.numeric
  return only === undefined || known === own ? known : undefined
}

/** The merchant's own attributes: one JSON object of plain values (protocol 18); `null` says that there are none (protocol 27). */
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

/** `expirationDate` wins over `sessionTimeoutSecs`; its zone is nowhere documented and read as UTC here (protocol 4). */
function parseExpiry(parameters: Parameters, sessionTimeoutSecs: number): Date | undefined {
  const { expirationDate, sessionTimeoutSecs: seconds } = parameters
  if (expirationDate) {
    const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(expirationDate) ? new Date(`${expirationDate}Z`) : undefined
    return at && at.getTime() > Date.now() ? at : undefined
  }
  if (seconds && !/^0*[1-9]\d{0,8}$/.test(seconds)) return undefined
  return new Date(Date.now() + (seconds ? Number(seconds) : sessionTimeoutSecs) * 1000)
}

/** No field may hold HTML or JavaScript; such requests are declined (protocol 2, forbidden content). */
function holdsCode([name, value]: [string, string]): boolean {
  return name !== 'password' && /<\s*[a-z!/]|\bjavascript:/i.test(value)
}
