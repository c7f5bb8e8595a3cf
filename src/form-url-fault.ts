/** What a payment page's address must not contain, as errors word it. Only the first match is reported. */
const faults: readonly (readonly [found: RegExp, fault: string])[] = [
  [/[\p{Cc}\u2028\u2029]/u, 'an address with a line break or control character in it'],
  [/\p{White_Space}/u, 'an address with a space in it'],
  [/[^\p{ASCII}]/u, 'an address with letters outside ASCII that are not percent-encoded'],
  [/[{}]/, 'an address with curly brackets in it, as in an unfilled template'],
  [/["\\]/, 'an address with a quotation mark or backslash in it'],
]

/**
 * Why a browser cannot be sent to this text verbatim (RFC 3986, 2); undefined if it can. Names the kind of character,
 * never the text: anybody who has the address has the payment page.
 */
export function formUrlFault(formUrl: string): string | undefined {
  const fault = faults.find(([found]) => found.test(formUrl))?.[1]
  if (/^https?:\/\//i.test(formUrl)) return fault ?? (URL.canParse(formUrl) ? undefined : 'an invalid address')
  return formUrl === '' ? 'an empty text' : 'a text that is not an https address'
}
