import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
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

type Outcome = { readonly result: unknown } | { readonly error: unknown }

/**
 * For a database of one connection, whose commits wait for the disk: a crowd shares that wait, instead of queueing for
 * it. Each write has a savepoint of its own, so that one that fails takes nothing of the others along. Nobody is
 * answered before the commit, so that a crash loses what nobody was told.
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
    try {
      const outcomes = await again(() => inTransaction(group))
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index]
        if (outcome && 'result' in outcome) resolve(outcome.result)
        else reject(outcome?.error)
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  function inTransaction(group: readonly Waiting[]): Promise<readonly Outcome[]> {
    const [only, another] = group
    const transaction = db.transaction().execute(async (trx) => {
      open = transaction
      if (only && !another) return [{ result: await only.work(trx) }]
      const outcomes: Outcome[] = []
      for (const { work } of group) outcomes.push(await withSavepoint(trx, work))
      return outcomes
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

const savepoint = sql`savepoint one_write`
const release = sql`release one_write`
const rollBack = sql`rollback to one_write`

/** @throws what the write threw where the database ended the whole transaction with it, as a full disk does. */
async function withSavepoint(trx: Transaction<Schema>, work: Write<unknown>): Promise<Outcome> {
  await savepoint.execute(trx)
  try {
    const result = await work(trx)
    await release.execute(trx)
    return { result }
  } catch (error) {
    try {
      await rollBack.execute(trx)
    } catch {
      throw error
    }
    await release.execute(trx)
    return { error }
  }
}
