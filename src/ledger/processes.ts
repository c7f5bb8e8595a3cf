import { randomUUID } from 'node:crypto'
import type { Kysely, RawBuilder } from 'kysely'
import { systemClock } from '../clock.ts'
import { observedIn } from '../observations.ts'
import type { CallbackKind, CallbackTimes, Observed } from '../observations.ts'
import { within } from '../within.ts'
import type { Database } from './database.ts'
import type { LedgerDialect } from './dialect.ts'
import type { Schema } from './schema.ts'

/** What a process that lives on a ledger says of itself. */
export interface ProcessFacts {
  /** Version of this library. */
  readonly version: string
  /** Version of Node, such as `24.21.0`. */
  readonly node: string
  /** Whether it looks after buyers who never come back. */
  readonly sweeps: boolean
  /** Whether it hands goods over. */
  readonly handsOver: boolean
  /** What its router has seen of the store around it. */
  readonly observed: readonly Observed[]
}

/** A process as the ledger last heard of it. */
export interface LedgerProcess extends ProcessFacts {
  readonly shop: string
  /** Milliseconds since then, on the ledger's clock. */
  readonly seenMsAgo: number
}

/** A process that wants to be known on its ledger. */
export interface Presence {
  readonly facts: () => ProcessFacts
  /** The kinds of callbacks that came since they were last asked for. */
  readonly takeCallbacks: () => readonly CallbackKind[]
  /** Grows whenever the facts change. */
  readonly changeCount: () => number
  /** Calls back when most of them do. */
  readonly onChange: (listener: () => void) => void
}

/** Tells the ledger in passing that the process lives. */
export interface Heartbeat {
  /**
   * Call it often: it writes once a minute. Once it has written, it also writes by itself soon after the facts have
   * changed. Never throws or waits.
   */
  beat(): void
  /** Takes the process out of the ledger. Never rejects. */
  end(): Promise<void>
}

/** How often a process says that it lives, in milliseconds. */
const beatEveryMs = 60_000

/** Between two writes at least, however much changes, in milliseconds. Chosen by feel. */
const spacingMs = 1_000

/** A process not heard of for this long is forgotten, in milliseconds. It was killed. */
const forgetAfterMs = 24 * 3_600_000

/** How long the end waits for a database that does not answer, in milliseconds. Chosen by feel. */
const endPatienceMs = 1_000

export interface HeartbeatDeps {
  readonly database: Pick<Database, 'statement'>
  readonly dialect: LedgerDialect
  readonly shop: string
  readonly presence: Presence
}

export function makeHeartbeat({ database, dialect, shop, presence }: HeartbeatDeps): Heartbeat {
  const process = randomUUID()
  let triedAtMs = -Infinity
  let toldCount: number | undefined
  let running: Promise<void> | undefined
  let later: NodeJS.Timeout | undefined
  let isEnded = false

  async function write(): Promise<void> {
    const isFirst = toldCount === undefined
    const count = presence.changeCount()
    const callbacks = presence.takeCallbacks()
    await database.statement(async (db) => {
      if (isFirst) await forgetOld(db, dialect)
      await upsert(db, dialect, { process, shop, ...presence.facts() })
      if (callbacks.length > 0) await markCallbacks(db, dialect, shop, callbacks)
    })
    toldCount = count
  }

  function beat(): void {
    if (isEnded || running) return
    const sinceMs = performance.now() - triedAtMs
    if (sinceMs < spacingMs) return
    if (sinceMs < beatEveryMs && presence.changeCount() === toldCount) return
    triedAtMs = performance.now()
    running = write()
      .catch(() => undefined)
      .finally(() => (running = undefined))
  }

  /** A ledger that nobody has used yet is not opened for it. */
  presence.onChange(() => {
    if (toldCount === undefined || isEnded) return
    later ??= setTimeout(() => {
      later = undefined
      beat()
    }, spacingMs).unref()
  })

  return {
    beat,
    async end() {
      isEnded = true
      clearTimeout(later)
      const gone = (async () => {
        await running
        if (toldCount !== undefined) await database.statement((db) => remove(db, process))
      })()
      await within(systemClock, endPatienceMs, gone, { keepsAlive: true }).catch(() => undefined)
    },
  }
}

async function forgetOld(db: Kysely<Schema>, dialect: LedgerDialect): Promise<void> {
  await db.deleteFrom('checkout_processes').where('seen_at', '<', dialect.fromNow(-forgetAfterMs)).execute()
}

async function remove(db: Kysely<Schema>, process: string): Promise<void> {
  await db.deleteFrom('checkout_processes').where('process', '=', process).execute()
}

async function upsert(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { process, shop, version, node, sweeps, handsOver, observed }: ProcessFacts & Record<'process' | 'shop', string>,
): Promise<void> {
  const facts = {
    shop,
    version,
    node,
    sweeps: sweeps ? 1 : 0,
    hands_over: handsOver ? 1 : 0,
    observed: observed.length === 0 ? null : JSON.stringify(observed),
    seen_at: dialect.now,
  }
  await db
    .insertInto('checkout_processes')
    .values({ process, ...facts })
    .onConflict((conflict) => conflict.column('process').doUpdateSet(facts))
    .execute()
}

async function markCallbacks(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  shop: string,
  kinds: readonly CallbackKind[],
): Promise<void> {
  const columns = kinds.map((kind): [string, RawBuilder<string>] => [`callback_${kind}_at`, dialect.now])
  await db.updateTable('checkout_shops').set(Object.fromEntries(columns)).where('shop', '=', shop).execute()
}

/** Every process of the ledger, whichever its shop, that was heard of within this time. */
export async function readProcesses(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  seenWithinMs: number,
): Promise<readonly LedgerProcess[]> {
  const rows = await db
    .selectFrom('checkout_processes')
    .selectAll()
    .select(dialect.msSince('seen_at').as('seen_ms_ago'))
    .where('seen_at', '>', dialect.fromNow(-seenWithinMs))
    .orderBy('seen_at', 'desc')
    .execute()
  return rows.map((row) => ({
    shop: row.shop,
    version: row.version,
    node: row.node,
    sweeps: row.sweeps === 1,
    handsOver: row.hands_over === 1,
    observed: observedIn(row.observed),
    seenMsAgo: row.seen_ms_ago,
  }))
}

/** When the shop last got a callback of each kind, under any of its keys. */
export async function readCallbackTimes(
  db: Kysely<Schema>,
  keys: readonly string[] | undefined,
): Promise<CallbackTimes> {
  const rows = await db
    .selectFrom('checkout_shops')
    .select(['callback_signed_at', 'callback_unsigned_at', 'callback_refused_at'])
    .$if(keys !== undefined, (query) => query.where('shop', 'in', keys ?? []))
    .execute()
  const last = (name: keyof (typeof rows)[number]): Date | undefined => {
    const times = rows.flatMap((row) => (row[name] === null ? [] : [new Date(row[name]).getTime()]))
    return times.length === 0 ? undefined : new Date(Math.max(...times))
  }
  return {
    signed: last('callback_signed_at'),
    unsigned: last('callback_unsigned_at'),
    refused: last('callback_refused_at'),
  }
}
