import { ConfigurationError, LedgerUnavailableError } from '../errors.ts'
import { surveyLedger } from '../ledger/survey.ts'
import type { LedgerServer, LedgerSurvey } from '../ledger/survey.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'
import { skewOf } from './skew.ts'

/** What a look at the database showed. */
export interface LedgerLook {
  readonly findings: readonly Finding[]
  /** Undefined if it could not be opened. */
  readonly survey: LedgerSurvey | undefined
  /** Whether this version's schema is there and takes writes: then its orders can be looked at as it is. */
  readonly isUsable: boolean
}

/** Looks at the ledger's database from outside: nothing is created or migrated. */
export async function lookAtLedger(databaseUrl: string): Promise<LedgerLook> {
  try {
    const survey = await surveyLedger(databaseUrl)
    // One in memory is this process's own, and was made by it.
    const isMade = survey.schemaNumber >= survey.knownNumber || databaseUrl.startsWith('sqlite::memory:')
    const isUsable = survey.isReadable && isMade && survey.server?.isReadOnly !== true
    return { findings: surveyFindings(survey), survey, isUsable }
  } catch (error) {
    return { findings: [failureOf(error)], survey: undefined, isUsable: false }
  }
}

function failureOf(error: unknown): Finding {
  if (error instanceof ConfigurationError) return found('ledger-file-unusable', error.message)
  if (error instanceof LedgerUnavailableError && error.missing) {
    return found('ledger-right-missing', error.missing, error.message)
  }
  return found('ledger-unreachable', error instanceof Error ? error.message : String(error))
}

function surveyFindings(survey: LedgerSurvey): readonly Finding[] {
  const { missingIndexes, clockAheadMs, server } = survey
  const skew = skewOf(clockAheadMs)
  return [
    ...schemaFindings(survey),
    ...(missingIndexes.length > 0 ? [found('index-missing', missingIndexes.join(', '))] : []),
    ...(skew ? [found('ledger-clock-skew', skew.seconds, skew.side)] : []),
    ...(server ? serverFindings(server) : []),
  ]
}

/** An empty database is not behind: the first start makes it. */
function schemaFindings({ schemaNumber, knownNumber, isReadable }: LedgerSurvey): readonly Finding[] {
  if (!isReadable) return [found('schema-too-new', schemaNumber, knownNumber)]
  if (schemaNumber > knownNumber) return [found('schema-ahead', schemaNumber, knownNumber)]
  return schemaNumber > 0 && schemaNumber < knownNumber ? [found('schema-behind', schemaNumber, knownNumber)] : []
}

function serverFindings({ role, needlessRights, isReadOnly, lossySettings }: LedgerServer): readonly Finding[] {
  const findings: Finding[] = []
  if (isReadOnly) findings.push(found('ledger-read-only'))
  if (needlessRights.length > 0) findings.push(found('role-too-mighty', role, needlessRights.join(', ')))
  if (lossySettings.length > 0) findings.push(found('commits-not-durable', lossySettings.join(', ')))
  return findings
}

/** @param processes - how many share the server's connections. */
export function connectionFindings(
  server: LedgerServer | undefined,
  pool: number,
  processes: number,
): readonly Finding[] {
  if (!server) return []
  const wanted = pool * Math.max(1, processes)
  const free = Math.max(0, server.maxConnections - server.otherConnections)
  return wanted > free ? [found('connections-short', wanted, free)] : []
}
