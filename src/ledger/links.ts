import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Order } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import type { KeptLink, LinkQuery, NewLink } from './link-ledger.ts'
import { nextTurn } from './next-turn.ts'
import { readOrdersOfLinks } from './references.ts'
import type { LinkTable, Schema } from './schema.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'

/** Links read at a time. Chosen by feel: each brings its orders along. */
const pageSize = 50

/** See `LinkLedger.addLink`. */
export async function addLink({ trx, dialect }: LedgerTransaction, link: NewLink): Promise<KeptLink> {
  const { linkNumber, shop, item, reference, note, expiresAt, expiresInMs } = link
  const row = await trx
    .insertInto('checkout_links')
    .values({
      link_number: linkNumber,
      shop,
      item: JSON.stringify(item),
      reference,
      note: note ?? null,
      email: ofItem('email', item),
      client_id: ofItem('clientId', item),
      created_at: dialect.now,
      expires_at: expiresAt?.toISOString() ?? dialect.fromNow(expiresInMs),
    })
    .returning(columnsIn(dialect))
    .executeTakeFirstOrThrow()
  return toLink(row, [])
}

/** As the store gave it, even where the bank would refuse it. */
function ofItem(name: 'email' | 'clientId', item: JsonObject): string | null {
  const given = isJsonObject(item.asGiven) ? item.asGiven[name] : undefined
  const value = given ?? item[name]
  return typeof value === 'string' ? value : null
}

/** See `LinkLedger.findLink`. */
export async function findLink(
  db: Kysely<Schema>,
  { dialect, own }: { readonly dialect: LedgerDialect; readonly own: OwnShop | undefined },
  linkNumber: string,
): Promise<KeptLink | undefined> {
  // No row holds this character, and PostgreSQL rejects it.
  if (linkNumber.includes('\0')) return undefined
  const row = await db
    .selectFrom('checkout_links')
    .select(columnsIn(dialect))
    .where('link_number', '=', linkNumber)
    .where(isOwnLink(own))
    .executeTakeFirst()
  return row && withOrders(row, await readOrdersOfLinks(db, own, [row]))
}

/** See `LinkLedger.searchLinks`. A link made meanwhile is newer than every page still to come. */
export async function* searchLinks(
  read: ReadAsShop,
  dialect: LedgerDialect,
  query: LinkQuery,
): AsyncGenerator<KeptLink, void, undefined> {
  let left = query.limit ?? Infinity
  let last: KeptLink | undefined
  while (left > 0) {
    const limit = Math.min(pageSize, left)
    const after = last
    const page = await read(async (db, own) => {
      const rows = await readPage(db, dialect, { query, own, after, limit })
      const orders = await readOrdersOfLinks(db, own, rows)
      return rows.map((row) => withOrders(row, orders))
    })
    yield* page
    last = page.at(-1)
    left -= page.length
    if (page.length < limit) return
    await nextTurn()
  }
}

interface PageTerms {
  readonly query: LinkQuery
  readonly own: OwnShop | undefined
  readonly after: KeptLink | undefined
  readonly limit: number
}

function readPage(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { query: { reference, since, until }, own, after, limit }: PageTerms,
): Promise<readonly LinkRow[]> {
  return db
    .selectFrom('checkout_links')
    .select(columnsIn(dialect))
    .where(isOwnLink(own))
    .$if(reference !== undefined, (rows) => rows.where('reference', '=', reference ?? ''))
    .$if(since !== undefined, (rows) => rows.where('created_at', '>=', since?.toISOString() ?? ''))
    .$if(until !== undefined, (rows) => rows.where('created_at', '<', until?.toISOString() ?? ''))
    .$if(after !== undefined, (rows) =>
      rows.where(sql<boolean>`(created_at, link_number) < (${after?.createdAt.toISOString()}, ${after?.linkNumber})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('link_number', 'desc')
    .limit(limit)
    .execute()
}

/** Every link has a shop: links are younger than shops. */
export function isOwnLink(own: OwnShop | undefined): RawBuilder<boolean> {
  return own ? sql`shop in (${sql.join(own.keys)})` : sql`1 = 1`
}

/** See `LinkLedger.withdrawLink`. */
export async function withdrawLink(
  { trx, dialect, own }: LedgerTransaction,
  linkNumber: string,
): Promise<KeptLink | undefined> {
  await trx
    .updateTable('checkout_links')
    .set({ withdrawn_at: dialect.now })
    .where('link_number', '=', linkNumber)
    .where('withdrawn_at', 'is', null)
    .where(isOwnLink(own))
    .execute()
  return findLink(trx, { dialect, own }, linkNumber)
}

const kept = ['link_number', 'item', 'reference', 'note', 'created_at', 'expires_at', 'withdrawn_at'] as const

type LinkRow = Pick<Selectable<LinkTable>, (typeof kept)[number]> & { readonly is_expired: number }

function columnsIn({ now }: LedgerDialect) {
  const isExpired: RawBuilder<number> = sql<number>`case when expires_at <= ${now} then 1 else 0 end`
  return [...kept, isExpired.as('is_expired')] as const
}

function withOrders(row: LinkRow, orders: readonly Order[]): KeptLink {
  const { link_number, reference } = row
  return toLink(
    row,
    orders.filter(
      (order) => order.linkNumber === link_number || (order.reference === reference && order.status !== 'refunded'),
    ),
  )
}

function toLink(row: LinkRow, orders: readonly Order[]): KeptLink {
  return {
    linkNumber: row.link_number,
    item: JSON.parse(row.item) as JsonObject,
    reference: row.reference,
    note: row.note ?? undefined,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    withdrawnAt: row.withdrawn_at === null ? undefined : new Date(row.withdrawn_at),
    isExpired: row.is_expired === 1,
    orders,
  }
}
