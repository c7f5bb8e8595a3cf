import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** What is written in one transaction; it may be repeated from its start, and must do nothing else. */
export type Write<Result> = (trx: Transaction<Schema>) => Promise<Result>

/** Writes that wait at the same time become one durable commit. */
export interface GroupCommit {
  /** Resolves once the write is committed; rejects with what it threw, or with why the group was not committed. */
  write<Result>(work: Write<Result>): Promise<Result>
  /** Resolves once no group is being written: until then its connection would show what is not committed yet. */
  committed(): Promise<void>
}

export interface GroupCommitDeps {
  readonly db: Kysely<Schema>
  /** Repeats what lost against another process. */
  readonly again: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/** Writes in one commit at most: nothing else happens in this process meanwhile. Chosen by feel. */
const maxInGroup = 128

interface Waiting {
  readonly work: Write<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * For a database of one connection, whose commits wait for the disk: a crowd shares that wait, instead of queueing for
 * it. A write that fails takes nothing of the others along: they are then written one by one. (A savepoint for each
 * would do the same, but SQLite then copies each page before it changes, which took a sixth of its time.) Nobody
 * is answered before the commit, so that a crash loses what nobody was told.
 */
export function makeGroupCommit({ db, again }: GroupCommitDeps): GroupCommit {
  let waiting: Waiting[] = []
  let isUnderWay = false
  let open: Promise<unknown> | undefined

  function begin(): void {
    // In the next turn of the event loop, so that everything that came with this turn is in the group.
    setImmediate(() => void commitWaiting())
  }

  async function commitWaiting(): Promise<void> {
    const group = waiting.slice(0, maxInGroup)
    waiting = waiting.slice(maxInGroup)
    await commit(group)
    if (waiting.length > 0) return begin()
    isUnderWay = false
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    const ofWrites = new Set<unknown>()
    try {
      const results = await again(() => inTransaction((trx) => writeAll(trx, group, ofWrites)))
      for (const [index, { resolve }] of group.entries()) resolve(results[index])
    } catch (error) {
      // A commit that failed is not repeated: nobody knows what the disk has kept of it.
      if (ofWrites.has(error) && group.length > 1) for (const each of group) await commit([each])
      else for (const { reject } of group) reject(error)
    }
  }

  function inTransaction<Result>(work: Write<Result>): Promise<Result> {
    const transaction = db.transaction().execute((trx) => {
      open = transaction
      return work(trx)
    })
    return transaction.finally(() => (open = undefined))
  }

  return {
    write: <Result>(work: Write<Result>) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as Waiting['resolve'], reject })
        if (isUnderWay) return
        isUnderWay = true
        begin()
      }),
    async committed() {
      while (open) await open.catch(() => undefined)
    },
  }
}

/** One after the other. What one of them throws is added to `errors`. */
async function writeAll(
  trx: Transaction<Schema>,
  group: readonly Waiting[],
  errors: Set<unknown>,
): Promise<readonly unknown[]> {
  const results: unknown[] = []
  try {
    for (const { work } of group) results.push(await work(trx))
    return results
  } catch (error) {
    errors.add(error)
    throw error
  }
}
