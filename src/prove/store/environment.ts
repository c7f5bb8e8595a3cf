import { fileVariable, standardPrefix } from '../../options/environment.ts'
import type { Environment } from '../../options/environment.ts'
import { optionVariables } from '../../options/read-options.ts'
import { proofDatabaseVariable } from '../../options/proof-database-variable.ts'

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
 * overwritten by one of these. Whatever leads to a bank is among them, by the table of the options.
 */
const emptied: readonly string[] = optionVariables
  .filter(({ option }) => /^(?:gateway|callback)\.|^databaseUrl$/.test(option))
  .flatMap(({ variable, isSecret }) => (isSecret ? [variable, fileVariable(variable)] : [variable]))
  .map((variable) => variable.slice(standardPrefix.length))

/** Addresses on the store's own site. */
const ownAddresses = ['SUCCESS_URL', 'FAILURE_URL', 'REVIEW_URL', 'SHOP_HOME_URL'] as const

/** The store's environment: its own, with our bank and ledger in it, and with nothing to wait for. */
export function storeEnvironment(given: Environment, place: Place, prefix = standardPrefix): Environment {
  const baseUrl = baseUrlOf(given, place.port, prefix)
  const ours: Record<string, string> = {
    ...Object.fromEntries(emptied.map((name) => [name, ''])),
    GATEWAY_URL: place.bankUrl,
    GATEWAY_USER: place.user,
    GATEWAY_PASSWORD: place.password,
    BASE_URL: baseUrl,
    DATABASE_URL: place.databaseUrl,
    CAPTURE: 'automatic',
    SWEEP_EVERY_MS: '200',
    SWEEP_JITTER_PERCENT: '0',
    PER_MINUTE: '0',
    NEW_ORDERS_PER_MINUTE: '0',
    QUESTIONS_PER_MINUTE: '0',
    ...Object.fromEntries(
      ownAddresses.flatMap((name) => {
        const moved = movedTo(given[prefix + name], given[`${prefix}BASE_URL`], baseUrl)
        return moved === undefined ? [] : [[name, moved]]
      }),
    ),
  }
  const isSecretGiven = [`${prefix}SECRET`, `${prefix}SECRET_FILE`].some((name) => Boolean(given[name]))
  if (!isSecretGiven) ours.SECRET_FILE = ''
  if (!isSecretGiven) ours.SECRET = 'prove-with-a-secret-of-its-own-6b1f0c9d8e7a'
  return {
    ...withoutProofDatabase(given, prefix),
    NODE_COMPILE_CACHE: given.NODE_COMPILE_CACHE ?? place.cacheFolder,
    PORT: String(place.port),
    ...Object.fromEntries(Object.entries(ours).map(([name, value]) => [prefix + name, value])),
  }
}

/** With the password of a database server: nothing that the store needs. */
function withoutProofDatabase(given: Environment, prefix: string): Environment {
  const own = proofDatabaseVariable(prefix)
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== own && name !== fileVariable(own)))
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
