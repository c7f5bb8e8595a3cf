import Joi from 'joi'
import { findCurrency } from '../iso-4217.ts'
import { makeCallbackGate } from './callback-gate.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { DialectName } from './dialects/dialects.ts'
import { findDialect } from './dialects/find-dialect.ts'

/** Where and how the bank notifies the store (BPC: callbacks). */
export interface SandboxCallback {
  /** Where callbacks go. An order's own `dynamicCallbackUrl` takes precedence. */
  readonly url: string
  /**
   * HMAC-SHA256 key. Without it, callbacks have no checksum. In the dialect `bt` it is the key of the JWT, in base64,
   * and must be given.
   */
  readonly key?: string
  /** @defaultValue as the dialect's bank sends them; otherwise GET, as the official plugins use it */
  readonly method?: 'GET' | 'POST'
  /**
   * How long the bank waits before it repeats a callback that did not get a 200, in milliseconds.
   *
   * @defaultValue as the dialect's bank waits; otherwise 30000 (BPC: callbacks)
   */
  readonly retryMs?: number
}

export interface SandboxOptions {
  /**
   * The bank whose dialect of the protocol is spoken: what it takes, refuses and tells otherwise than the manual says,
   * from the form of order numbers to the repeats of callbacks. docs/sandbox.md lists what each changes.
   *
   * @defaultValue none: no bank in particular, lenient where banks differ
   */
  readonly dialect?: DialectName
  /** @defaultValue 0, any free port */
  readonly port?: number
  /** Address to listen on. @defaultValue 127.0.0.1 */
  readonly host?: string
  /** @defaultValue sandbox-api */
  readonly user?: string
  /** @defaultValue sandbox */
  readonly password?: string
  /** A token that works for registration and status, besides the login. None by default. */
  readonly token?: string
  /**
   * ISO 4217 alphabetic code of the only currency this merchant accepts. By default it accepts what the dialect's bank
   * does, or every currency, and EUR applies if an order names none.
   */
  readonly currency?: string
  /** The store's name on the payment page. */
  readonly merchantName?: string
  /**
   * How long an order can be paid if its registration does not say, in seconds.
   *
   * @defaultValue 1200 (BPC: time limits)
   */
  readonly sessionTimeoutSecs?: number
  /**
   * How many attempts to pay an order may fail. The next failure declines it for good (-2013).
   *
   * @defaultValue 3, chosen by feel
   */
  readonly failedTriesAllowed?: number
  /** No callbacks by default, except to an order's own `dynamicCallbackUrl`. */
  readonly callback?: SandboxCallback
  /**
   * Further host names that reach the bank, e.g. `bank` between containers. By default it answers only to its own
   * address and this machine's loopback names.
   */
  readonly hosts?: readonly string[]
  /**
   * Hosts other than this machine that callbacks may go to, spelled as in the URL, e.g. `shop` between containers. By
   * default no callback leaves the machine.
   */
  readonly callbackHosts?: readonly string[]
  /** How many orders the bank keeps. Beyond that it forgets the oldest. @defaultValue 10000, chosen by feel */
  readonly keepOrders?: number
  /** How many calls `requests` keeps. Beyond that it drops the oldest. @defaultValue 20000, chosen by feel */
  readonly keepRequests?: number
  /**
   * Whether `/control/` lets tests in other languages break and move the bank over HTTP: docs/sandbox.md.
   *
   * @defaultValue false
   */
  readonly control?: boolean
  /** How far status answers lag behind the payment page, in milliseconds. @defaultValue 0 */
  readonly statusLagMs?: number
}

/** The options with every default filled in. */
export interface SandboxSettings extends Required<Omit<SandboxOptions, 'callback' | 'currency' | 'dialect' | 'token'>> {
  readonly dialect: Dialect
  readonly token: string | undefined
  readonly currency: string | undefined
  readonly callback: SandboxCallback | undefined
}

/** Everybody knows it, so it may be shown. */
export const defaultPassword = 'sandbox'

const callback = Joi.object<SandboxCallback, true>({
  url: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  key: Joi.string(),
  method: Joi.string().valid('GET', 'POST'),
  retryMs: Joi.number().integer().min(0),
})

/** Joi's lists are never read-only. */
type Lists = Record<'hosts' | 'callbackHosts', string[]>

const schema = Joi.object<Omit<SandboxOptions, keyof Lists> & Lists, true>({
  dialect: Joi.string(),
  port: Joi.number().integer().min(0).max(65_535).default(0),
  host: Joi.string().default('127.0.0.1'),
  user: Joi.string().default('sandbox-api'),
  password: Joi.string().default(defaultPassword),
  token: Joi.string().max(256),
  currency: Joi.string().custom(requireIso4217),
  merchantName: Joi.string().default('Example store'),
  sessionTimeoutSecs: Joi.number().integer().min(1).max(999_999_999).default(1200),
  failedTriesAllowed: Joi.number().integer().min(0).default(3),
  callback,
  hosts: hostnames(),
  callbackHosts: hostnames(),
  keepOrders: Joi.number().integer().min(1).default(10_000),
  keepRequests: Joi.number().integer().min(1).default(20_000),
  control: Joi.boolean().default(false),
  statusLagMs: Joi.number().integer().min(0).default(0),
})

/** @throws Error that names every invalid or unknown option. */
export function parseSandboxOptions(options: SandboxOptions): SandboxSettings {
  const result = schema.validate(options, { abortEarly: false, convert: false })
  if (result.error) throw new Error(`The sandbox cannot start: ${result.error.message}.`)
  const dialect = findDialect(result.value.dialect)
  const settings = { ...result.value, dialect } as SandboxSettings
  requireCallbackOf(dialect, settings.callback)
  if (settings.callback && !makeCallbackGate(settings.callbackHosts)(settings.callback.url)) {
    throw new Error('The sandbox cannot start: "callback.url" leaves this machine. Add its host to "callbackHosts".')
  }
  return settings
}

/** A callback that never comes would be looked for in the store. */
function requireCallbackOf({ bank, callbacks }: Dialect, callback: SandboxCallback | undefined): void {
  if (!callback || bank === undefined) return
  if (callbacks.kind === 'none') {
    throw new Error(`The sandbox cannot start: nobody has seen a callback of ${bank}. Leave out "callback".`)
  }
  if (callbacks.kind === 'JWT' && !/^[\w+/-]{4,}=*$/.test(callback.key ?? '')) {
    throw new Error(`The sandbox cannot start: callbacks of ${bank} are signed. Give "callback.key" in base64.`)
  }
}

function hostnames(): Joi.ArraySchema<string[]> {
  return Joi.array<string[]>().items(Joi.string().hostname()).default([])
}

function requireIso4217(value: string): string {
  if (!findCurrency(value)) throw new Error('not an ISO 4217 alphabetic code')
  return value
}
