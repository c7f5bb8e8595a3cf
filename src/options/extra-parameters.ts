import { holdsHtml, isLine } from '../plain-text.ts'

/** Further parameters of the registration, by their wire names. */
export type ExtraParameters = Readonly<Record<string, string>>

/** Every parameter of a registration that we set, from the item or the options (BPC: registration and holds). */
const ownNames = [
  ...['orderNumber', 'amount', 'currency', 'returnUrl', 'dynamicCallbackUrl', 'sessionTimeoutSecs'],
  ...['description', 'language', 'email', 'clientId', 'bindingId', 'orderBundle', 'jsonParams', 'features'],
  ...['depositItems', 'refundItems'],
]

/** Who registers, and for whom (BPC: logins and registration). */
const loginNames = ['userName', 'password', 'token', 'merchantLogin']

/**
 * What would change the page's deadline, the buyer's way, the price or the money behind our back (BPC: registration and
 * holds).
 */
const dangerousNames = ['expirationDate', 'failUrl', 'feeInput', 'autocompletionDate', 'autoReverseDate']

/** In lower case: no document says whether a bank tells `feeinput` from `feeInput`. */
const refusedNames: ReadonlySet<string> = new Set(
  [...ownNames, ...loginNames, ...dangerousNames].map((name) => name.toLowerCase()),
)

/** All names and values together, in bytes. Chosen by feel: the documented ones have a few hundred. */
const maxExtraBytes = 16_384

/**
 * The parameters to send, verbatim, or what is wrong with them. A value of `null` or an empty string counts as not
 * given.
 *
 * @returns a problem that names the parameter, never its value.
 */
export function readExtra(value: object): { readonly extra: ExtraParameters } | { readonly problem: string } {
  const entries = Object.entries(value).filter(([, text]) => !isNothing(text))
  const problem = entries.map(problemOf).find((one) => one !== undefined)
  if (problem !== undefined) return { problem }
  if (Buffer.byteLength(JSON.stringify(entries)) > maxExtraBytes)
    return { problem: `wanted ${maxExtraBytes} bytes at most` }
  return { extra: Object.fromEntries(entries) }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function problemOf([name, value]: [string, unknown]): string | undefined {
  if (!/^\w{1,50}$/.test(name)) return 'wanted names of 1 to 50 letters, digits and underscores'
  if (refusedNames.has(name.toLowerCase())) return `${name} cannot be set by a store`
  if (typeof value !== 'string' || !isLine(value) || holdsHtml(value))
    return `wanted ${name} as one line of text, without HTML`
  return undefined
}
