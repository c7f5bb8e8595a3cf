import { readText } from './wire-values.ts'

/** Replaces anything secret. */
const blank = '***'

/**
 * Runs of digits as long as a card number (ISO/IEC 7812-1: at most 19), with or without blanks or hyphens between them.
 */
const cardNumberLike = /\d(?:[ -]?\d){11,18}/g

const emailLike = /[^\s@]+@[^\s@]+/g

/** Longest text kept from the gateway, in UTF-16 code units. Chosen by feel: one line of a log. */
const maxTextLength = 200

/**
 * A text from the gateway that a person may read: shortened, without card numbers, e-mail addresses or our secrets.
 *
 * A gateway may echo what it was sent, plain or form-encoded.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, new URLSearchParams({ '': secret }).toString().slice(1)])
    .sort((one, other) => other.length - one.length)
    .reduce((clean, secret) => clean.replaceAll(secret, blank), text)
  return withoutSecrets.replace(cardNumberLike, blank).replace(emailLike, blank).slice(0, maxTextLength)
}

/** Digits, mask, digits (BPC: order status, `cardAuthInfo`): `411111**1111`, `427650XXXXXX2890`. */
const maskedNumber = /^(\d{0,6})\d*([*xX]{1,9})[*xX]*\d*?(\d{0,4})$/

const fullNumber = /^(\d{6})\d{2,9}(\d{4})$/

/**
 * The masked card number as it may be kept: at most the first six and the last four digits (PCI DSS 4.0.1, 3.4.1).
 *
 * If the gateway sends more, even the full number, it is cut down to that. Anything else is dropped.
 */
export function maskCardNumber(text: string): string | undefined {
  const number = text.replaceAll(/[ -]/g, '')
  if (maskedNumber.test(number)) return number.replace(maskedNumber, '$1$2$3')
  return fullNumber.test(number) ? number.replace(fullNumber, '$1**$2') : undefined
}

/** Reads a card number from the wire as it may be kept; undefined if it is none. */
export function readCardNumber(value: unknown): string | undefined {
  return maskCardNumber(readText(32)(value) ?? '')
}
