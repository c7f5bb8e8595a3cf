import { X509Certificate } from 'node:crypto'
import { isLoopback } from '../loopback.ts'
import type { Environment } from '../options/environment.ts'
import { isGuessable } from '../options/guessable.ts'
import type { CheckoutSettings } from '../options/settings.ts'
import {
  functionVariable,
  isInMemory,
  isPlainToAnotherHost,
  isProduction,
  isRelative,
  isSqlite,
} from '../options/unwise.ts'
import { dayOf, daysUntil } from './days.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'

/** The settings that the doctor reads. */
export type DoctorSettings = Pick<
  CheckoutSettings,
  | 'baseUrl'
  | 'callback'
  | 'currency'
  | 'databasePool'
  | 'databaseUrl'
  | 'environmentPrefix'
  | 'gateway'
  | 'secrets'
  | 'shop'
  | 'warnings'
>

export interface SetUp {
  readonly settings: DoctorSettings
  readonly environment: Environment
  readonly now: Date
}

/** What options and environment show by themselves. Asks nobody. */
export function setUpFindings(setUp: SetUp): readonly Finding[] {
  return [
    ...setUp.settings.warnings.map((line) => found('variable-misspelt', line)),
    ...secretFindings(setUp),
    ...addressFindings(setUp),
    ...bankFindings(setUp),
    ...presetFindings(setUp),
    ...authorityFindings(setUp),
    ...ledgerAddressFindings(setUp),
  ]
}

function secretFindings({ settings: { secrets, gateway, callback }, environment }: SetUp): readonly Finding[] {
  const { login } = gateway
  const others: readonly (readonly [string, string | undefined])[] = [
    ["the bank's password", 'password' in login ? login.password : login.token],
    ['the key of the callbacks', callback.keys.find((key) => secrets.includes(key))],
    ['SESSION_SECRET', environment.SESSION_SECRET],
  ]
  const shared = others.filter(([, value]) => value !== undefined && secrets.includes(value))
  return [
    ...(secrets.some(isGuessable) ? [found('secret-guessable')] : []),
    ...shared.map(([where]) => found('secret-in-use-elsewhere', where)),
  ]
}

function addressFindings({ settings: { baseUrl, gateway }, environment }: SetUp): readonly Finding[] {
  const { protocol, hostname } = new URL(baseUrl)
  const bank = new URL(gateway.url)
  const findings: Finding[] = []
  if (protocol !== 'https:' && isProduction(environment)) findings.push(found('base-url-plain', baseUrl))
  if (isLoopback(hostname) && !isLoopback(bank.hostname)) findings.push(found('base-url-loopback', baseUrl, bank.host))
  return findings
}

/** How banks name systems that take test cards. */
const ofTests = /(?:^|[.-])(?:test|sandbox|uat|dev|demo|stage|staging|3dsec)\d*(?:[.-]|$)/i

/** What our sandbox takes unless it is told otherwise. */
const sandboxUser = 'sandbox-api'

function bankFindings({ settings: { gateway }, environment }: SetUp): readonly Finding[] {
  const { host, hostname } = new URL(gateway.url)
  const { login, formHosts } = gateway
  const isHere = isLoopback(hostname)
  const hereToo = formHosts.filter((one) => isLoopback(new URL(`http://${one}`).hostname))
  const findings: Finding[] = []
  if (isHere && isProduction(environment)) findings.push(found('sandbox-in-production', host))
  if (ofTests.test(hostname) && isProduction(environment)) findings.push(found('test-bank-in-production', host))
  if (!isHere && 'user' in login && login.user === sandboxUser) findings.push(found('sandbox-password'))
  if (!isHere && hereToo.length > 0) findings.push(found('form-hosts', hereToo.join(', ')))
  if ('token' in login) findings.push(found('token-login'))
  return findings
}

/** What is known of the bank that is chosen by name. Elsewhere the sandbox plays it. */
function presetFindings({ settings: { gateway } }: SetUp): readonly Finding[] {
  const { bank, ca } = gateway
  if (!bank) return []
  const { name, needsCa = false, mandatory = [] } = bank
  const isAway = !isLoopback(new URL(gateway.url).hostname)
  return [
    ...(needsCa && isAway && ca === undefined ? [found('bank-needs-authority', name)] : []),
    ...(mandatory.length > 0 ? [found('bank-wants-fields', name, mandatory.join(', '))] : []),
  ]
}

/** Warns this many days ahead. Authorities are renewed seldom, by hand. Chosen by feel. */
const authorityDays = 30

function authorityFindings({ settings: { gateway }, now }: SetUp): readonly Finding[] {
  const blocks = gateway.ca?.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? []
  return blocks.flatMap((block) => {
    const { subject, validTo } = new X509Certificate(block)
    const ends = new Date(validTo)
    const [name = subject, day] = [/CN=(.*)/.exec(subject)?.[1], dayOf(ends)]
    if (ends <= now) return [found('authority-expired', name, day)]
    return daysUntil(ends, now) <= authorityDays ? [found('authority-expiring', name, day)] : []
  })
}

function ledgerAddressFindings({ settings: { databaseUrl }, environment }: SetUp): readonly Finding[] {
  const findings: Finding[] = []
  const variable = functionVariable(environment)
  if (variable !== undefined && isSqlite(databaseUrl)) findings.push(found('ledger-in-function', variable))
  if (isInMemory(databaseUrl) && isProduction(environment)) findings.push(found('ledger-in-memory'))
  if (isRelative(databaseUrl) && isProduction(environment)) findings.push(found('ledger-path-relative'))
  if (isPlainToAnotherHost(databaseUrl, environment)) findings.push(found('ledger-plain'))
  return findings
}
