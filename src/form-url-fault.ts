/** What an address of a payment page may not hold, in the words of the error. The first that is found is told. */
const faults: readonly (readonly [found: RegExp, fault: string])[] = [
  [/[\p{Cc}\u2028\u2029]/u, 'an address with a line break or control character in it'],
  [/\p{White_Space}/u, 'an address with a space in it'],
  [/[^\p{ASCII}]/u, 'an address with letters outside ASCII that are not percent-encoded'],
  [/[{}]/, 'an address with curly brackets in it, as of a template that nobody has filled in'],
  [/["\\]/, 'an address with a quotation mark or backslash in it'],
]

/**
 * Why a text is no address that a browser can be sent to verbatim (RFC 3986, 2), told by the kind of character and
 * never by the text: whoever has the address has the payment page. Undefined where it is one.
 */
export function formUrlFault(formUrl: string): string | undefined {
  const fault = faults.find(([found]) => found.test(formUrl))?.[1]
  if (/^https?:\/\//i.test(formUrl)) return fault ?? (URL.canParse(formUrl) ? undefined : 'an address that is none')
  return formUrl === '' ? 'an empty text' : 'a text that is no https address'
}
