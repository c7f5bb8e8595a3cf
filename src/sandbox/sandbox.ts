import { createServer } from 'node:http'
import type { Server } from 'node:http'
import express from 'express'
import type { Express } from 'express'
import { listen, stopListening } from '../listening.ts'
import { restApi } from './api.ts'
import type { SandboxRequest } from './api.ts'
import { isRefusal } from './bank/bank-order.ts'
import type { BankOrder } from './bank/bank-order.ts'
import { makeBuyerDeeds } from './buyer-deeds.ts'
import type { PaymentTry } from './buyer-deeds.ts'
import type { CardInput } from './buyer.ts'
import { controlRoutes } from './control/control-routes.ts'
import type { Dialect } from './dialects/dialect.ts'
import { callMethods, faultKinds, methodsOf } from './fault-kinds.ts'
import type { SandboxFaultKind } from './fault-kinds.ts'
import type { FaultChoice, SandboxFault } from './faults.ts'
import { formPages, formPathOf } from './form-pages.ts'
import { hostedPage } from './hosted-page.ts'
import { openBank } from './open-bank.ts'
import type { OpenedBank } from './open-bank.ts'
import { defaultPassword, parseSandboxOptions } from './options.ts'
import type { SandboxOptions, SandboxSettings } from './options.ts'
import { makeFindOrder, makeRequireOrder } from './order-ref.ts'
import type { SandboxOrderRef } from './order-ref.ts'
import { ownHostOnly } from './own-host.ts'
import { sizeOf } from './parameters.ts'
import { Refused } from './refused.ts'
import { staffPages } from './staff-pages.ts'
import type { StaffPages } from './staff-pages.ts'

/** An order as the bank's own staff would see it, with the protocol's names. */
export type SandboxOrder = BankOrder & {
  /** The page where it is paid. */
  readonly formUrl: string
}

/** A fake bank on this machine. No money moves. */
export interface Sandbox {
  /** Root of the REST API, e.g. `http://127.0.0.1:4000/payment/rest/`; of another path in some dialects. */
  readonly url: string
  readonly port: number
  /** Every API call, oldest first, up to `keepRequests`. */
  readonly requests: readonly SandboxRequest[]
  /** Applies the fault to the next matching call, or to the next `times` of them. */
  fault(fault: SandboxFault): void
  /** Faults that have not struck yet. A test can assert that there are none. */
  unmetFaults(): readonly SandboxFault[]
  /** Removes every scripted fault, and the choice of `chooseFaults`: the outage is over. */
  clearFaults(): void
  /** Has every call and callback that no scripted fault meets go wrong as `choice` says. */
  chooseFaults(choice: FaultChoice): void
  /** Moves the bank's clock on, in milliseconds: sessions end, and what lags is told. */
  moveClock(ms: number): void
  /** The bank's own time. */
  now(): Date
  /** Resolves once no callback is on its way. One that failed, and is to be repeated, is not. */
  callbacksSent(): Promise<void>
  /** Forgets orders, calls and faults, and sets the clock right. */
  reset(): void
  /**
   * Pays as a buyer would, over HTTP through the hosted page. The default card is approved.
   *
   * @throws Error if the card details are malformed or a name of theirs is unknown, the order is unknown or cannot be
   *   paid, or its page would charge another card than the one asked for. Nothing is paid then.
   */
  pay(order: SandboxOrderRef, card?: Partial<CardInput>): Promise<PaymentTry>
  /** Leaves the page as a buyer would. The order is unchanged; if unpaid, it can still be paid. */
  cancel(order: SandboxOrderRef): Promise<{ readonly location: string }>
  /** Ends an unpaid order's session now. */
  expire(order: SandboxOrderRef): void
  /** Oldest first. */
  orders(): readonly SandboxOrder[]
  /** Undefined if the bank does not have it. */
  order(order: SandboxOrderRef): SandboxOrder | undefined
  /**
   * Has each attempt refused until the bank gives the order up, and goes back to the shop. Whatever card is stored, and
   * whoever is being waited for: the issuer, or the bank of a QR code.
   *
   * @throws Error if the order is unknown, or paid, expired or declined already.
   */
  decline(order: SandboxOrderRef): Promise<{ readonly location: string }>
  /**
   * Refunds as the bank's portal would: the store hears of it by callback, or at its next look at the order. In minor
   * units of the order's currency.
   *
   * @throws Error if the order is unknown, or has not so much left to give back. Nothing is given back then.
   */
  refundInPortal(order: SandboxOrderRef, amountMinor: number): void
  /**
   * Overrides top-level fields of the status answer; null removes a field. Later calls add to earlier ones.
   *
   * @throws Error if the order is unknown, or no status has a field of that name; the message has the one that was
   *   probably meant. Nothing is altered then.
   */
  alter(order: SandboxOrderRef, fields: Readonly<Record<string, unknown>>): void
  /**
   * Lets the process exit while the bank still listens, like `unref` of Node's servers. A test that fails before it
   * closes the bank then does not hang the test run.
   *
   * @returns itself.
   */
  unref(): Sandbox
  /** Also drops open connections. Idempotent. */
  close(): Promise<void>
}

/** The faults by name, for whoever cannot import them. */
const kindsToControl = (Object.keys(faultKinds) as SandboxFaultKind[]).map((kind) => ({
  kind,
  explanation: faultKinds[kind].explanation,
  strikes: methodsOf(kind),
}))

/** How often to check for ended sessions, in milliseconds. Their callbacks are at most this late. */
const expiryCheckMs = 200

/**
 * Starts a fake bank. It is listening when the promise resolves.
 *
 * Without a `dialect` it is no bank in particular, and lenient where banks differ. With one it takes, refuses and
 * tells what that bank does. The names are those of the store's option `gateway.preset`.
 *
 * @throws Error if `NODE_ENV` is `production` or `prod` in any case, an option is invalid, nobody knows the dialect
 *   (the message names the one that was probably meant), or the port is taken.
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  if (isProduction(process.env.NODE_ENV)) {
    throw new Error('The sandbox is a fake bank that approves payments nobody made: it does not start in production.')
  }
  const settings = parseSandboxOptions(options)
  const opened = openBank(settings)
  const { bank, callbacks, alterations, requests } = opened

  const app = express()
  const server = createServer(app)
  const port = await listenAs(settings, server)
  const origin = `http://${hostForUrl(settings.host)}:${port}`
  const restUrl = `${origin}${settings.dialect.root}/`
  const formUrlFor = (order: BankOrder): string => origin + formPathOf(settings.dialect, order)
  mountBank(app, {
    guard: ownHostOnly(settings),
    api: restApi({
      ...settings,
      ...opened,
      rules: { ...settings, now: opened.clock.now },
      formUrlFor,
      statusAnswerOf: alterations.statusAnswerOf,
      record: (request) => void requests.add(request, sizeOf(request.parameters)),
    }),
    staff: staffPages({
      ...settings,
      ...opened,
      restUrl,
      publicPassword: settings.password === defaultPassword ? defaultPassword : undefined,
      hasCallbackKey: settings.callback?.key !== undefined,
      statusAnswerOf: alterations.statusAnswerOf,
    }),
    pages: [formPages(settings.dialect, bank), hostedPage({ ...settings, bank })],
    control: settings.control
      ? controlRoutes(() => ({ bank: sandbox, faults: opened.faults, kinds: kindsToControl, calls: callMethods }))
      : undefined,
  })
  const expiryTimer = setInterval(() => bank.expireDue(), expiryCheckMs)
  expiryTimer.unref()
  let closing: Promise<void> | undefined

  const sandbox: Sandbox = {
    url: restUrl,
    port,
    requests: requests.all,
    ...staffOf({ ...opened, dialect: settings.dialect, origin, formUrlFor }),
    unref() {
      server.unref().on('connection', (socket) => socket.unref())
      return sandbox
    },
    close() {
      clearInterval(expiryTimer)
      callbacks.close()
      return (closing ??= stopListening(server))
    },
  }
  return sandbox
}

interface StaffDeps extends OpenedBank {
  readonly dialect: Dialect
  readonly origin: string
  readonly formUrlFor: (order: BankOrder) => string
}

/** What the bank's staff, and a buyer on its page, can do. */
function staffOf(deps: StaffDeps): Omit<Sandbox, 'close' | 'port' | 'requests' | 'unref' | 'url'> {
  const { bank, clock, callbacks, faults, alterations, forgetAll, dialect, origin, formUrlFor } = deps
  const findOrder = makeFindOrder(bank)
  const requireOrder = makeRequireOrder(bank)

  function view(order: BankOrder): SandboxOrder {
    return { ...order, formUrl: formUrlFor(order) }
  }

  return {
    fault: (fault) => void faults.add(fault),
    unmetFaults: () => faults.unmet(),
    clearFaults: () => faults.clear(),
    chooseFaults: (choice) => faults.choose(choice),
    moveClock(ms) {
      clock.moveOn(ms)
      bank.expireDue()
    },
    now: clock.now,
    callbacksSent: callbacks.idle,
    reset: forgetAll,
    ...makeBuyerDeeds({ bank, dialect, origin }),
    expire: (ref) => bank.expire(requireOrder(ref).gatewayOrderId),
    orders: () => bank.all().map(view),
    order(ref) {
      const order = findOrder(ref)
      return order && view(order)
    },
    refundInPortal(ref, amountMinor) {
      const answer = bank.refund(requireOrder(ref).gatewayOrderId, { amount: amountMinor })
      if (isRefusal(answer)) throw new Refused('state', `The portal refused the refund: ${answer.errorMessage}.`)
    },
    alter: (ref, fields) => alterations.add(requireOrder(ref), fields),
  }
}

/** A copied production environment must not start a bank that approves payments nobody made. */
function isProduction(environment: string | undefined): boolean {
  return /^prod(?:uction)?$/i.test(environment?.trim() ?? '')
}

interface Mounted {
  readonly guard: express.RequestHandler
  readonly api: express.Router
  readonly staff: StaffPages
  readonly pages: express.RequestHandler[]
  readonly control: express.Router | undefined
}

function mountBank(app: Express, { guard, api, staff, pages, control }: Mounted): void {
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(guard)
  app.use(api)
  if (control) app.use('/control', control)
  app.use(staff.pages)
  app.use(pages)
  app.use(staff.notFound)
}

/** @returns the port. */
async function listenAs({ host, port }: Pick<SandboxSettings, 'host' | 'port'>, server: Server): Promise<number> {
  try {
    return await listen(server, host, port)
  } catch (cause) {
    throw new Error(`The sandbox cannot listen on ${host}:${port}.`, { cause })
  }
}

/** A host that a URL can name: "all interfaces" becomes loopback, IPv6 gets brackets (RFC 3986, 3.2.2). */
function hostForUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
