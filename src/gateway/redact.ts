/** What stands where something secret was. */
const blank = '***'

/** Runs of digits as long as a card number (ISO/IEC 7812-1: at most 19), also with blanks or hyphens between them. */
const cardNumberLike = /\d(?:[ -]?\d){11,18}/g

const emailLike = /[^\s@]+@[^\s@]+/g

/** Longest text of the gateway that is kept, in UTF-16 code units. Chosen by feel: one line of a log. */
const maxTextLength = 200

/**
 * A text of the gateway's own that a person may read: shortened, without card numbers, e-mail addresses or our secrets.
 *
 * A gateway is free to echo what it was sent, in plain or form-encoded.
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
 * The masked card number as it may be kept: the first six and the last four digits at most (PCI DSS 4.0.1, 3.4.1).
 *
 * A gateway that sends more, even the full number, is cut down to that; whatever else stands there is dropped.
 */
export function maskCardNumber(text: string): string | undefined {
  const number = text.replaceAll(/[ -]/g, '')
  if (maskedNumber.test(number)) return number.replace(maskedNumber, '$1$2$3')
  return fullNumber.test(number) ? number.replace(fullNumber, '$1**$2') : undefined
}
