import { closeSync, existsSync, fchmodSync, openSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { LedgerFile } from '../ledger-address.ts'
import type { Logger } from '../logger.ts'

/**
 * Makes the file with its mode, before SQLite makes it with everybody's. Where it is there already, its mode is
 * whatever the store gave it. The `-wal` and `-shm` beside it get the file's mode from SQLite.
 */
export function createLedgerFile(path: string, mode: LedgerFile['mode']): void {
  const created = openNew(path, mode)
  if (created === undefined) return
  try {
    // What the umask has taken away, too: the store has said who reads it.
    fchmodSync(created, mode)
  } finally {
    closeSync(created)
  }
}

/** Undefined where the file is there, or cannot be made: SQLite, which comes next, says why in its own words. */
function openNew(path: string, mode: number): number | undefined {
  // A link whose file is not there yet is no file that `wx` would make; SQLite follows it.
  for (const flags of ['wx', 'a']) {
    try {
      if (!existsSync(path)) return openSync(path, flags, mode)
    } catch {
      // Somebody else has just made it, or it is a link, or SQLite will say why not.
    }
  }
  return undefined
}

/**
 * How often the file is looked for, in milliseconds: twice in the minute within which its loss is to be noticed
 *.
 */
const lookEveryMs = 30_000

const suffixes = ['', '-wal', '-shm'] as const

/**
 * Tells once when the file, or one of the two beside it, is no longer the one that is open: removed, renamed, or
 * another in its place. What is written from then on is in a file without a name, and gone with the process.
 *
 * Keeps no process alive.
 *
 * @returns what ends the watch.
 */
export function watchLedgerFile(path: string, logger: Logger): () => void {
  const opened = suffixes.map((suffix) => path + suffix).flatMap(identified)
  let isTold = false
  const look = async (): Promise<void> => {
    const lost = await Promise.all(opened.map(isLost))
    const [first] = opened.filter((_, index) => lost[index])
    if (!first || isTold) return
    isTold = true
    clearInterval(timer)
    logger.error(
      { file: first.name },
      "the ledger's file was removed or replaced while it is open: what is written from now on is lost when " +
        'this process ends. Stop it, and put the file back',
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

/** A file that cannot be looked at is not lost: its folder may be out of reach for a moment. */
async function isLost({ name, dev, ino }: OpenedFile): Promise<boolean> {
  try {
    const found = await stat(name, { bigint: true })
    return found.dev !== dev || found.ino !== ino
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
