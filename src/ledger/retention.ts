import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { ForgetLedger, RetentionStep } from './forget-ledger.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'
import type { LedgerDialect } from './dialect.ts'

/** Entries read in one step. Chosen by feel: well below 50 ms. */
const entriesPerStep = 200

export interface RetentionDeps extends Pick<ForgetLedger, 'forget'> {
  readonly dialect: LedgerDialect
  readonly read: ReadAsShop
  readonly write: <Result>(verb: (transaction: LedgerTransaction) => Promise<Result>) => Promise<Result>
}

/**
 * See `Ledger.forgetOld`.
 *
 * Reads the entries by their time, up to the age that is wanted, and never twice. The order of an entry is forgotten
 * if it has not moved since. Otherwise, or if it may not be forgotten yet, a later entry brings it up again: whatever
 * keeps an order ends with an entry. The one exception is a payment link: see `forgetOldLinks`.
 */
export async function forgetOld(
  { dialect, read, write, forget }: RetentionDeps,
  { afterMs, limit }: Parameters<ForgetLedger['forgetOld']>[0],
): Promise<RetentionStep> {
  const before = dialect.fromNow(-afterMs)
  const { shop, entries } = await read(async (db, own) => ({
    shop: retentionShopOf(own),
    entries: await readOldEntries(db, own, before),
  }))
  const old = new Set<string>()
  let readTo: OldEntry | undefined
  for (const entry of entries) {
    if (old.size >= limit && entry.is_old === 1) break
    if (entry.is_old === 1) old.add(entry.order_number)
    readTo = entry
  }
  let forgottenCount = 0
  for (const orderNumber of old) {
    const { outcome } = await forget(orderNumber, { trigger: 'retention' })
    if (outcome === 'blanked') forgottenCount += 1
  }
  // Only now: a process that dies before it leaves them to the next one.
  if (readTo) await write(({ trx }) => keepReadTo(trx, shop, readTo))
  return { forgottenCount, isDone: entries.length < entriesPerStep && readTo === entries.at(-1) }
}

/** Key of the row that says how far a shop's retention has read. */
export function retentionShopOf(own: OwnShop | undefined): string {
  return own?.keys[0] ?? ''
}

interface OldEntry {
  readonly entry_number: number | string
  readonly order_number: string
  readonly at: Date | string
  /** 1 if its order has not moved since, and may be forgotten as far as its row tells. */
  readonly is_old: number
}

async function readOldEntries(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  before: RawBuilder<string>,
): Promise<readonly OldEntry[]> {
  const place = await db
    .selectFrom('checkout_retention')
    .select(['read_to', 'entry_number'])
    .where('shop', '=', retentionShopOf(own))
    .executeTakeFirst()
  const after = { at: new Date(place?.read_to ?? 0).toISOString(), entryNumber: Number(place?.entry_number ?? -1) }
  const { rows } = await sql<OldEntry>`
    select e.entry_number, e.order_number, e.at,
      case when ${isOwn(own, 'o.shop')}
        and e.kind <> 'forgotten' and (o.forgotten_at is null or o.forgotten_at < e.at)
        and o.status not in ('registering', 'unknown', 'registered', 'held', 'review')
        and o.hand_over not in ('due', 'stuck')
        and not exists (select 1 from checkout_entries m
          where m.order_number = e.order_number and m.kind = 'moved' and m.at >= ${before})
      then 1 else 0 end as is_old
    from checkout_entries e join checkout_orders o on o.order_number = e.order_number
    where (e.at, e.entry_number) > (${after.at}, ${after.entryNumber}) and e.at < ${before}
    order by e.at, e.entry_number limit ${sql.lit(entriesPerStep)}`.execute(db)
  return rows
}

/** Further than before only: of two processes, the slower one must not lead back. */
async function keepReadTo(db: Kysely<Schema>, shop: string, { at, entry_number }: OldEntry): Promise<void> {
  await db
    .insertInto('checkout_retention')
    .values({ shop, read_to: new Date(at).toISOString(), entry_number: Number(entry_number) })
    .onConflict((conflict) =>
      conflict
        .column('shop')
        .doUpdateSet((eb) => ({ read_to: eb.ref('excluded.read_to'), entry_number: eb.ref('excluded.entry_number') }))
        .where(
          sql<boolean>`(checkout_retention.read_to, checkout_retention.entry_number)
            < (excluded.read_to, excluded.entry_number)`,
        ),
    )
    .execute()
}
