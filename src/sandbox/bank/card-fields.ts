import { isLuhnValid } from './cards.ts'
import type { Expiry, PresentedCard } from './cards.ts'

/** The fields of the card form, by the names they are sent as. */
export type CardField = 'number' | 'expiry' | 'cvc' | 'name'

export type FieldErrors = Readonly<Partial<Record<CardField, string>>>

/** A card that can be presented, or what is wrong with the fields. Invalid fields do not count as an attempt. */
export type CardForm =
  { readonly isValid: true; readonly card: PresentedCard } | { readonly isValid: false; readonly errors: FieldErrors }

export function parseCardFields(fields: Readonly<Record<string, string | undefined>>): CardForm {
  const number = (fields.number ?? '').replace(/[\s-]/g, '')
  const expiry = parseExpiry(fields.expiry ?? '')
  const cvc = (fields.cvc ?? '').trim()
  const name = (fields.name ?? '').trim()
  const errors: FieldErrors = {
    ...(!isCardNumber(number) && { number: numberError(number) }),
    ...(!expiry && { expiry: 'Enter the month and year, like 12/34.' }),
    ...(!isSecurityCode(cvc) && { cvc: cvcError }),
    // 1 to 26 characters in the status answer (BPC: order status, `cardholderName`).
    ...(!/^.{1,26}$/.test(name) && { name: 'Enter the name on the card, at most 26 characters.' }),
  }
  if (!expiry || Object.keys(errors).length > 0) return { isValid: false, errors }
  return { isValid: true, card: { number, expiry, cvc, name } }
}

/** The one field that is asked for of a stored card. */
export function parseSecurityCode({ cvc = '' }: Readonly<Record<string, string | undefined>>): SecurityCodeForm {
  const digits = cvc.trim()
  return isSecurityCode(digits) ? { isValid: true, cvc: digits } : { isValid: false, errors: { cvc: cvcError } }
}

export type SecurityCodeForm =
  { readonly isValid: true; readonly cvc: string } | { readonly isValid: false; readonly errors: FieldErrors }

const cvcError = 'Enter the 3 or 4 digits of the security code.'

function isSecurityCode(text: string): boolean {
  return /^\d{3,4}$/.test(text)
}

/** ISO/IEC 7812-1: up to 19 digits, the last of them a check digit. */
function isCardNumber(number: string): boolean {
  return /^\d{12,19}$/.test(number) && isLuhnValid(number)
}

function numberError(number: string): string {
  if (number === '') return 'Enter the card number.'
  return /^\d{12,19}$/.test(number)
    ? 'This card number has a typing error. Check the digits.'
    : 'Enter the 12 to 19 digits of the card number.'
}

/** `12/34`, `1234`, `12 / 34` or `12/2034`, as people type it and browsers fill it in. */
function parseExpiry(text: string): Expiry | undefined {
  const [, month, year] = /^\s*(0?[1-9]|1[0-2])\s*[/.-]?\s*((?:20)?\d{2})\s*$/.exec(text) ?? []
  if (month === undefined || year === undefined) return undefined
  return { month: Number(month), year: Number(year.length === 2 ? `20${year}` : year) }
}
