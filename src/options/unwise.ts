import { isLoopback } from '../loopback.ts'
import type { Environment } from './environment.ts'
import { findLedgerFile, isPostgres } from '../ledger-address.ts'
import { isGuessable } from './guessable.ts'

export interface WarnedSettings {
  readonly databaseUrl: string
  readonly secrets: readonly string[]
}

/**
 * What is allowed but unwise in a store that takes money, one line each. No line shows a secret or the address of the
 * database.
 */
export function startWarnings({ databaseUrl, secrets }: WarnedSettings, environment: Environment): readonly string[] {
  const lines: readonly [boolean, string][] = [
    [secrets.some(isGuessable), 'secret (CHECKOUT_SECRET): looks guessable; make one with: openssl rand -hex 32'],
    [
      isProduction(environment) && nameOf(databaseUrl) === inMemory,
      'databaseUrl (CHECKOUT_DATABASE_URL): the ledger is in memory, and NODE_ENV is production: every order is ' +
        'lost when the process ends',
    ],
    [
      isProduction(environment) && isRelative(databaseUrl),
      'databaseUrl (CHECKOUT_DATABASE_URL): the ledger is a file in the directory the process was started in, and ' +
        'NODE_ENV is production: give the whole path, such as sqlite:/var/lib/shop/checkout.db',
    ],
    [
      isPlainToAnotherHost(databaseUrl, environment),
      'databaseUrl (CHECKOUT_DATABASE_URL): orders and the password go to PostgreSQL on another host unencrypted: ' +
        'add ?sslmode=verify-full',
    ],
  ]
  return lines.flatMap(([isSo, line]) => (isSo ? [line] : []))
}

const inMemory = ':memory:'

/** The sandbox's own test; it refuses to start in production. */
export function isProduction({ NODE_ENV = '' }: Environment): boolean {
  return /^prod(?:uction)?$/i.test(NODE_ENV.trim())
}

function nameOf(databaseUrl: string): string | undefined {
  return findLedgerFile(databaseUrl)?.name.trim()
}

export function isRelative(databaseUrl: string): boolean {
  const name = nameOf(databaseUrl)
  return name !== undefined && name !== inMemory && !/^(?:\/|\\|[a-z]:[\\/])/i.test(name)
}

/** As pg reads an address: what is missing comes from the environment, and by default there is no TLS. */
export function isPlainToAnotherHost(databaseUrl: string, { PGHOST = '', PGSSLMODE = '' }: Environment): boolean {
  if (!isPostgres(databaseUrl) || !URL.canParse(databaseUrl)) return false
  const { hostname, searchParams } = new URL(databaseUrl)
  const host = decodeURIComponent(searchParams.get('host') ?? (hostname || PGHOST || 'localhost'))
  const isHere = host.startsWith('/') || isLoopback(host)
  const told = searchParams.get('sslmode') ?? searchParams.get('ssl') ?? PGSSLMODE
  return !isHere && ['', 'disable', 'allow', 'false', '0'].includes(told)
}
