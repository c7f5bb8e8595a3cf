import { isLoopback } from '../loopback.ts'
import type { Environment } from './environment.ts'
import { findLedgerFile, isPostgres } from '../ledger-address.ts'

const inMemory = ':memory:'

/** The sandbox's own test; it refuses to start in production. */
export function isProduction({ NODE_ENV = '' }: Environment): boolean {
  return /^prod(?:uction)?$/i.test(NODE_ENV.trim())
}

function nameOf(databaseUrl: string): string | undefined {
  return findLedgerFile(databaseUrl)?.name.trim()
}

/** In a file, or in memory. */
export function isSqlite(databaseUrl: string): boolean {
  return nameOf(databaseUrl) !== undefined
}

/** Lost when the process ends. */
export function isInMemory(databaseUrl: string): boolean {
  return nameOf(databaseUrl) === inMemory
}

/** A file in whatever folder the process was started in. */
export function isRelative(databaseUrl: string): boolean {
  const name = nameOf(databaseUrl)
  return name !== undefined && name !== inMemory && !/^(?:\/|\\|[a-z]:[\\/])/i.test(name)
}

/** What each platform sets where a function runs: AWS Lambda, Azure Functions, Google Cloud Run, Vercel. */
const ofFunctions = ['AWS_LAMBDA_FUNCTION_NAME', 'FUNCTIONS_WORKER_RUNTIME', 'K_SERVICE', 'VERCEL'] as const

/** The variable that tells that this process is a function of a serverless platform: its files are gone with it. */
export function functionVariable(environment: Environment): string | undefined {
  return ofFunctions.find((name) => (environment[name] ?? '') !== '')
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
