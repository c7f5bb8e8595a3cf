import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { isLoopback } from '../loopback.ts'
import type { CheckoutOptions } from '../options/checkout-options.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import type { SandboxOptions } from '../sandbox/options.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { findSetUp } from '../set-up.ts'
import type { CheckoutSetUp } from '../set-up.ts'
import { findCheckout } from './find-checkout.ts'

/** An app, and its checkout where that is not mounted on the app itself. */
export interface AppWithCheckout {
  readonly app: Express
  readonly checkout: HostedCheckout
}

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
  /** Ends bank, checkout and server. */
  readonly close: () => Promise<void>
}

/**
 * How long the store of a test waits for the bank, in milliseconds: a fault that is silence should not hold a test up,
 * and an answer on a busy machine should come in time. Chosen by feel.
 */
const timeoutMs = 3_000

export async function openStore(store: StoreUnderTest, options: OpenOptions): Promise<OpenedStore> {
  if (isMakeApp(store)) return openMade(store, options)
  return openFinished(store, options)
}

/** An Express app is a function, too. */
function isMakeApp(store: StoreUnderTest): store is MakeApp {
  return typeof store === 'function' && !('use' in store && 'handle' in store)
}

async function openMade(makeApp: MakeApp, options: OpenOptions): Promise<OpenedStore> {
  const { path = '', callbacks = false, dialect } = options
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  const baseUrl = `http://127.0.0.1:${port}${path}`
  // Every kind of callback takes a key in base64; some banks' are nothing else.
  const key = randomBytes(24).toString('base64')
  const login = { user: 'sandbox-api', password: 'sandbox' }
  const callback = { url: `${baseUrl}/payment/callback`, key }
  let bank: Sandbox | undefined
  try {
    bank = await createSandbox({ ...login, ...(dialect && { dialect }), ...(callbacks && { callback }) })
    const made = await makeApp({
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
    })
    const { app, checkout, setUp } = readApp(made)
    requireOwnBank(setUp, { baseUrl, gatewayUrl: bank.url })
    return await serve({ app, checkout, setUp, bank, server })
  } catch (error) {
    await Promise.all([bank?.close(), closeServer(server)])
    throw error
  }
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
): Promise<OpenedStore> {
  const { app, checkout, setUp } = readApp(store)
  const { baseUrl, namesCallback, callbackKeys } = setUp
  const { hostname, port } = requireLoopback('CHECKOUT_BASE_URL', baseUrl)
  const [key] = callbackKeys
  const hasCallbacks = callbacks ?? (namesCallback || key !== undefined)
  const callback = { url: `${baseUrl}/payment/callback`, ...(key !== undefined && { key }) }
  const spoken = dialect ?? (setUp.preset as SandboxOptions['dialect'])
  const bank = await openExpectedBank(setUp, { ...(spoken && { dialect: spoken }), ...(hasCallbacks && { callback }) })
  const server = createServer()
  try {
    await listen(server, hostname, Number(port === '' ? 80 : port))
    return await serve({ app, checkout, setUp, bank, server })
  } catch (error) {
    await Promise.all([bank.close(), closeServer(server)])
    throw isTaken(error)
      ? new Error(
          `Something listens at ${baseUrl} already, perhaps the store itself: export the app, and call listen() and ` +
            'start() only in the file that is run.',
          { cause: error },
        )
      : error
  }
}

/** The bank where the store expects it: nowhere but on this machine. */
async function openExpectedBank(
  { gatewayUrl, login }: CheckoutSetUp,
  options: Pick<SandboxOptions, 'callback' | 'dialect'>,
): Promise<Sandbox> {
  const { hostname, port, pathname } = requireLoopback('CHECKOUT_GATEWAY_URL', gatewayUrl)
  const bank = await createSandbox({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port === '' ? 80 : port),
    ...('user' in login ? login : { token: login.token }),
    ...options,
  })
  const { pathname: own } = new URL(bank.url)
  if (pathname.replace(/\/$/, '') === own.replace(/\/$/, '')) return bank
  await bank.close()
  throw new Error(
    `The store's bank is at ${gatewayUrl}, and the sandbox is at ${own}. For tests, set CHECKOUT_GATEWAY_URL to ` +
      `http://127.0.0.1:4000${own}, with any free port.`,
  )
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

function readApp(made: unknown): AppWithCheckout & { readonly setUp: CheckoutSetUp } {
  const given =
    typeof made === 'object' && made !== null ? (made as Partial<AppWithCheckout>) : { app: made as Express }
  const { app } = given
  if (typeof app !== 'function' || !('use' in app)) {
    throw new TypeError('testStore wants an Express app, { app, checkout }, or a function that makes one of them.')
  }
  const checkout = given.checkout ?? findCheckout(app)
  const setUp = findSetUp(checkout)
  if (!checkout || !setUp) {
    throw new Error(
      'There is no checkout in the app: nothing that hostedCheckout() made is mounted on it. If it is mounted on an ' +
        'app within the app, give both: testStore({ app, checkout }).',
    )
  }
  return { app, checkout, setUp }
}

interface Served extends Omit<OpenedStore, 'close'> {
  readonly app: Express
  readonly server: Server
}

async function serve({ app, checkout, setUp, bank, server }: Served): Promise<OpenedStore> {
  server.on('request', app)
  // A test that throws before it closes the store does not keep the run waiting.
  server.unref().on('connection', (socket) => socket.unref())
  bank.unref()
  await checkout.start()
  return {
    checkout,
    setUp,
    bank,
    async close() {
      await checkout.close()
      await Promise.all([bank.close(), closeServer(server)])
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host.replaceAll(/[[\]]/g, ''), () => resolve((server.address() as AddressInfo).port))
  })
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}
