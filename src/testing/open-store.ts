import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { Express } from 'express'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { isAddressTaken, listen, stopListening } from '../listening.ts'
import { isLoopback } from '../loopback.ts'
import type { CheckoutOptions } from '../options/checkout-options.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import type { SandboxOptions } from '../sandbox/options.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { findSetUp } from '../set-up.ts'
import type { CheckoutSetUp } from '../set-up.ts'
import { partsOf, readApp } from './read-app.ts'
import type { AppRead, AppWithCheckout } from './read-app.ts'
import { requireNames } from './require-names.ts'
import { requireThrowawayLedger } from './require-throwaway-ledger.ts'
import { closeTested, closeUntested, makeClosing, startStore } from './start-store.ts'
import type { Closing } from './start-store.ts'
import { watchListening } from './watch-listening.ts'

/** Makes the store's app with the options of a test: pass them on to `hostedCheckout`, with the store's own beside. */
export type MakeApp = (options: TestOptions) => AppWithCheckout | Express | Promise<AppWithCheckout> | Promise<Express>

/** What the kit sets of a checkout: the bank, the ledger, the address. The store's own options go beside them. */
export type TestOptions = Pick<
  CheckoutOptions,
  | 'baseUrl'
  | 'callback'
  | 'checkoutsPerMinute'
  | 'databaseUrl'
  | 'gateway'
  | 'newOrdersPerMinute'
  | 'questionsPerMinute'
  | 'secret'
  | 'sweep'
>

/** The store of a test: a function that makes its app, or the finished app. */
export type StoreUnderTest = AppWithCheckout | Express | MakeApp

export interface OpenOptions {
  /** Where the store mounts its router, for a function that makes the app: `/shop`. @defaultValue '' */
  readonly path?: string
  /** Whether the bank calls back. @defaultValue as the store is set up; no, for a function that makes the app */
  readonly callbacks?: boolean
  /**
   * The bank to be, by its name in the list of banks: what it takes, refuses and tells otherwise than the manual says.
   *
   * @defaultValue that of the store's `gateway.preset`; the manual, for a function that makes the app
   */
  readonly dialect?: NonNullable<SandboxOptions['dialect']>
}

export interface OpenedStore {
  readonly checkout: HostedCheckout
  readonly setUp: CheckoutSetUp
  readonly bank: Sandbox
  /** Ends bank, server and the checkouts of the app. */
  readonly close: () => Promise<void>
}

/**
 * How long the store of a test waits for the bank, in milliseconds: a fault that is silence should not hold a test up,
 * and an answer on a busy machine should come in time. Chosen by feel.
 */
const timeoutMs = 3_000

export async function openStore(store: StoreUnderTest, options: OpenOptions): Promise<OpenedStore> {
  requireNames('testStore', options, ['path', 'callbacks', 'dialect'])
  const closing = makeClosing()
  try {
    return await (isMakeApp(store) ? openMade(store, options, closing) : openFinished(store, options, closing))
  } catch (error) {
    // Why it did not open says more than what could not be closed after that.
    await closing.closeAll().catch(() => undefined)
    throw error
  }
}

/** An Express app is a function, too. */
function isMakeApp(store: StoreUnderTest): store is MakeApp {
  return typeof store === 'function' && !('use' in store && 'handle' in store)
}

async function openMade(makeApp: MakeApp, options: OpenOptions, closing: Closing): Promise<OpenedStore> {
  const { path = '', callbacks = false, dialect } = options
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  closing.add(() => stopListening(server))
  const baseUrl = `http://127.0.0.1:${port}${path}`
  // Every kind of callback takes a key in base64; some banks' are nothing else.
  const key = randomBytes(24).toString('base64')
  const login = { user: 'sandbox-api', password: 'sandbox' }
  const callback = { url: `${baseUrl}/payment/callback`, key }
  const bank = await createSandbox({ ...login, ...(dialect && { dialect }), ...(callbacks && { callback }) })
  closing.add(bank.close)
  const testOptions: TestOptions = {
    gateway: { url: bank.url, ...login, timeoutMs, ...(dialect && { preset: dialect, live: false }) },
    baseUrl,
    secret: randomBytes(24).toString('base64url'),
    databaseUrl: 'sqlite::memory:',
    // All buyers of a test share one address.
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
    questionsPerMinute: 0,
    // A test says itself when the sweep is to look: nothing happens between two of its lines.
    sweep: { everyMs: 60_000 },
    ...(callbacks && { callback: { key } }),
  }
  const { app, checkout, setUp, others } = await makeWatched(() => makeApp(testOptions), closing)
  requireOwnBank(setUp, { baseUrl, gatewayUrl: bank.url })
  requireHarmless([checkout, ...others])
  closing.add(() => closeTested(checkout))
  await startStore({ app, checkout, bank, server })
  return { checkout, setUp, bank, close: closing.closeAll }
}

/**
 * Has whatever is made closed with the rest, also where it is refused.
 *
 * @throws Error if it is no app with one checkout, or listens by itself.
 */
async function makeWatched(make: () => unknown, closing: Closing): Promise<AppRead> {
  const watch = watchListening()
  try {
    const made = await make()
    const { app, checkouts } = partsOf(made)
    const servers = watch.serversOf(app)
    for (const checkout of checkouts) closing.add(() => closeUntested(checkout))
    for (const server of servers) closing.add(() => stopListening(server))
    const read = readApp(made, true)
    if (servers.length === 0) return read
  } finally {
    watch.close()
  }
  throw new Error(
    'The app listens by itself. Call listen() and start() only in the file that is run, not in the function that ' +
      'makes the app: the test does both.',
  )
}

/** The kit's own options must have arrived: a store that leaves them out would sell at another bank. */
function requireOwnBank(setUp: CheckoutSetUp, wanted: Pick<CheckoutSetUp, 'baseUrl' | 'gatewayUrl'>): void {
  for (const [name, option] of [
    ['gatewayUrl', 'gateway.url'],
    ['baseUrl', 'baseUrl'],
  ] as const) {
    if (setUp[name].replace(/\/$/, '') === wanted[name].replace(/\/$/, '')) continue
    throw new Error(
      `The checkout has another ${option} than the test: ${setUp[name]}, not ${wanted[name]}. Pass the options that ` +
        'your function gets on to hostedCheckout, after your own: hostedCheckout({ ...own, ...options }).',
    )
  }
}

async function openFinished(
  store: AppWithCheckout | Express,
  { callbacks, dialect }: OpenOptions,
  closing: Closing,
): Promise<OpenedStore> {
  const { app, checkout, setUp, others } = readApp(store, false)
  const { baseUrl, namesCallback, callbackKeys } = setUp
  const { hostname, port } = requireLoopback('CHECKOUT_BASE_URL', baseUrl)
  requireHarmless([checkout, ...others])
  const [key] = callbackKeys
  const hasCallbacks = callbacks ?? (namesCallback || key !== undefined)
  const callback = { url: `${baseUrl}/payment/callback`, ...(key !== undefined && { key }) }
  const spoken = dialect ?? (setUp.preset as SandboxOptions['dialect'])
  const spokenOptions = { ...(spoken && { dialect: spoken }), ...(hasCallbacks && { callback }) }
  const bank = await openExpectedBank(setUp, spokenOptions, closing)
  const server = createServer()
  await listen(server, hostname, Number(port === '' ? 80 : port)).catch(isTakenAt(baseUrl, exportIt))
  closing.add(() => stopListening(server))
  for (const other of others) closing.add(() => closeUntested(other))
  closing.add(() => closeTested(checkout))
  await startStore({ app, checkout, bank, server })
  return { checkout, setUp, bank, close: closing.closeAll }
}

/** The bank where the store expects it: nowhere but on this machine. */
async function openExpectedBank(
  { gatewayUrl, login }: CheckoutSetUp,
  options: Pick<SandboxOptions, 'callback' | 'dialect'>,
  closing: Closing,
): Promise<Sandbox> {
  const { hostname, port, pathname } = requireLoopback('CHECKOUT_GATEWAY_URL', gatewayUrl)
  const started = createSandbox({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port === '' ? 80 : port),
    ...('user' in login ? login : { token: login.token }),
    ...options,
  })
  const bank = await started.catch(isTakenAt(gatewayUrl, beside))
  closing.add(bank.close)
  const { pathname: own } = new URL(bank.url)
  if (pathname.replace(/\/$/, '') === own.replace(/\/$/, '')) return bank
  throw new Error(
    `The store's bank is at ${gatewayUrl}, and the sandbox is at ${own}. For tests, set CHECKOUT_GATEWAY_URL to ` +
      `http://127.0.0.1:4000${own}, with any free port.`,
  )
}

/** No bank that may be live, and no ledger that is not for tests, also of checkouts that are not tested. */
function requireHarmless(checkouts: readonly HostedCheckout[]): void {
  for (const { gatewayUrl, databaseUrl } of checkouts.flatMap((one) => findSetUp(one) ?? [])) {
    requireLoopback('CHECKOUT_GATEWAY_URL', gatewayUrl)
    requireThrowawayLedger(databaseUrl)
  }
}

function requireLoopback(variable: string, address: string): URL {
  const url = new URL(address)
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return url
  throw new Error(
    variable === 'CHECKOUT_BASE_URL'
      ? `The store is at ${url.origin}, and a test can only listen on this machine. For tests, set ` +
          'CHECKOUT_BASE_URL to http://127.0.0.1:3000, with any free port.'
      : `The store's bank is ${url.origin}, and that is not the sandbox on this machine: a test never talks to it, ` +
          'because it may be a live one. Nothing was sent. For tests, set CHECKOUT_GATEWAY_URL to ' +
          'http://127.0.0.1:4000/payment/rest/, with any free port.',
  )
}

/** @param advice - what probably listens there, and what to do about it. */
function isTakenAt(address: string, advice: string): (error: unknown) => never {
  return (cause) => {
    if (!isAddressTaken(cause)) throw cause
    throw new Error(`Something listens at ${address} already, perhaps ${advice}`, { cause })
  }
}

const exportIt = 'the store itself: export the app, and call listen() and start() only in the file that is run.'

const beside =
  'the sandbox of a test file that runs beside this one: give each an address of its own, or run them one by one.'
