import type { Logger } from '../logger.ts'
import type { Environment } from '../options/environment.ts'
import type { Finding, FindingCode } from './finding.ts'
import { nodeFindings } from './node-support.ts'
import { setUpFindings } from './set-up.ts'
import type { DoctorSettings, SetUp } from './set-up.ts'

/** Told as soon as the store is made, before it has served anybody. */
const codesAtStart: ReadonlySet<FindingCode> = new Set([
  ...(['variable-misspelt', 'secret-guessable'] as const),
  ...(['ledger-in-function', 'ledger-in-memory', 'ledger-path-relative', 'ledger-plain'] as const),
])

/** What options, environment and Node show by themselves. Asks nobody, and reads no file. */
export function cheapFindings(setUp: SetUp): {
  readonly atStart: readonly Finding[]
  readonly atFirstRequest: readonly Finding[]
} {
  // A note is for whoever asks.
  const all = setUpFindings(setUp).filter(({ level }) => level !== 'note')
  return {
    atStart: all.filter(({ code }) => codesAtStart.has(code)),
    atFirstRequest: [
      ...all.filter(({ code }) => !codesAtStart.has(code)),
      ...nodeFindings([process.versions.node], setUp.now),
    ],
  }
}

/** Warns of a finding in the doctor's words. */
export function warnOf({ code, message, help }: Finding, logger: Logger): void {
  logger.warn({ code }, `${message} ${help}`)
}

export interface SetUpLogDeps {
  readonly settings: DoctorSettings
  readonly environment: Environment
  readonly logger: Logger
}

/**
 * Warns of what shows without asking anybody, each thing once in a process. What concerns the first order is told at
 * once; the rest waits for the first request, so that a process which serves nobody says nothing.
 *
 * @returns tells the rest. Quick: looks at options and environment alone. Safe to call for each request.
 */
export function tellOfSetUp({ settings, environment, logger }: SetUpLogDeps): () => void {
  const lookNow = () => cheapFindings({ settings, environment, now: new Date() })
  for (const finding of lookNow().atStart) warnOf(finding, logger)
  let isTold = false
  return () => {
    if (isTold) return
    isTold = true
    for (const finding of lookNow().atFirstRequest) warnOf(finding, logger)
  }
}
