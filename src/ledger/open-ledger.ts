import { ConfigurationError, LedgerUnavailableError } from '../errors.ts'
import type { Ledger } from './ledger.ts'
import type { Logger } from '../logger.ts'

export interface OpenLedgerOptions {
  readonly ledger: Pick<Ledger, 'open'>
  readonly logger: Logger
  /** Milliseconds on a monotonic clock. */
  readonly elapsedMs: () => number
  /** Resolves after `ms` milliseconds, or at once if the checkout is closed meanwhile. */
  readonly pause: (ms: number) => Promise<void>
  /** Whether the checkout has been closed: then there is nothing left to open, and nothing to report. */
  readonly isClosed: () => boolean
}

/**
 * How long a role, a database or a right may be missing, in milliseconds: a shop and its database that start together
 * need a moment to create them.
 */
const missingForMs = 60_000

/** Between two tries while something is missing, in milliseconds. Chosen by feel. */
const stepMs = 2_000

/** How often the log names what is missing, in milliseconds. Chosen by feel. */
const logEveryMs = 10_000

/**
 * Opens the ledger when the checkout starts. A database that is away is logged, and opened on its next use.
 *
 * @throws ConfigurationError at once for a file, a driver, or a schema newer than this version; for a role, a database
 *   or a right, once it has been missing for 60 s.
 */
export async function openLedger({ ledger, logger, elapsedMs, pause, isClosed }: OpenLedgerOptions): Promise<void> {
  const startedAt = elapsedMs()
  let loggedAt = -Infinity
  for (;;) {
    const error = await problemOf(ledger, isClosed)
    if (!error || isClosed()) return
    const { code, message, missing } = error
    const isLongMissing = missing !== undefined && elapsedMs() - startedAt >= missingForMs
    if (isLongMissing) {
      throw new ConfigurationError(`The ledger cannot be opened because its ${missing} is missing: ${message}`, {
        cause: error,
      })
    }
    if (missing === undefined) {
      logger.error({ code, reason: message }, 'ledger cannot be reached yet; the sweep retries')
      return
    }
    if (elapsedMs() - loggedAt >= logEveryMs) {
      loggedAt = elapsedMs()
      logger.error({ code, missing, reason: message }, `ledger cannot be opened: its ${missing} is missing; retrying`)
    }
    await pause(stepMs)
  }
}

/** Why the ledger cannot be opened now. Throws what waiting does not fix. */
async function problemOf(
  ledger: Pick<Ledger, 'open'>,
  isClosed: () => boolean,
): Promise<LedgerUnavailableError | undefined> {
  try {
    await ledger.open()
    return undefined
  } catch (error) {
    if (isClosed()) return undefined
    if (error instanceof LedgerUnavailableError) return error
    throw error
  }
}
