import { oneOf } from '../../options/named-arguments.ts'
import { aBoolean, aString, aWholeNumber } from './read-body.ts'

/** What a buyer may enter on the bank's page, however they are told to. The longest wait is ten minutes. */
export const cardRules = {
  number: aString,
  expiry: aString,
  cvc: aString,
  name: aString,
  otp: aString,
  store: aBoolean,
  bindingId: aString,
  qr: oneOf(['confirmed', 'refused']),
  qrToldAfterMs: aWholeNumber(0, 600_000),
}
