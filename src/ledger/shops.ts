import { isDeepStrictEqual } from 'node:util'
import type { Kysely, Transaction } from 'kysely'
import { InvalidRequestError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { adoptShop } from './adopt-shop.ts'
import type { AdoptedShop, AdoptShop } from './adopt-shop.ts'
import type { Database } from './database.ts'
import type { LedgerDialect } from './dialect.ts'
import { idleAfterMs, readIdleShops } from './idle-shops.ts'
import type { IdleShop } from './idle-shops.ts'
import type { QueryRunner } from './kept-query.ts'
import type { OwnShop } from './own-shop.ts'
import type { Schema } from './schema.ts'

/** Which shop uses the ledger. */
export interface ShopTerms {
  /** Written on every order that is opened. */
  readonly key: string
  /** Keys that this shop had before: their orders belong to it. */
  readonly formerKeys: readonly string[]
  /** For who only looks in, as a command does: the shop is not said to be in use, and no other is taken over. */
  readonly isVisited?: boolean
}

/** Runs one read statement on the shop's own orders. */
export type ReadAsShop = <Result>(
  verb: (db: Kysely<Schema>, own: OwnShop | undefined, runner: QueryRunner) => Promise<Result>,
) => Promise<Result>

/** Knows which orders belong to the shop. */
export interface Shops {
  /** Undefined if the ledger was made without a shop: then every order counts. Not a promise once it is known. */
  own(): OwnShop | undefined | Promise<OwnShop>
  /** Other shops of the ledger that have not been used lately, with orders that nobody looks after. */
  idle(): Promise<readonly IdleShop[]>
  /** See `Ledger.adoptShop`. */
  adopt(request: AdoptShop): Promise<AdoptedShop>
}

/**
 * A shop that moves runs at both addresses while it is deployed: of one that falls silent within this time after a new
 * key arrived, the new key is the same shop. In milliseconds, chosen by feel.
 */
const moveMs = 10 * 60 * 1000

/** How often a process reports that its shop is in use, in milliseconds: several times within {@link idleAfterMs}. */
const sayInUseEveryMs = 60 * 1000

export function makeShops(
  database: Database,
  dialect: LedgerDialect,
  terms: ShopTerms | undefined,
  logger: Logger,
): Shops {
  let known: OwnShop | undefined
  let joining: Promise<OwnShop> | undefined
  let joinedAtMs = 0

  /** The same object while nothing has changed: queries that are kept belong to it. */
  function keep(own: OwnShop): OwnShop {
    if (!isDeepStrictEqual(own, known)) known = own
    return own
  }

  function join(shop: ShopTerms): Promise<OwnShop> {
    joinedAtMs = performance.now()
    const joined = (): Promise<OwnShop> =>
      shop.isVisited
        ? database.statement((db) => visitShop(db, shop))
        : database.transaction((trx) => joinShops(trx, dialect, shop, logger))
    joining ??= joined()
      .then(keep)
      .finally(() => (joining = undefined))
    return joining
  }

  /** Reports in passing that the shop is in use. What is known holds until the answer is there. */
  function sayInUse(shop: ShopTerms): void {
    if (shop.isVisited || performance.now() - joinedAtMs < sayInUseEveryMs) return
    joinedAtMs = performance.now()
    database
      .statement((db) => markUsedAlone(db, dialect, shop.key))
      .then((own) => (own ? keep(own) : join(shop)))
      .catch(() => undefined)
  }

  return {
    own() {
      if (!terms) return undefined
      if (!known) return join(terms)
      sayInUse(terms)
      return known
    },
    idle: () => database.statement((db) => readIdleShops(db, dialect, terms?.key)),
    async adopt(request) {
      await database.open()
      if (!terms) throw new InvalidRequestError('Without a shop of its own, a ledger shows the orders of all.')
      const adopted = await database.transaction(async (trx) => {
        if (dialect.shopLock) await dialect.shopLock.execute(trx)
        return adoptShop(trx, terms.key, request)
      })
      await join(terms)
      return adopted
    },
  }
}

/**
 * Records that a shop uses the ledger, and resolves to the orders it has.
 *
 * - The first shop of a ledger takes the orders of version 0.1.0, which carry no key.
 * - A new key beside one other shop that has been idle for ten minutes is that shop, moved: it takes the orders over.
 *   So does a shop that comes back to a key whose orders were taken over, once the other key is idle.
 * - Where that other shop is still in use, both are kept apart. If it falls silent within ten minutes, it was the same
 *   shop, on its way: once it is idle, its orders go along.
 * - The orders of a former key belong to it, whichever shop has them.
 */
async function joinShops(
  trx: Transaction<Schema>,
  dialect: LedgerDialect,
  { key, formerKeys }: ShopTerms,
  logger: Logger,
): Promise<OwnShop> {
  // One after the other: of two new keys, only one takes an idle shop over.
  if (dialect.shopLock) await dialect.shopLock.execute(trx)
  const owners = await readOwners(trx)
  const others = owners.filter((owner) => owner !== key)
  const isNew = await addShop(trx, dialect, key, owners.length === 0)
  const owner = isNew ? onlyOne(others) : await readOwner(trx, key)
  const before = owner === key ? await findMovedFrom(trx, dialect, key) : owner
  if (before !== undefined) {
    if (await isIdle(trx, dialect, before)) {
      await takeOver(trx, key, [before])
      logger.warn({ shop: key, before }, 'this shop has moved, and takes over the orders that it opened before')
    } else await keepApart(trx, dialect, key)
  }
  if (formerKeys.length > 0) await takeOver(trx, key, formerKeys)
  return markUsed(trx, dialect, key)
}

/** The orders that a shop has: those of its key and of its former keys, as far as no other shop has taken them over. */
async function visitShop(db: Kysely<Schema>, { key, formerKeys }: ShopTerms): Promise<OwnShop> {
  const rows = await db.selectFrom('checkout_shops').select(['shop', 'owner', 'has_unnamed']).execute()
  const own = rows.filter(({ shop, owner }) => [key, ...formerKeys].includes(owner) || formerKeys.includes(shop))
  return {
    keys: [...new Set([key, ...own.map(({ shop }) => shop)])],
    // Of a ledger in which no shop has started yet, they are whoever's looks.
    hasUnnamed: rows.length === 0 || own.some(({ has_unnamed }) => has_unnamed === 1),
  }
}

function onlyOne(owners: readonly string[]): string | undefined {
  return owners.length === 1 ? owners[0] : undefined
}

async function readOwners(trx: Transaction<Schema>): Promise<readonly string[]> {
  const rows = await trx.selectFrom('checkout_shops').select('owner').distinct().execute()
  return rows.map(({ owner }) => owner)
}

async function readOwner(trx: Transaction<Schema>, key: string): Promise<string> {
  const query = trx.selectFrom('checkout_shops').select('owner').where('shop', '=', key)
  return (await query.executeTakeFirstOrThrow()).owner
}

/** @returns whether the key is new to the ledger. */
async function addShop(
  trx: Transaction<Schema>,
  dialect: LedgerDialect,
  key: string,
  isFirst: boolean,
): Promise<boolean> {
  const row = await trx
    .insertInto('checkout_shops')
    .values({ shop: key, owner: key, used_at: dialect.now, has_unnamed: isFirst ? 1 : 0 })
    .onConflict((conflict) => conflict.column('shop').doNothing())
    .returning('shop')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * The one other shop beside which this key arrived, if that has fallen silent soon afterwards and is idle now: it was
 * this shop, which has moved meanwhile.
 */
async function findMovedFrom(db: Kysely<Schema>, dialect: LedgerDialect, key: string): Promise<string | undefined> {
  const rows = await db.selectFrom('checkout_shops').select(['shop', 'owner', 'used_at', 'arrived_at']).execute()
  const arrivedAt = rows.find(({ shop }) => shop === key)?.arrived_at
  const others = rows.filter(({ owner }) => owner !== key)
  const before = onlyOne([...new Set(others.map(({ owner }) => owner))])
  if (!arrivedAt || before === undefined) return undefined
  const lastUsedAtMs = Math.max(...others.map(({ used_at }) => new Date(used_at).getTime()))
  if (lastUsedAtMs > new Date(arrivedAt).getTime() + moveMs) return undefined
  return (await isIdle(db, dialect, before)) ? before : undefined
}

async function isIdle(trx: Kysely<Schema>, dialect: LedgerDialect, owner: string): Promise<boolean> {
  const inUse = await trx
    .selectFrom('checkout_shops')
    .select('shop')
    .where('owner', '=', owner)
    .where('used_at', '>', dialect.fromNow(-idleAfterMs))
    .executeTakeFirst()
  return inUse === undefined
}

/** Takes whatever these owners have, or was opened under their keys. */
async function takeOver(trx: Transaction<Schema>, key: string, before: readonly string[]): Promise<void> {
  await trx
    .updateTable('checkout_shops')
    .set({ owner: key })
    .where((eb) => eb.or([eb('owner', 'in', before), eb('shop', 'in', before)]))
    .execute()
}

/** The other shop is still running: each has what it opened itself. */
async function keepApart(trx: Transaction<Schema>, dialect: LedgerDialect, key: string): Promise<void> {
  const apart = { owner: key, arrived_at: dialect.now }
  await trx.updateTable('checkout_shops').set(apart).where('shop', '=', key).execute()
}

async function markUsed(db: Kysely<Schema>, dialect: LedgerDialect, key: string): Promise<OwnShop> {
  const rows = await db
    .updateTable('checkout_shops')
    .set({ used_at: dialect.now })
    .where('owner', '=', key)
    .returning(['shop', 'has_unnamed'])
    .execute()
  return { keys: rows.map(({ shop }) => shop).sort(), hasUnnamed: rows.some(({ has_unnamed }) => has_unnamed === 1) }
}

/** The same, or undefined if the shop has to join again: another has its key, or the other fell silent. */
async function markUsedAlone(db: Kysely<Schema>, dialect: LedgerDialect, key: string): Promise<OwnShop | undefined> {
  const own = await markUsed(db, dialect, key)
  return own.keys.includes(key) && !(await findMovedFrom(db, dialect, key)) ? own : undefined
}
