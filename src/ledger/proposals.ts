import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { toldOnly, writeEntry } from './entries.ts'
import { lockOwnOrder } from './lock-order.ts'
import { isOfOwnOrder, isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type {
  ProposalLedger,
  ProposedRefund,
  ProposeRefund,
  RefundProposal,
  WaitingProposal,
} from './proposal-ledger.ts'
import { countRefunds } from './refunds.ts'
import { orderColumns, toOrder } from './rows.ts'
import type { RefundProposalTable, Schema } from './schema.ts'
import { maxCounted } from './standing.ts'
import type { LedgerTransaction } from './transaction.ts'

/** See `ProposalLedger.proposeRefund`. The order's row is locked first, as everywhere. */
export async function proposeRefund(transaction: LedgerTransaction, request: ProposeRefund): Promise<ProposedRefund> {
  const { orderNumber, key, amountMinor, mayBeReviewed = false } = request
  const order = await lockOwnOrder(transaction, orderNumber)
  if (!order) return { outcome: 'absent' }
  const waiting = await readProposal(transaction.trx, orderNumber)
  if (waiting) return { outcome: 'waiting', proposal: waiting, order }
  if ((await countRefunds(transaction.trx, [orderNumber], key)) > 0) return { outcome: 'key-used' }
  const isReviewed = order.status === 'review' && mayBeReviewed
  if (!isPaid(order.status) && !isReviewed) return { outcome: 'not-refundable', order }
  const leftMinor = order.capturedMinor - order.refundedMinor
  if (amountMinor > leftMinor) return { outcome: 'exceeds', leftMinor, order }
  return { outcome: 'proposed', proposal: await addProposal(transaction, order, request), order }
}

async function addProposal(
  transaction: LedgerTransaction,
  order: Order,
  { key, amountMinor, by, note }: ProposeRefund,
): Promise<RefundProposal> {
  const { trx, dialect } = transaction
  const { orderNumber } = order
  const detail = toldOnly({ key, amountMinor, by, note })
  await writeEntry(transaction, order, { kind: 'refund-proposed', from: undefined, trigger: 'refund', detail })
  const row = await trx
    .insertInto('checkout_refund_proposals')
    .values({
      order_number: orderNumber,
      key,
      amount_minor: amountMinor,
      proposed_by: by,
      note: note ?? null,
      proposed_at: dialect.now,
      // The entry that was just written.
      entry_number: sql<number>`(select max(entry_number) from checkout_entries where order_number = ${orderNumber})`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toProposal(row)
}

/** See `ProposalLedger.declineProposal`. */
export async function declineProposal(
  transaction: LedgerTransaction,
  { orderNumber, entryNumber }: Parameters<ProposalLedger['declineProposal']>[0],
  { by, note }: Parameters<ProposalLedger['declineProposal']>[1],
): Promise<Order | undefined> {
  const order = await lockOwnOrder(transaction, orderNumber)
  if (!order) return undefined
  const row = await transaction.trx
    .deleteFrom('checkout_refund_proposals')
    .where('order_number', '=', orderNumber)
    .where('entry_number', '=', entryNumber)
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  const { key, amountMinor, proposedBy } = toProposal(row)
  const detail = toldOnly({ key, amountMinor, proposedBy, by, note })
  await writeEntry(transaction, order, { kind: 'refund-declined', from: undefined, trigger: 'refund', detail })
  return order
}

/** See `ProposalLedger.proposals`. */
export async function readProposals(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  limit = maxCounted,
): Promise<readonly WaitingProposal[]> {
  const proposals = await db
    .selectFrom('checkout_refund_proposals')
    .selectAll()
    .where(isOfOwnOrder(own, 'checkout_refund_proposals'))
    .orderBy('proposed_at')
    .orderBy('order_number')
    .limit(limit)
    .execute()
  if (proposals.length === 0) return []
  const numbers = proposals.map(({ order_number }) => order_number)
  const rows = await db
    .selectFrom('checkout_orders')
    .select(orderColumns)
    .where('order_number', 'in', numbers)
    .execute()
  const orders = new Map(rows.map((row) => [row.order_number, toOrder(row)]))
  return proposals.flatMap((row) => {
    const order = orders.get(row.order_number)
    return order ? [{ proposal: toProposal(row), order }] : []
  })
}

/** See `ProposalLedger.countProposals`. */
export async function countProposals(db: Kysely<Schema>, own: OwnShop | undefined): Promise<number> {
  const rows = await db
    .selectFrom('checkout_refund_proposals')
    .select('order_number')
    .where(isOfOwnOrder(own, 'checkout_refund_proposals'))
    .limit(maxCounted)
    .execute()
  return rows.length
}

/** See `ProposalLedger.findProposal`. */
export async function findProposal(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  orderNumber: string,
): Promise<RefundProposal | undefined> {
  const order = await db
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('order_number', '=', orderNumber)
    .where(isOwn(own))
    .executeTakeFirst()
  return order && readProposal(db, orderNumber)
}

async function readProposal(db: Kysely<Schema>, orderNumber: string): Promise<RefundProposal | undefined> {
  const row = await db
    .selectFrom('checkout_refund_proposals')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .executeTakeFirst()
  return row && toProposal(row)
}

function toProposal(row: Selectable<RefundProposalTable>): RefundProposal {
  return {
    orderNumber: row.order_number,
    key: row.key,
    amountMinor: Number(row.amount_minor),
    proposedBy: row.proposed_by,
    note: row.note ?? undefined,
    proposedAt: new Date(row.proposed_at),
    entryNumber: Number(row.entry_number),
  }
}
