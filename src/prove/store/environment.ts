import { standardPrefix } from '../../options/environment.ts'
import type { Environment } from '../../options/environment.ts'

/** Where the store runs and what it works with. */
export interface Place {
  readonly port: number
  readonly bankUrl: string
  readonly user: string
  readonly password: string
  readonly databaseUrl: string
  /** Compiled code is kept here between two starts. */
  readonly cacheFolder: string
}

/**
 * Set, and empty where they must not come from a file that the store reads by itself: a variable that is there is never
 * overwritten by one of these.
 */
const emptied = [
  ...['GATEWAY_TOKEN', 'GATEWAY_TOKEN_FILE', 'GATEWAY_PASSWORD_FILE', 'GATEWAY_USER_FILE', 'GATEWAY_BASIC'],
  ...['GATEWAY_CA', 'GATEWAY_CA_FILE', 'GATEWAY_PROXY', 'GATEWAY_PROXY_FILE', 'GATEWAY_PRESET', 'GATEWAY_LIVE'],
  ...['GATEWAY_FORMER_URLS', 'GATEWAY_PER_MINUTE', 'FORM_HOSTS', 'CALLBACK_KEY', 'CALLBACK_KEY_FILE'],
  ...['CALLBACK_PUBLIC_KEY', 'CALLBACK_PUBLIC_KEY_FILE', 'CALLBACK_DYNAMIC', 'DATABASE_URL_FILE'],
] as const

/** Addresses on the store's own site. */
const ownAddresses = ['SUCCESS_URL', 'FAILURE_URL', 'REVIEW_URL', 'SHOP_HOME_URL'] as const

/** The store's environment: its own, with our bank and ledger in it, and with nothing to wait for. */
export function storeEnvironment(given: Environment, place: Place, prefix = standardPrefix): Environment {
  const baseUrl = baseUrlOf(given, place.port, prefix)
  const ours: Record<string, string> = {
    GATEWAY_URL: place.bankUrl,
    GATEWAY_USER: place.user,
    GATEWAY_PASSWORD: place.password,
    GATEWAY_TIMEOUT_MS: '3000',
    BASE_URL: baseUrl,
    DATABASE_URL: place.databaseUrl,
    CAPTURE: 'automatic',
    SWEEP_EVERY_MS: '200',
    SWEEP_JITTER_PERCENT: '0',
    PER_MINUTE: '0',
    NEW_ORDERS_PER_MINUTE: '0',
    QUESTIONS_PER_MINUTE: '0',
    ...Object.fromEntries(emptied.map((name) => [name, ''])),
    ...Object.fromEntries(
      ownAddresses.flatMap((name) => {
        const moved = movedTo(given[prefix + name], given[`${prefix}BASE_URL`], baseUrl)
        return moved === undefined ? [] : [[name, moved]]
      }),
    ),
  }
  const isSecretGiven = [`${prefix}SECRET`, `${prefix}SECRET_FILE`].some((name) => Boolean(given[name]))
  if (!isSecretGiven) ours.SECRET = 'prove-with-a-secret-of-its-own-6b1f0c9d8e7a'
  return {
    ...given,
    NODE_COMPILE_CACHE: given.NODE_COMPILE_CACHE ?? place.cacheFolder,
    PORT: String(place.port),
    ...Object.fromEntries(Object.entries(ours).map(([name, value]) => [prefix + name, value])),
  }
}

/** The store's own path stays: its router is mounted there. */
export function baseUrlOf(given: Environment, port: number, prefix = standardPrefix): string {
  const path = pathOf(given[`${prefix}BASE_URL`])
  return `http://127.0.0.1:${port}${path}`
}

function pathOf(address: string | undefined): string {
  if (!address || !URL.canParse(address)) return ''
  return new URL(address).pathname.replace(/\/$/, '')
}

function movedTo(address: string | undefined, from: string | undefined, to: string): string | undefined {
  if (!address || !from || !URL.canParse(from) || !URL.canParse(address)) return undefined
  const { origin } = new URL(from)
  const { pathname, search } = new URL(address)
  return new URL(address).origin === origin ? new URL(to).origin + pathname + search : undefined
}
