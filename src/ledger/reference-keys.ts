import { createHmac } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Database } from './database.ts'
import type { LedgerDialect } from './dialect.ts'
import type { Schema } from './schema.ts'
import { makeKey, markOf, openKey, sealKey } from './sealed-key.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'

/** Begins what stands in the place of a forgotten reference. */
const forgottenPrefix = 'forgotten:'

/** Recognises references that were forgotten: what is paid once stays paid once. */
export interface ReferenceKeys {
  /**
   * What is put in the place of a reference. The same for the same reference; nobody can read it back.
   *
   * @throws ConfigurationError if the ledger was opened without a secret.
   */
  readonly forgotten: (reference: string) => string
  /** The reference, and whatever may stand in its place. As many for one reference as for any other. */
  readonly namesOf: (reference: string) => readonly string[]
}

export interface ReferenceKeysDeps {
  readonly database: Database
  readonly dialect: LedgerDialect
  /** The store's: any of them opens a key, the first seals a new one. None: nothing is forgotten or recognised. */
  readonly secrets: readonly string[]
  /** The shop whose orders count: another shop on the ledger has a secret and a key of its own. */
  readonly own: () => OwnShop | undefined | Promise<OwnShop>
  readonly logger: Logger
}

/**
 * The keys of the ledger, read once. Not a promise once they are known.
 *
 * A key is made by chance and kept in the ledger, sealed by the store's secret: the ledger alone does not tell which
 * references it has forgotten, and the key outlives the secret. While a secret is being replaced, and both are given,
 * the key is sealed by the new one too.
 */
export function makeReferenceKeys(deps: ReferenceKeysDeps): () => ReferenceKeys | Promise<ReferenceKeys> {
  let known = deps.secrets.length === 0 ? recogniserOf([]) : undefined
  let opening: Promise<ReferenceKeys> | undefined
  return () => {
    if (known) return known
    opening ??= openKeys(deps)
      .then((keys) => (known = recogniserOf(keys)))
      .finally(() => (opening = undefined))
    return opening
  }
}

/** @param keys - the newest first; none if the ledger was opened without a secret. */
function recogniserOf(keys: readonly Buffer[]): ReferenceKeys {
  const digests = (reference: string): readonly string[] =>
    keys.map((key) => forgottenPrefix + createHmac('sha256', key).update(reference).digest('base64url'))
  const isForgotten = (reference: string): boolean => /^forgotten:[\w-]{43}$/.test(reference)
  return {
    forgotten: (reference) => (isForgotten(reference) ? reference : newestOf(digests(reference))),
    namesOf: (reference) => {
      const others = isForgotten(reference) ? keys.map(() => reference) : digests(reference)
      return [reference, ...others]
    },
  }
}

function newestOf([newest]: readonly string[]): string {
  if (newest !== undefined) return newest
  throw new ConfigurationError("Forgetting wants the store's secret, without which no reference can be recognised.")
}

async function openKeys(deps: ReferenceKeysDeps): Promise<readonly Buffer[]> {
  const { database, dialect, secrets, logger } = deps
  const found = await database.statement((db) => readKeys(db, secrets))
  if (isSealed(found)) return found.keys
  // Before the transaction: to know the shop may take one of its own.
  const own = await deps.own()
  return database.transaction(async (trx) => {
    // One after the other: two processes that start together must not make a key each.
    if (dialect.shopLock) await dialect.shopLock.execute(trx)
    const again = await readKeys(trx, secrets)
    if (isSealed(again)) return again.keys
    if (again.keys.length > 0) return sealAnew(trx, again, secrets)
    if (again.lastNumber > 0 && (await hasForgotten(trx, own))) logger.warn({}, lostKeys)
    return addKey(trx, again.lastNumber + 1, secrets)
  })
}

/** Whether the shop has orders whose reference is known by a digest only. Asked once, when a key is made. */
async function hasForgotten(trx: Transaction<Schema>, own: OwnShop | undefined): Promise<boolean> {
  const row = await trx
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('reference', 'like', `${forgottenPrefix}%`)
    .where(isOwn(own))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

const lostKeys =
  'None of the secrets (option secret) opens the key of forgotten references: what was paid under them may be paid ' +
  'again. If the secret was replaced, give the former one too, after the new one'

interface FoundKeys {
  /** The newest first. */
  readonly keys: readonly Buffer[]
  readonly byNumber: ReadonlyMap<number, Buffer>
  /** Numbers of the keys that the first secret has sealed. */
  readonly sealedByFirst: ReadonlySet<number>
  /** 0 if the ledger has no key. */
  readonly lastNumber: number
}

function isSealed({ byNumber, sealedByFirst }: FoundKeys): boolean {
  return byNumber.size > 0 && [...byNumber.keys()].every((number) => sealedByFirst.has(number))
}

async function readKeys(db: Kysely<Schema>, secrets: readonly string[]): Promise<FoundKeys> {
  const marks = secrets.map(markOf)
  const rows = await db.selectFrom('checkout_reference_keys').selectAll().orderBy('key_number', 'desc').execute()
  const byNumber = new Map<number, Buffer>()
  const sealedByFirst = new Set<number>()
  for (const { key_number, secret_mark, sealed } of rows) {
    const secret = secrets[marks.indexOf(secret_mark)]
    const key = secret === undefined ? undefined : openKey(sealed, secret)
    if (!key) continue
    byNumber.set(key_number, key)
    if (secret_mark === marks[0]) sealedByFirst.add(key_number)
  }
  return { keys: [...byNumber.values()], byNumber, sealedByFirst, lastNumber: rows[0]?.key_number ?? 0 }
}

/** The secret is being replaced: the new one must open every key once the former is gone. */
async function sealAnew(
  trx: Transaction<Schema>,
  { keys, byNumber, sealedByFirst }: FoundKeys,
  [first = '']: readonly string[],
): Promise<readonly Buffer[]> {
  for (const [number, key] of byNumber) if (!sealedByFirst.has(number)) await addSeal(trx, number, key, first)
  return keys
}

async function addKey(
  trx: Transaction<Schema>,
  number: number,
  [first = '']: readonly string[],
): Promise<readonly Buffer[]> {
  const key = makeKey()
  await addSeal(trx, number, key, first)
  return [key]
}

async function addSeal(trx: Transaction<Schema>, number: number, key: Buffer, secret: string): Promise<void> {
  await trx
    .insertInto('checkout_reference_keys')
    .values({ key_number: number, secret_mark: markOf(secret), sealed: sealKey(key, secret) })
    // A seal that the secret no longer opens is worth nothing.
    .onConflict((conflict) =>
      conflict.columns(['key_number', 'secret_mark']).doUpdateSet({ sealed: sealKey(key, secret) }),
    )
    .execute()
}
