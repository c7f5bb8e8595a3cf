import { closeSync, existsSync, fchmodSync, openSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { LedgerFile } from '../ledger-address.ts'
import type { Logger } from '../logger.ts'

/**
 * Creates the file with its mode, before SQLite creates it with the default mode. An existing file keeps the mode the
 * store gave it. SQLite gives the `-wal` and `-shm` beside it the same mode.
 */
export function createLedgerFile(path: string, mode: LedgerFile['mode']): void {
  const created = openNew(path, mode)
  if (created === undefined) return
  try {
    // Restores what the umask took away: the store has said who may read it.
    fchmodSync(created, mode)
  } finally {
    closeSync(created)
  }
}

/** Undefined if the file exists or cannot be created: SQLite, which comes next, says why in its own words. */
function openNew(path: string, mode: number): number | undefined {
  // `wx` does not create the missing target of a link; SQLite follows the link.
  for (const flags of ['wx', 'a']) {
    try {
      if (!existsSync(path)) return openSync(path, flags, mode)
    } catch {
      // Another process has just created it, or it is a link, or SQLite will say why not.
    }
  }
  return undefined
}

/** How often to check the file, in milliseconds: twice in the minute within which its loss must be noticed. */
const lookEveryMs = 30_000

const suffixes = ['', '-wal', '-shm'] as const

/**
 * Logs once when the file, or one of the two beside it, is no longer the one that is open: removed, renamed or
 * replaced. Anything written from then on is in a file without a name, and is lost with the process.
 *
 * Keeps no process alive.
 *
 * @returns a function that ends the watch.
 */
export function watchLedgerFile(path: string, logger: Logger): () => void {
  const opened = suffixes.map((suffix) => path + suffix).flatMap(identified)
  let isReported = false
  const look = async (): Promise<void> => {
    const lost = await Promise.all(opened.map(isLost))
    const [first] = opened.filter((_, index) => lost[index])
    if (!first || isReported) return
    isReported = true
    clearInterval(timer)
    logger.error(
      { file: first.name },
      "the ledger's file was removed or replaced while open: anything written from now on is lost when this " +
        'process ends. Stop it, and put the file back',
    )
  }
  const timer = setInterval(() => void look(), lookEveryMs).unref()
  return () => clearInterval(timer)
}

interface OpenedFile {
  readonly name: string
  readonly dev: bigint
  readonly ino: bigint
}

function identified(name: string): readonly OpenedFile[] {
  const found = statSync(name, { bigint: true, throwIfNoEntry: false })
  return found ? [{ name, dev: found.dev, ino: found.ino }] : []
}

/** A file that cannot be checked is not lost: its folder may be out of reach for a moment. */
async function isLost({ name, dev, ino }: OpenedFile): Promise<boolean> {
  try {
    const found = await stat(name, { bigint: true })
    return found.dev !== dev || found.ino !== ino
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
