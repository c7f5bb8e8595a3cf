import { ConfigurationError, LedgerUnavailableError } from '../errors.ts'
import type { Ledger } from './ledger.ts'
import type { Logger } from '../logger.ts'

export interface OpenLedgerOptions {
  readonly ledger: Pick<Ledger, 'open'>
  readonly logger: Logger
  /** Milliseconds on a clock that never goes back. */
  readonly elapsedMs: () => number
  /** Resolves after so many milliseconds, or at once where the checkout is closed meanwhile. */
  readonly pause: (ms: number) => Promise<void>
  /** Whether the checkout was closed since: then there is nothing to open any more, and nothing to complain of. */
  readonly isClosed: () => boolean
}

/**
 * How long a role, a database or a right may be missing: who starts a shop and its database together needs a moment to
 * make them.
 */
const missingForMs = 60_000

/** Between two tries while something is missing, in milliseconds. Chosen by feel. */
const stepMs = 2_000

/** The log names what is missing this often, in milliseconds. Chosen by feel. */
const tellEveryMs = 10_000

/**
 * Opens the ledger when the checkout starts. A database that is away is logged, and opened by whoever needs it next.
 *
 * @throws ConfigurationError at once for a file, a driver, or a schema newer than this version; and for a role, a
 *   database or a right that has been missing for 60 s.
 */
export async function openLedger({ ledger, logger, elapsedMs, pause, isClosed }: OpenLedgerOptions): Promise<void> {
  const startedAt = elapsedMs()
  let toldAt = -Infinity
  for (;;) {
    const error = await problemOf(ledger, isClosed)
    if (!error || isClosed()) return
    const { code, message, missing } = error
    const isLongMissing = missing !== undefined && elapsedMs() - startedAt >= missingForMs
    if (isLongMissing) {
      throw new ConfigurationError(`The ledger cannot be opened, its ${missing} is missing: ${message}`, {
        cause: error,
      })
    }
    if (missing === undefined) {
      logger.error({ code, reason: message }, 'ledger cannot be reached yet, the sweep tries again')
      return
    }
    if (elapsedMs() - toldAt >= tellEveryMs) {
      toldAt = elapsedMs()
      logger.error(
        { code, missing, reason: message },
        `ledger cannot be opened: its ${missing} is missing; tried again`,
      )
    }
    await pause(stepMs)
  }
}

/** Why the ledger cannot be opened now; what cannot mend itself is thrown. */
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
