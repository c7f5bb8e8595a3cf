import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import type { ForgetLedger, RetentionStep } from './forget-ledger.ts'
import { isOwnLink } from './links.ts'
import type { RetentionDeps } from './retention.ts'
import { retentionShopOf } from './retention.ts'
import type { LinkTable, Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'

/** When nobody could pay a link any more, by staff's word or by time. An index holds them in this order. */
const endedAt = sql<Date | string>`coalesce(withdrawn_at, expires_at)`

/**
 * See `Ledger.forgetOldLinks`.
 *
 * The links are read in the order in which they ended, each once: the end of a link writes no entry that would bring
 * its orders up again. An order that is kept for another reason comes up with the entry that frees it.
 */
export async function forgetOldLinks(
  deps: RetentionDeps & Pick<ForgetLedger, 'forgetLink'>,
  { afterMs, limit }: Parameters<ForgetLedger['forgetOldLinks']>[0],
): Promise<RetentionStep> {
  const { dialect, read, write, forgetLink } = deps
  const { shop, links } = await read(async (db, own) => ({
    shop: retentionShopOf(own),
    links: await readEndedLinks(db, own, { dialect, afterMs, limit }),
  }))
  let forgottenCount = 0
  for (const { link_number } of links.filter(({ is_own }) => is_own === 1)) {
    forgottenCount += await forgetOrdersOf(deps, link_number, afterMs)
    const { outcome } = await forgetLink(link_number, {})
    if (outcome === 'blanked') forgottenCount += 1
  }
  const last = links.at(-1)
  // Only now: a process that dies before it leaves them to the next one.
  if (last) await write(({ trx }) => keepLinksReadTo(trx, shop, last))
  return { forgottenCount, isDone: links.length < limit }
}

/** Forgets the orders of a link that have not moved since. */
async function forgetOrdersOf(
  { dialect, read, forget }: RetentionDeps,
  linkNumber: string,
  afterMs: number,
): Promise<number> {
  const orders = await read((db, own) =>
    db
      .selectFrom('checkout_orders as o')
      .select('o.order_number')
      .where('o.link_number', '=', linkNumber)
      .where('o.forgotten_at', 'is', null)
      .where(isOwn(own, 'o.shop'))
      .where(
        sql<boolean>`not exists (select 1 from checkout_entries m
          where m.order_number = o.order_number and m.kind = 'moved' and m.at >= ${dialect.fromNow(-afterMs)})`,
      )
      .execute(),
  )
  let forgottenCount = 0
  for (const { order_number } of orders) {
    const { outcome } = await forget(order_number, { trigger: 'retention' })
    if (outcome === 'blanked') forgottenCount += 1
  }
  return forgottenCount
}

interface EndedLink {
  readonly link_number: string
  readonly ended_at: Date | string
  readonly is_own: number
}

interface EndedTerms {
  readonly dialect: LedgerDialect
  readonly afterMs: number
  readonly limit: number
}

async function readEndedLinks(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  { dialect, afterMs, limit }: EndedTerms,
): Promise<readonly EndedLink[]> {
  const place = await db
    .selectFrom('checkout_retention')
    .select(['links_read_to', 'link_number'])
    .where('shop', '=', retentionShopOf(own))
    .executeTakeFirst()
  const after = new Date(place?.links_read_to ?? 0).toISOString()
  return db
    .selectFrom('checkout_links')
    .select(['link_number', endedAt.as('ended_at')])
    .select(sql<number>`case when ${isOwnLink(own)} then 1 else 0 end`.as('is_own'))
    .where('forgotten_at', 'is', null)
    .where(sql<boolean>`${endedAt} >= ${after} and ${endedAt} < ${dialect.fromNow(-afterMs)}`)
    .where(sql<boolean>`(${endedAt} > ${after} or link_number > ${place?.link_number ?? ''})`)
    .orderBy(endedAt)
    .orderBy('link_number')
    .limit(limit)
    .execute()
}

/** Further than before only: of two processes, the slower one must not lead back. */
async function keepLinksReadTo(db: Kysely<Schema>, shop: string, { ended_at, link_number }: EndedLink): Promise<void> {
  const read: Pick<LinkTable, 'link_number'> & { readonly links_read_to: string } = {
    links_read_to: new Date(ended_at).toISOString(),
    link_number,
  }
  await db
    .insertInto('checkout_retention')
    // No entry has been read so far, where there is no row.
    .values({ ...read, shop, read_to: new Date(0).toISOString(), entry_number: -1 })
    .onConflict((conflict) =>
      conflict
        .column('shop')
        .doUpdateSet(read)
        .where(
          sql<boolean>`(checkout_retention.links_read_to is null
            or (checkout_retention.links_read_to, checkout_retention.link_number)
              < (excluded.links_read_to, excluded.link_number))`,
        ),
    )
    .execute()
}
