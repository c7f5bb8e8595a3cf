import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { JsonObject } from '../json.ts'
import type { LedgerDialect } from './dialect.ts'
import type { ForgetLinkOutcome } from './forget-ledger.ts'
import { isOwnLink } from './links.ts'
import type { LinkTable, OrderTable, Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
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
  transaction: LedgerTransaction,
  { link_number: linkNumber }: Pick<Selectable<OrderTable>, 'link_number'>,
): Promise<void> {
  if (linkNumber === null) return
  const link = await transaction.trx
    .selectFrom('checkout_links')
    .select(['link_number', 'item', 'reference'])
    .where('link_number', '=', linkNumber)
    .executeTakeFirst()
  if (link) await blankRow(transaction, link)
}

/** See `ForgetLedger.forgetLink`. */
export async function forgetLink(transaction: LedgerTransaction, linkNumber: string): Promise<ForgetLinkOutcome> {
  const { trx, dialect, references } = transaction
  // Locked first: until the end nobody withdraws it.
  await trx
    .selectFrom('checkout_links')
    .select('link_number')
    .where('link_number', '=', linkNumber)
    .modifyEnd(dialect.rowLock)
    .execute()
  const plan = await planToForgetLink({ ...transaction, namesOf: references.namesOf }, linkNumber)
  if (plan.outcome !== 'blanked') return plan
  await blankRow(transaction, plan.row)
  // One that another order has paid could be paid once more: with its digest it no longer names that order.
  await trx
    .updateTable('checkout_links')
    .set({ withdrawn_at: dialect.now })
    .where('link_number', '=', linkNumber)
    .where('withdrawn_at', 'is', null)
    .where(sql<boolean>`expires_at > ${dialect.now}`)
    .execute()
  return { outcome: 'blanked', fields: plan.fields }
}

/** The same without doing it. */
export async function wouldForgetLink(view: LinkView, linkNumber: string): Promise<ForgetLinkOutcome> {
  const plan = await planToForgetLink(view, linkNumber)
  return plan.outcome === 'blanked' ? { outcome: 'blanked', fields: plan.fields } : plan
}

/** The links as a shop sees them. */
interface LinkView {
  readonly db: Kysely<Schema>
  readonly dialect: LedgerDialect
  readonly own: OwnShop | undefined
  /** A reference, and whatever may stand in its place once it is forgotten. */
  readonly namesOf: (reference: string) => readonly string[] | Promise<readonly string[]>
}

type LinkRow = Pick<Selectable<LinkTable>, 'link_number' | 'item' | 'reference' | 'note' | 'forgotten_at'>

type LinkPlan =
  | Exclude<ForgetLinkOutcome, { readonly outcome: 'blanked' }>
  | { readonly outcome: 'blanked'; readonly row: LinkRow; readonly fields: readonly string[] }

async function planToForgetLink(view: LinkView, linkNumber: string): Promise<LinkPlan> {
  const { db, dialect, own } = view
  const row = await db
    .selectFrom('checkout_links')
    .select(['link_number', 'item', 'reference', 'note', 'forgotten_at'])
    .select(sql<number>`case when withdrawn_at is null and expires_at > ${dialect.now} then 1 else 0 end`.as('is_open'))
    .where('link_number', '=', linkNumber)
    .where(isOwnLink(own))
    .executeTakeFirst()
  if (!row) return { outcome: 'absent' }
  const order = await db
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('link_number', '=', linkNumber)
    .limit(1)
    .executeTakeFirst()
  if (order) return { outcome: 'used' }
  if (row.forgotten_at !== null) return { outcome: 'kept', reason: 'forgotten-already' }
  if (row.is_open === 1 && !(await isPaidByAnother(view, row))) return { outcome: 'kept', reason: 'link-open' }
  const fields = fieldsIn(row)
  return fields.length === 0 ? { outcome: 'kept', reason: 'nothing-personal' } : { outcome: 'blanked', row, fields }
}

/** Whether an order that the link did not open has paid its reference. */
async function isPaidByAnother({ db, own, namesOf }: LinkView, { reference }: LinkRow): Promise<boolean> {
  const paid = await db
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('reference', 'in', await namesOf(reference))
    .where('is_repeatable', '=', 0)
    .where('status', 'in', ['held', 'paid', 'partially_refunded'])
    .where(isOwn(own))
    .limit(1)
    .executeTakeFirst()
  return paid !== undefined
}

/** What would be blanked: fields of the item, the reference unless it is the link's own number, and the note. */
function fieldsIn({ link_number, item, reference, note }: LinkRow): readonly string[] {
  const names = Object.keys(JSON.parse(item) as JsonObject)
  const ofItem = names.filter((name) => name !== 'reference' && name !== 'asGiven' && !keptOfItem.has(name))
  return [...(reference === link_number ? [] : ['reference']), ...ofItem, ...(note === null ? [] : ['note'])]
}

async function blankRow(
  { trx, dialect, references }: LedgerTransaction,
  link: Pick<LinkRow, 'link_number' | 'item' | 'reference'>,
): Promise<void> {
  // Its own number says nothing about anybody.
  const isOwnNumber = link.reference === link.link_number
  const reference = isOwnNumber ? link.reference : references.forgotten(link.reference)
  const item = { ...blankItem(link.item), reference }
  const blank = { note: null, email: null, client_id: null }
  await trx
    .updateTable('checkout_links')
    .set({ ...blank, item: JSON.stringify(item), reference, forgotten_at: dialect.now })
    .where('link_number', '=', link.link_number)
    .execute()
}

function blankItem(text: string): JsonObject {
  const item = JSON.parse(text) as JsonObject
  return Object.fromEntries(Object.entries(item).filter(([name]) => keptOfItem.has(name)))
}
