import type { Kysely, Selectable } from 'kysely'
import { toldOnly, writeEntry } from './entries.ts'
import { blankDetail } from './blank-detail.ts'
import type { LedgerDialect } from './dialect.ts'
import { blankLink, isLinkOpen } from './forget-links.ts'
import type { ForgetHow, ForgetOutcome, ForgottenField, KeptReason } from './forget-ledger.ts'
import { isLateRefund } from './going-back.ts'
import { lockOrder } from './lock-order.ts'
import { toEntry, toJson, toOrder } from './rows.ts'
import type { EntryTable, OrderTable, Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { LedgerTransaction } from './transaction.ts'

/** The columns that are emptied, each with the name of its field. `reference` gets a digest instead. */
const fieldOf = {
  description: 'description',
  metadata: 'metadata',
  email: 'email',
  client_id: 'clientId',
  binding_id: 'bindingId',
  card: 'card',
  again: 'again',
  // The trace it names is kept elsewhere, and may tell the buyer's address.
  trace_parent: 'traceParent',
  // Their path and query may say anything of the buyer.
  success_url: 'successUrl',
  failure_url: 'failureUrl',
} as const satisfies Partial<Record<keyof OrderTable, ForgottenField>>

/** What would be blanked in an order, or why it is kept. */
type Plan =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'kept'; readonly reason: KeptReason }
  | {
      readonly outcome: 'blanked'
      readonly row: Selectable<OrderTable>
      readonly fields: readonly ForgottenField[]
      readonly entries: readonly BlankedEntry[]
    }

interface BlankedEntry {
  readonly entryNumber: number
  readonly detail: string | null
}

/** See `Ledger.forget`. The order's row is locked first, as everywhere. */
export async function forget(
  transaction: LedgerTransaction,
  orderNumber: string,
  { trigger, by }: Omit<ForgetHow, 'isDryRun'>,
): Promise<ForgetOutcome> {
  await lockOrder(transaction, orderNumber)
  const plan = await planToForget(transaction, orderNumber)
  if (plan.outcome !== 'blanked') return plan
  const { row, fields, entries } = plan
  await blankEntries(transaction, orderNumber, entries)
  await blankLink(transaction, row)
  const order = toOrder(await blankOrder(transaction, row))
  const detail = toldOnly({ by, blanked: fields })
  await writeEntry(transaction, order, { kind: 'forgotten', from: undefined, trigger, detail })
  return { outcome: 'blanked', fields, entryCount: entries.length }
}

/** The same without doing it. */
export async function wouldForget(view: LedgerView, orderNumber: string): Promise<ForgetOutcome> {
  const plan = await planToForget(view, orderNumber)
  return plan.outcome === 'blanked'
    ? { outcome: 'blanked', fields: plan.fields, entryCount: plan.entries.length }
    : plan
}

/** The ledger as a shop sees it. */
interface LedgerView {
  readonly db: Kysely<Schema>
  readonly dialect: LedgerDialect
  readonly own: OwnShop | undefined
}

async function planToForget({ db, dialect, own }: LedgerView, orderNumber: string): Promise<Plan> {
  const row = await db
    .selectFrom('checkout_orders')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where(isOwn(own))
    .executeTakeFirst()
  if (!row) return { outcome: 'absent' }
  const reason = (await reasonToKeep(db, row)) ?? ((await isLinkOpen(db, dialect, row)) ? 'link-open' : undefined)
  if (reason) return { outcome: 'kept', reason }
  const fields = fieldsIn(row)
  const entries = await entriesToBlank(db, orderNumber)
  if (fields.length > 0 || entries.length > 0) return { outcome: 'blanked', row, fields, entries }
  return { outcome: 'kept', reason: row.forgotten_at === null ? 'nothing-personal' : 'forgotten-already' }
}

const openStatuses: readonly string[] = ['registering', 'unknown', 'registered', 'held']
const paidStatuses: readonly string[] = ['paid', 'partially_refunded']
const unpaidStatuses: readonly string[] = ['declined', 'expired', 'reversed']

async function reasonToKeep(db: Kysely<Schema>, row: Selectable<OrderTable>): Promise<KeptReason | undefined> {
  const { status, hand_over, hands_over } = row
  if (openStatuses.includes(status)) return 'open'
  if (status === 'review') return 'review'
  const refunds = await db
    .selectFrom('checkout_refunds')
    .select(['key', 'state'])
    .where('order_number', '=', row.order_number)
    .where('state', '<>', 'refused')
    .execute()
  const isUnderWay = refunds.some(({ state }) => state === 'asked') || (await isProposed(db, row))
  if (isUnderWay) return 'refund-under-way'
  if (hand_over === 'due' || hand_over === 'stuck') return hand_over
  const closing = closingReason(row)
  if (closing) return closing
  // Promised, and the sweep has not made it due yet.
  const isOwed = hands_over === 1 && hand_over === 'none' && paidStatuses.includes(status)
  return isOwed && !refunds.some(isLateRefund) ? 'due' : undefined
}

/** Whether an operator is asked for a yes to a refund. */
async function isProposed(db: Kysely<Schema>, { order_number }: Pick<OrderTable, 'order_number'>): Promise<boolean> {
  const proposals = db.selectFrom('checkout_refund_proposals').select('key').where('order_number', '=', order_number)
  return (await proposals.executeTakeFirst()) !== undefined
}

/** Whether the store is still to be told that the order ended unpaid. */
function closingReason({
  closing,
  status,
}: Pick<Selectable<OrderTable>, 'closing' | 'status'>): 'closing-due' | 'closing-stuck' | undefined {
  if (closing === 'due') return 'closing-due'
  // Otherwise the order was paid after all, and nobody is told of it.
  if (!unpaidStatuses.includes(status)) return undefined
  if (closing === 'owed') return 'closing-due'
  return closing === 'stuck' ? 'closing-stuck' : undefined
}

function fieldsIn(row: Selectable<OrderTable>): readonly ForgottenField[] {
  const columns = Object.keys(fieldOf) as (keyof typeof fieldOf)[]
  const fields = columns.filter((column) => row[column] !== null).map((column) => fieldOf[column])
  return row.reference === null || row.forgotten_at !== null ? fields : ['reference', ...fields]
}

async function entriesToBlank(db: Kysely<Schema>, orderNumber: string): Promise<readonly BlankedEntry[]> {
  const rows = await db
    .selectFrom('checkout_entries')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where('detail', 'is not', null)
    .orderBy('entry_number')
    .execute()
  return rows.flatMap((row) => toBlank(row))
}

function toBlank(row: Selectable<EntryTable>): readonly BlankedEntry[] {
  const entry = toEntry(row)
  const detail = toJson(blankDetail(entry))
  return detail === toJson(entry.detail) ? [] : [{ entryNumber: entry.entryNumber, detail }]
}

/** The one named way past the rule that entries never change: see migration 0007. */
async function blankEntries(
  { trx }: LedgerTransaction,
  orderNumber: string,
  entries: readonly BlankedEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await trx.insertInto('checkout_forgetting').values({ order_number: orderNumber }).execute()
  for (const { entryNumber, detail } of entries) {
    await trx.updateTable('checkout_entries').set({ detail }).where('entry_number', '=', entryNumber).execute()
  }
  await trx.deleteFrom('checkout_forgetting').where('order_number', '=', orderNumber).execute()
}

function blankOrder(
  { trx, dialect, references }: LedgerTransaction,
  { order_number, reference }: Selectable<OrderTable>,
): Promise<Selectable<OrderTable>> {
  return trx
    .updateTable('checkout_orders')
    .set({
      reference: reference === null ? null : references.forgotten(reference),
      description: null,
      metadata: null,
      email: null,
      client_id: null,
      binding_id: null,
      card: null,
      again: null,
      trace_parent: null,
      success_url: null,
      failure_url: null,
      // A digest of all that the item said: whoever guesses it would find it confirmed.
      item_digest: null,
      reuse_key: null,
      forgotten_at: dialect.now,
    })
    .where('order_number', '=', order_number)
    .returningAll()
    .executeTakeFirstOrThrow()
}
