/** What the test kit needs of a checkout: where it is, where it expects its bank, and how it logs in there. */
export interface CheckoutSetUp {
  /** Where the router is mounted. */
  readonly baseUrl: string
  readonly gatewayUrl: string
  /** Where the ledger is. May hold a password. */
  readonly databaseUrl: string
  /** The bank's name, where the store gives one: its dialect is spoken. */
  readonly preset: string | undefined
  readonly login: { readonly user: string; readonly password: string } | { readonly token: string }
  /** Whether each registration names the address that the bank calls back. */
  readonly namesCallback: boolean
  /** The HMAC keys of the bank's callbacks: none if they are not signed so. */
  readonly callbackKeys: readonly string[]
}

/** Known to all copies of the library in a process: a store may load it as CommonJS, and its test as ES module. */
const setUpKey = Symbol.for('express-hosted-checkout:set-up')

/** Puts it where only the test kit looks. A function, because whatever prints a checkout must not print its login. */
export function keepSetUp<Checkout extends object>(checkout: Checkout, read: () => CheckoutSetUp): Checkout {
  return Object.defineProperty(checkout, setUpKey, { value: read })
}

/** Undefined for anything but a checkout. */
export function findSetUp(value: unknown): CheckoutSetUp | undefined {
  if (typeof value !== 'function') return undefined
  const read: unknown = Reflect.get(value, setUpKey)
  return typeof read === 'function' ? (read as () => CheckoutSetUp)() : undefined
}
