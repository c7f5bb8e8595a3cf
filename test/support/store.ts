import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express5 from 'express'
import type { Express, RequestHandler } from 'express'
import express4 from 'express4'
import session from 'express-session'
import request from 'supertest'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, Entry, HostedCheckout, Logger, Order } from '../../src/index.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts'
import { canaries, sessionCanary } from './canaries.ts'
import { keepSecret, scanValue } from './leaks.ts'
import { ledgers } from './ledgers.ts'
import type { OpenedLedger } from './ledgers.ts'
import { atThisPace } from './pace.ts'
import { until } from './until.ts'
import { watchedAnswers } from './watched-answers.ts'
import { watchErrorsOf } from './watched-errors.ts'

/** A way to mount the checkout. */
export interface Mount {
  readonly express: 4 | 5
  readonly path: '' | '/shop'
  readonly ledger: string
}

type TitledMount = readonly [title: string, mount: Mount]

function titled(mount: Mount): TitledMount {
  return [`on Express ${mount.express} at ${mount.path === '' ? '/' : mount.path} over ${mount.ledger}`, mount]
}

/** Each ledger, each Express and each path once, for `describe.each`: for behaviour that mounting cannot change. */
export const mounts: readonly TitledMount[] = Object.keys(ledgers).map((ledger) =>
  titled(ledger === 'SQLite' ? { express: 5, path: '', ledger } : { express: 4, path: '/shop', ledger }),
)

/** Every combination of Express, path and ledger: for behaviour that mounting itself can break. */
export const everyMount: readonly TitledMount[] = Object.keys(ledgers).flatMap((ledger) =>
  ([4, 5] as const).flatMap((express) => (['', '/shop'] as const).map((path) => titled({ express, path, ledger }))),
)

export interface StoreOptions {
  readonly mount?: Mount
  readonly options?: Partial<CheckoutOptions>
  /** Options of `gateway` besides the address and the login, e.g. a preset. */
  readonly gateway?: CheckoutOptions['gateway']
  /** A function, where the bank must know the store's address. */
  readonly bank?: SandboxOptions | ((baseUrl: string) => SandboxOptions)
  /** Deadline of one call to the gateway. Use {@link shortTimeoutMs} in tests that wait for it. */
  readonly timeoutMs?: number
  /** The store's session middleware; `none` for a store without one. */
  readonly session?: RequestHandler | 'none'
  /** Runs before the checkout: body parsers, a store's own middleware. */
  readonly before?: (app: Express) => void
}

/** One shop: its server, its bank, its ledger, and everything recorded. */
export interface Store {
  readonly checkout: HostedCheckout
  readonly bank: Sandbox
  readonly database: OpenedLedger
  readonly server: Server
  /** The store's own Express, which the server calls. */
  readonly app: Express
  /** Where the router is mounted, e.g. `http://127.0.0.1:41234/shop`. */
  readonly baseUrl: string
  /** The path under the mount. */
  path(path: string): string
  /** An HTTP client with cookies. */
  browser(): Browser
  /** Orders for which `onPaid` was called, in order. */
  readonly handedOver: Order[]
  readonly reviewed: Order[]
  readonly entries: Entry[]
  /** Everything that was logged or printed, as text. */
  readonly log: string[]
  /** The logger that writes to `log`, for another checkout on the same ledger. */
  readonly logger: Logger
  /** Errors that reached the app's own error handler. */
  readonly appErrors: unknown[]
  /** Secrets that must never be printed. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

export type Browser = ReturnType<typeof request.agent>

export const secrets = { password: canaries.password, signing: canaries.secret }

/** A deadline that a test waits for, in milliseconds. Longer on a busy machine, so real answers still meet it. */
export const shortTimeoutMs = atThisPace(600)

/** The products of the store under test. */
export const shelf = {
  mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug', email: canaries['e-mail'] },
  tea: { amountMinor: 450, currency: 'EUR', description: 'Tea' },
  noodles: { amountMinor: 1200, currency: 'JPY' },
  pearls: { amountMinor: 12_345, currency: 'KWD' },
  broken: { amountMinor: 19.99, currency: 'EUR' },
}

/** Opens a store on free ports. Close it in `afterEach`. */
export async function openStore(storeOptions: StoreOptions = {}): Promise<Store> {
  const { mount = { express: 5, path: '', ledger: 'SQLite' }, options = {} } = storeOptions
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const baseUrl = origin + mount.path
  const bankOptions = typeof storeOptions.bank === 'function' ? storeOptions.bank(baseUrl) : storeOptions.bank
  keepSecret('callback key', options.callback?.key)
  keepSecret('token', bankOptions?.token)
  const bank = await createSandbox({ password: secrets.password, ...bankOptions })
  const database = await ledgers[mount.ledger]!()

  const handedOver: Order[] = []
  const reviewed: Order[] = []
  const entries: Entry[] = []
  const log: string[] = []
  const appErrors: unknown[] = []
  const write = (level: string) => (object: object, message: string) => {
    const error = (object as { err?: unknown }).err
    const err = error instanceof Error ? error.stack : error
    log.push(`${level} ${message} ${JSON.stringify({ ...object, err })}`)
  }
  const logger: Logger = { info: write('info'), warn: write('warn'), error: write('error') }

  const checkout = watchErrorsOf(
    hostedCheckout({
      gateway: {
        url: bank.url,
        user: 'sandbox-api',
        password: secrets.password,
        timeoutMs: storeOptions.timeoutMs ?? 20_000,
        ...storeOptions.gateway,
      },
      baseUrl,
      secret: secrets.signing,
      databaseUrl: database.databaseUrl,
      catalog: shelf,
      checkoutsPerMinute: 0,
      newOrdersPerMinute: 0,
      questionsPerMinute: 0,
      // A test cannot wait five seconds for the timer.
      sweep: { everyMs: 200 },
      logger,
      onPaid: (order) => void handedOver.push(order),
      onReview: (order) => void reviewed.push(order),
      on: (entry) => void entries.push(entry),
      ...options,
    }),
  )

  const app = (mount.express === 4 ? express4 : express5)() as Express
  if (storeOptions.session !== 'none') app.use(storeOptions.session ?? storeSession())
  storeOptions.before?.(app)
  app.get('/', (_req, res) => void res.send('the front of the shop'))
  app.use(mount.path === '' ? '/' : mount.path, checkout)
  app.use(((error, _req, res, next) => {
    appErrors.push(error)
    scanValue('error', error)
    if (res.headersSent) return next(error)
    res.status((error as { status?: number }).status ?? 500).send('the error page of the shop')
  }) as express5.ErrorRequestHandler)
  server.on('request', watchedAnswers(app))

  const handsOverByDefault = !('onPaid' in options)
  const isHandOverWanted = handsOverByDefault || Boolean(options.onPaid ?? options.onPaidInTransaction)

  return {
    checkout,
    bank,
    database,
    server,
    app,
    baseUrl,
    handedOver,
    reviewed,
    entries,
    log,
    logger,
    appErrors,
    secrets: Object.values(secrets),
    path: (path) => mount.path + path,
    browser: () => request.agent(server),
    async close() {
      const unmetFaults = bank.unmetFaults()
      await checkout.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await bank.close()
      // The ledger's invariants must hold, whatever the test did.
      await database.close({ isHandOverWanted })
      // A fault that never struck proves nothing.
      expect(unmetFaults).toEqual([])
    },
  }
}

/** The session middleware from the README. */
export function storeSession(options: Partial<session.SessionOptions> = {}): RequestHandler {
  return session({
    secret: 'the-session-secret-of-the-store',
    resave: false,
    saveUninitialized: false,
    genid: () => sessionCanary + randomUUID(),
    cookie: { sameSite: 'lax', secure: 'auto' },
    ...options,
  })
}

/** The gateway's order id from a payment page's URL. */
export function gatewayOrderIdIn(formUrl: string | undefined): string {
  const id = new URL(formUrl ?? 'about:blank').searchParams.get('mdOrder')
  if (!id) throw new Error(`No mdOrder in ${formUrl}`)
  return id
}

/** The path and query of an absolute URL, as a browser requests it. */
export function pathOf(address: string | undefined): string {
  const url = new URL(address ?? 'about:blank')
  return url.pathname + url.search
}

/** One press of Buy: the order number, its id at the gateway, and where the buyer was sent. */
export async function buy(
  store: Store,
  browser: Browser,
  sku = 'mug',
): Promise<{ orderNumber: string; gatewayOrderId: string; formUrl: string }> {
  const answer = await browser.get(store.path(`/checkout/${sku}`)).expect(302)
  const formUrl = answer.headers.location as string
  const gatewayOrderId = gatewayOrderIdIn(formUrl)
  const orderNumber = store.bank.order(gatewayOrderId)?.orderNumber
  if (orderNumber === undefined) throw new Error(`The bank has no order ${gatewayOrderId}.`)
  return { orderNumber, gatewayOrderId, formUrl }
}

/** The order with this gateway id. */
export async function orderOf(store: Store, gatewayOrderId: string): Promise<Order> {
  const orderNumber = store.bank.order(gatewayOrderId)?.orderNumber
  const order = orderNumber && (await store.checkout.orders.get(orderNumber))
  if (!order) throw new Error(`The ledger has no order for ${gatewayOrderId}.`)
  return order
}

/** How many calls of this method have reached the bank. */
export function timesAsked(store: Store, method: string): number {
  return store.bank.requests.filter((one) => one.method === method).length
}

/** Waits until this many calls have reached the bank. The last answer may not have been sent yet. */
export async function asked(store: Store, method: string, times = 1): Promise<void> {
  await until(() => timesAsked(store, method) >= times)
}

/** The only order in the ledger. */
export async function onlyOrder(store: Store): Promise<Order> {
  const orders: Order[] = []
  for await (const order of store.checkout.orders.find()) orders.push(order)
  if (orders.length !== 1) throw new Error(`Expected one order in the ledger, found ${orders.length}.`)
  return orders[0]!
}

/** The moves of one order, as `from > to`. */
export async function movesOf(store: Store, orderNumber: string): Promise<string[]> {
  const entries = await store.checkout.orders.history(orderNumber)
  return entries.filter(({ kind }) => kind === 'moved').map(({ from, to }) => `${from} > ${to}`)
}
