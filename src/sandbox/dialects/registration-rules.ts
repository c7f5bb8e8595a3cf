import type { BankRefusal } from '../bank/bank-order.ts'
import type { Dialect } from './dialect.ts'

type Parameters = Readonly<Record<string, string | undefined>>
type Json = Readonly<Record<string, unknown>>

/** Why a bank refuses an order number: the code of a known one (error-codes, register.do 1). */
export function orderNumberRefusal(orderNumber: string, { orderNumber: rule }: Dialect): BankRefusal | undefined {
  if (orderNumber.length > rule.maxCharacters) return refuse('1', 'Order number is too long')
  if (rule.isAlphanumeric && !/^[0-9A-Za-z]*$/.test(orderNumber)) return refuse('1', 'Order number is invalid')
  return undefined
}

/** Why a registration that the manual allows is refused by this bank all the same. */
export function dialectRefusal(parameters: Parameters, dialect: Dialect): BankRefusal | undefined {
  const { amount, description = '', features = '', orderBundle } = parameters
  // A card is checked for nothing.
  if (Number(amount) > 0 && Number(amount) < dialect.minAmount) return refuse('5', 'Amount is invalid')
  if (dialect.body === 'json' && features.includes(',')) return refuse('5', '[features] is invalid')
  if (dialect.refusedInDescription.some((character) => description.includes(character))) {
    return refuse('5', '[description] is invalid')
  }
  const params = parse(parameters.jsonParams)
  const missing = dialect.mandatoryParams.find((path) => !isGiven(params, path))
  if (missing !== undefined) return refuse('5', `[jsonParams] has no ${missing}`)
  return dialect.customer === 'as given' ? undefined : customerRefusal(description, orderBundle)
}

/** Recorded: letters with marks in the cart are refused with a code about something else (error-codes, 2003). */
function customerRefusal(description: string, orderBundle: string | undefined): BankRefusal | undefined {
  const bundle = parse(orderBundle)
  const { customerDetails } = bundle
  if (!isObject(customerDetails)) return refuse('5', '[orderBundle] has no customerDetails')
  if (!isAscii(JSON.stringify(bundle))) return refuse('2003', 'Payment without 3-D Secure is forbidden')
  if (!isAscii(description)) return refuse('5', '[description] is invalid')
  const { phone } = customerDetails
  if (phone !== undefined && !/^"?\d{7,15}"?$/.test(JSON.stringify(phone))) return refuse('5', '[phone] is invalid')
  return undefined
}

/** A name may hold the dots of the path itself: `{ "IVA.amount": "0" }` as well as `{ "IVA": { "amount": "0" } }`. */
function isGiven(params: Json, path: string): boolean {
  if (isFilled(params[path])) return true
  const [name = '', ...rest] = path.split('.')
  const value = params[name]
  return rest.length > 0 && isObject(value) && isGiven(value, rest.join('.'))
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Empty for what is not there or is no object: the manual's own checks have seen to that. */
function parse(json: string | undefined): Json {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e\s]*$/.test(text)
}

function refuse(errorCode: string, errorMessage: string): BankRefusal {
  return { errorCode, errorMessage }
}
