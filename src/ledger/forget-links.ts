import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { JsonObject } from '../json.ts'
import type { LedgerDialect } from './dialect.ts'
import type { OrderTable, Schema } from './schema.ts'
import type { LedgerTransaction } from './transaction.ts'

/** What stays of a link's item: how much, in what, and the shop's own name of what it is. */
const keptOfItem: ReadonlySet<string> = new Set(['sku', 'amountMinor', 'currency', 'language', 'payWithinMs'])

/** Whether a buyer can still pay the order's link: then its item is needed as it is. */
export async function isLinkOpen(
  db: Kysely<Schema>,
  { now }: Pick<LedgerDialect, 'now'>,
  { link_number: linkNumber }: Pick<Selectable<OrderTable>, 'link_number'>,
): Promise<boolean> {
  if (linkNumber === null) return false
  const open = await db
    .selectFrom('checkout_links')
    .select('link_number')
    .where('link_number', '=', linkNumber)
    .where('withdrawn_at', 'is', null)
    .where(sql<boolean>`expires_at > ${now}`)
    .executeTakeFirst()
  if (!open) return false
  const paid = await db
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('link_number', '=', linkNumber)
    .where('status', 'in', ['held', 'paid', 'partially_refunded', 'refunded', 'review'])
    .executeTakeFirst()
  return paid === undefined
}

/** Blanks the link of an order that is forgotten: its note, and what is personal in its item. */
export async function blankLink(
  { trx, references }: LedgerTransaction,
  { link_number: linkNumber }: Pick<Selectable<OrderTable>, 'link_number'>,
): Promise<void> {
  if (linkNumber === null) return
  const link = await trx
    .selectFrom('checkout_links')
    .select(['item', 'reference'])
    .where('link_number', '=', linkNumber)
    .executeTakeFirst()
  if (!link) return
  // Its own number says nothing about anybody.
  const isOwnNumber = link.reference === linkNumber
  const reference = isOwnNumber ? link.reference : references.forgotten(link.reference)
  const item = { ...blankItem(link.item), reference }
  await trx
    .updateTable('checkout_links')
    .set({ item: JSON.stringify(item), reference, note: null })
    .where('link_number', '=', linkNumber)
    .execute()
}

function blankItem(text: string): JsonObject {
  const item = JSON.parse(text) as JsonObject
  return Object.fromEntries(Object.entries(item).filter(([name]) => keptOfItem.has(name)))
}
