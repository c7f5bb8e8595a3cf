import { isDeepStrictEqual } from 'node:util'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { sql } from 'kysely'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { readAskedExtra } from './asked-extra.ts'
import type { LedgerDialect } from './dialect.ts'
import { toldOnly, writeEntry } from './entries.ts'
import type { Ledger } from './ledger.ts'
import type { Move } from './order-ledger.ts'
import type { AskedRefund, Refund, RefundRequest } from './refund-ledger.ts'
import { toOrder } from './rows.ts'
import type { RefundTable, Schema } from './schema.ts'
import { lockOwnRow } from './lock-order.ts'
import { isOwn } from './own-shop.ts'
import { takeProposal } from './take-proposal.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * Records that an order is to be refunded, in the transaction that gives the reason. Nobody holds the refund yet: the
 * sweep takes it up.
 */
export async function addAskedRefund(
  transaction: LedgerTransaction,
  order: Order,
  { key, amountMinor, externalRefundId, by, note, proposedBy, extra }: NonNullable<Move['refund']> & AskedBy,
): Promise<void> {
  const { trx, dialect } = transaction
  const asked = {
    refunded_before_minor: order.refundedMinor,
    state: 'asked',
    asked_at: dialect.now,
    next_try_at: dialect.now,
    lease_until: null,
    try_count: 0,
  }
  await trx
    .insertInto('checkout_refunds')
    .values({
      order_number: order.orderNumber,
      key,
      amount_minor: amountMinor,
      external_refund_id: externalRefundId,
      ...asked,
    })
    // The gateway refused it before: nothing moved, so it is requested anew.
    .onConflict((conflict) =>
      conflict.columns(['order_number', 'key']).doUpdateSet(asked).where('checkout_refunds.state', '=', 'refused'),
    )
    .execute()
  await writeEntry(transaction, order, {
    kind: 'refund-asked',
    from: undefined,
    trigger: 'refund',
    detail: toldOnly({ key, amountMinor, externalRefundId, by, note, proposedBy, extra }),
  })
}

/** Who asked for a refund: one person, or one who proposed it and another who said yes. */
interface AskedBy extends Pick<RefundRequest, 'by' | 'extra' | 'note'> {
  readonly proposedBy?: string | undefined
}

/** See `Ledger.hasRefund`. */
export async function hasRefund(db: Kysely<Schema>, orderNumber: string, key?: string): Promise<boolean> {
  return (await countRefunds(db, [orderNumber], key)) > 0
}

/** How many refunds of these orders, with this key or with any, were made or are under way. */
export async function countRefunds(db: Kysely<Schema>, orderNumbers: readonly string[], key?: string): Promise<number> {
  const rows = await db
    .selectFrom('checkout_refunds')
    .select('order_number')
    .where('order_number', 'in', orderNumbers)
    .$if(key !== undefined, (query) => query.where('key', '=', key ?? ''))
    .where('state', '<>', 'refused')
    .execute()
  return rows.length
}

/**
 * See `Ledger.askRefund`. The order's row is locked first, as everywhere: one caller at a time decides what is left.
 */
export async function askRefund(transaction: LedgerTransaction, request: RefundRequest): Promise<AskedRefund> {
  const { orderNumber, key, amountMinor } = request
  const row = await lockOwnRow(transaction, orderNumber)
  if (!row) return { outcome: 'absent' }
  const order = toOrder(row)
  const rows = await transaction.trx
    .selectFrom('checkout_refunds')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where((eb) => eb.or([eb('key', '=', key), eb('state', '=', 'asked')]))
    .execute()

  const known = rows.find((refund) => refund.key === key)
  if (known && Number(known.amount_minor) !== amountMinor) {
    return { outcome: 'other-amount', amountMinor: Number(known.amount_minor) }
  }
  if (known?.state === 'done') return { outcome: 'done', order }
  const asked = rows.find(({ state }) => state === 'asked')
  return asked ? takeAsked(transaction, asked, order, request) : addAndTake(transaction, order, request)
}

/** One refund of an order is under way at a time: this one, or another that goes first. */
async function takeAsked(
  transaction: LedgerTransaction,
  asked: Selectable<RefundTable>,
  order: Order,
  { key, leaseMs, extra }: RefundRequest,
): Promise<AskedRefund> {
  if (asked.key === key && extra !== undefined) {
    const written = await readAskedExtra(transaction, order.orderNumber, 'refund-asked', key)
    if (!isDeepStrictEqual(extra, written)) return { outcome: 'other-extra' }
  }
  const refund = await take(transaction, asked, leaseMs)
  if (!refund) return { outcome: 'busy' }
  return asked.key === key
    ? { outcome: 'asked', refund, order, isNew: false }
    : { outcome: 'unfinished', refund, order }
}

async function addAndTake(transaction: LedgerTransaction, order: Order, request: RefundRequest): Promise<AskedRefund> {
  const { orderNumber, key, amountMinor, mayBeReviewed = false, leaseMs } = request
  const isReviewed = order.status === 'review' && mayBeReviewed
  if (!isPaid(order.status) && !isReviewed) return { outcome: 'not-refundable', order }
  const leftMinor = order.capturedMinor - order.refundedMinor
  if (amountMinor > leftMinor) return { outcome: 'exceeds', leftMinor, order }
  const taken = await takeProposal(transaction, request)
  if (taken === 'gone') return { outcome: 'not-proposed', order }
  await addAskedRefund(transaction, order, { ...request, proposedBy: taken.proposedBy })
  const added = await transaction.trx
    .selectFrom('checkout_refunds')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  const refund = await take(transaction, added, leaseMs)
  return refund ? { outcome: 'asked', refund, order, isNew: true } : { outcome: 'busy' }
}

/** How many refunds a claim looks at, because other callers may be quicker. Chosen by feel. */
const candidatesPerClaim = 10

/** See `Ledger.claimRefund`. */
export async function claimRefund(
  transaction: LedgerTransaction,
  { gateway, orderNumber, leaseMs }: Parameters<Ledger['claimRefund']>[0],
): Promise<{ readonly refund: Refund; readonly order: Order } | undefined> {
  const { trx, dialect, own } = transaction
  const due = await trx
    .selectFrom('checkout_refunds')
    .innerJoin('checkout_orders', 'checkout_orders.order_number', 'checkout_refunds.order_number')
    .select('checkout_refunds.order_number')
    .where('state', '=', 'asked')
    .where('next_try_at', '<=', dialect.now)
    .where(isUnclaimed(dialect))
    .where(sql<boolean>`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`)
    .where(isOwn(own, 'checkout_orders.shop'))
    .$if(orderNumber !== undefined, (query) => query.where('checkout_refunds.order_number', '=', orderNumber ?? ''))
    .orderBy('next_try_at')
    .limit(candidatesPerClaim)
    .execute()

  // Locked in a fixed order: two sweeps with the same candidates cannot wait for each other.
  for (const candidate of due.map((row) => row.order_number).sort()) {
    const row = await lockOwnRow(transaction, candidate)
    const asked = await trx
      .selectFrom('checkout_refunds')
      .selectAll()
      .where('order_number', '=', candidate)
      .where('state', '=', 'asked')
      .executeTakeFirst()
    const refund = asked && (await take(transaction, asked, leaseMs))
    if (row && refund) return { refund, order: toOrder(row) }
  }
  return undefined
}

/** See `Ledger.completeRefund`. */
export async function completeRefund(
  transaction: LedgerTransaction,
  refund: Refund,
  { refundedMinor, trigger, detail }: Parameters<Ledger['completeRefund']>[1],
): Promise<Order | undefined> {
  const before = await lockOwnRow(transaction, refund.orderNumber)
  if (!before || !(await end(transaction, refund, 'done'))) return undefined

  const { status, refundedMinor: knownMinor, capturedMinor } = toOrder(before)
  const toldMinor = refundedMinor ?? refund.refundedBeforeMinor + refund.amountMinor
  const totalMinor = Math.min(Math.max(knownMinor, toldMinor), capturedMinor)
  // An order in review stays there.
  const to = isPaid(status) ? (totalMinor === capturedMinor ? 'refunded' : 'partially_refunded') : status
  const row = await transaction.trx
    .updateTable('checkout_orders')
    .set({
      status: to,
      refunded_minor: totalMinor,
      ...(to === 'refunded' && { next_check_at: null }),
    })
    .where('order_number', '=', refund.orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
  const order = toOrder(row)
  const { key, amountMinor } = refund
  const moved = { kind: 'moved', from: status } as const
  await writeEntry(transaction, order, {
    ...(to === status ? { kind: 'refunded', from: undefined } : moved),
    trigger,
    detail: { key, amountMinor, ...(detail !== undefined && { seen: detail }) },
  })
  return order
}

/** The refusal of `Ledger.refuseRefund`; undefined if another caller has sent the refund again since. */
export async function refuseRefund(
  transaction: LedgerTransaction,
  refund: Refund,
  { trigger, reason }: Omit<Parameters<Ledger['refuseRefund']>[1], 'move'>,
): Promise<Order | undefined> {
  const row = await lockOwnRow(transaction, refund.orderNumber)
  if (!row || !(await end(transaction, refund, 'refused'))) return undefined
  const order = toOrder(row)
  const { key, amountMinor } = refund
  await writeEntry(transaction, order, {
    kind: 'refund-refused',
    from: undefined,
    trigger,
    detail: { key, amountMinor, reason },
  })
  return order
}

/** See `Ledger.postponeRefund`. */
export async function postponeRefund(
  { trx, dialect }: LedgerTransaction,
  refund: Refund,
  retryInMs: number,
): Promise<void> {
  await trx
    .updateTable('checkout_refunds')
    .set({ lease_until: null, next_try_at: dialect.fromNow(retryInMs) })
    .where('order_number', '=', refund.orderNumber)
    .where('key', '=', refund.key)
    .where('state', '=', 'asked')
    .where('try_count', '=', refund.tryNumber)
    .execute()
}

function isUnclaimed({ now }: LedgerDialect): RawBuilder<boolean> {
  return sql`(lease_until is null or lease_until <= ${now})`
}

/** Claims an `asked` refund for the length of a lease; undefined while another caller holds it. */
async function take(
  transaction: LedgerTransaction,
  { order_number, key }: Selectable<RefundTable>,
  leaseMs: number,
): Promise<Refund | undefined> {
  const { trx, dialect } = transaction
  const row = await trx
    .updateTable('checkout_refunds')
    .set((eb) => ({ lease_until: dialect.fromNow(leaseMs), try_count: eb('try_count', '+', 1) }))
    .where('order_number', '=', order_number)
    .where('key', '=', key)
    .where('state', '=', 'asked')
    .where(isUnclaimed(dialect))
    .returningAll()
    .returning(dialect.msSince('asked_at').as('asked_for_ms'))
    .executeTakeFirst()
  return (
    row && {
      orderNumber: row.order_number,
      key: row.key,
      amountMinor: Number(row.amount_minor),
      externalRefundId: row.external_refund_id,
      refundedBeforeMinor: Number(row.refunded_before_minor),
      tryNumber: row.try_count,
      askedForMs: row.asked_for_ms,
      extra: await readAskedExtra(transaction, row.order_number, 'refund-asked', row.key),
    }
  )
}

/**
 * Ends an `asked` refund. That it was made holds whichever caller found out. That it was not made holds only if nobody
 * has sent it again since.
 */
async function end({ trx }: LedgerTransaction, refund: Refund, state: 'done' | 'refused'): Promise<boolean> {
  const row = await trx
    .updateTable('checkout_refunds')
    .set({ state, next_try_at: null, lease_until: null })
    .where('order_number', '=', refund.orderNumber)
    .where('key', '=', refund.key)
    .where('state', '=', 'asked')
    .$if(state === 'refused', (query) => query.where('try_count', '=', refund.tryNumber))
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}
