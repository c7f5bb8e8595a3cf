import Joi from 'joi'
import { findCurrency } from '../iso-4217.ts'
import { makeCallbackGate } from './callback-gate.ts'

/** Where and how the bank notifies the store (BPC: callbacks). */
export interface SandboxCallback {
  /** Where callbacks go; an order's own `dynamicCallbackUrl` goes first. */
  readonly url: string
  /** HMAC-SHA256 key. Without it callbacks carry no checksum. */
  readonly key?: string
  /** @defaultValue GET, as the official plugins use it */
  readonly method?: 'GET' | 'POST'
  /**
   * How long the bank waits before it repeats a callback that was not answered with 200, in milliseconds.
   *
   * @defaultValue 30000 (BPC: callbacks)
   */
  readonly retryMs?: number
}

export interface SandboxOptions {
  /** @defaultValue 0, any free port */
  readonly port?: number
  /** Address to listen on. @defaultValue 127.0.0.1 */
  readonly host?: string
  /** @defaultValue sandbox-api */
  readonly user?: string
  /** @defaultValue sandbox */
  readonly password?: string
  /** Opens registration and status to a token beside the login. None by default. */
  readonly token?: string
  /**
   * ISO 4217 alphabetic: the only currency this merchant takes. By default every currency is taken, EUR if none is
   * named.
   */
  readonly currency?: string
  /** The store's name on the payment page. */
  readonly merchantName?: string
  /**
   * Life of an order that names none, in seconds.
   *
   * @defaultValue 1200 (BPC: time limits)
   */
  readonly sessionTimeoutSecs?: number
  /**
   * So many tries of one order may fail; the next failure declines it for good (-2013). @defaultValue 3, chosen by feel
   */
  readonly failedTriesAllowed?: number
  /** No callbacks by default, except to an order's own `dynamicCallbackUrl`. */
  readonly callback?: SandboxCallback
  /**
   * Further names under which the bank is reached, e.g. `bank` between containers. It answers for its own address and
   * for this machine's loopback names only.
   */
  readonly hosts?: readonly string[]
  /**
   * Hosts beside this machine that callbacks may go to, as they stand in the address, e.g. `shop` between containers.
   * By default none leaves the machine.
   */
  readonly callbackHosts?: readonly string[]
  /** How many orders are kept; beyond that the bank forgets the oldest. @defaultValue 10000, chosen by feel */
  readonly keepOrders?: number
  /**
   * How many calls are kept in `requests`; beyond that the oldest are forgotten. @defaultValue 20000, chosen by feel
   */
  readonly keepRequests?: number
  /** How long status answers lag behind what happened on the payment page, in milliseconds. @defaultValue 0 */
  readonly statusLagMs?: number
}

/** The options with every default filled in. */
export interface SandboxSettings extends Required<Omit<SandboxOptions, 'token' | 'currency' | 'callback'>> {
  readonly token: string | undefined
  readonly currency: string | undefined
  readonly callback: SandboxCallback | undefined
}

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
  port: Joi.number().integer().min(0).max(65_535).default(0),
  host: Joi.string().default('127.0.0.1'),
  user: Joi.string().default('sandbox-api'),
  password: Joi.string().default('sandbox'),
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
  statusLagMs: Joi.number().integer().min(0).default(0),
})

/** @throws Error that names every option that does not fit, unknown ones included. */
export function parseSandboxOptions(options: SandboxOptions): SandboxSettings {
  const result = schema.validate(options, { abortEarly: false, convert: false })
  if (result.error) throw new Error(`The sandbox cannot start: ${result.error.message}.`)
  const settings = result.value as SandboxSettings
  if (settings.callback && !makeCallbackGate(settings.callbackHosts)(settings.callback.url)) {
    throw new Error('The sandbox cannot start: "callback.url" leaves this machine; name its host in "callbackHosts".')
  }
  return settings
}

function hostnames(): Joi.ArraySchema<string[]> {
  return Joi.array<string[]>().items(Joi.string().hostname()).default([])
}

function requireIso4217(value: string): string {
  if (!findCurrency(value)) throw new Error('no alphabetic code of ISO 4217')
  return value
}
