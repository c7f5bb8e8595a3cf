import { sql } from 'kysely'
import { isEndedUnpaid } from '../order.ts'
import type { ClosingStatus, Order } from '../order.ts'
import type { ClosingClaim, ClosingLedger } from './closing-ledger.ts'
import { toldOnly, writeEntry } from './entries.ts'
import type { Entry, Trigger } from './entry.ts'
import { lockOrder, lockOwnOrder } from './lock-order.ts'
import { toOrder } from './rows.ts'
import { isOwn } from './own-shop.ts'
import { claimStatement, hastenTask, isTaskFree } from './task-claims.ts'
import type { LedgerTransaction } from './transaction.ts'

/** See `ClosingLedger.makeClosingsDue`. */
export async function makeClosingsDue(
  transaction: LedgerTransaction,
  { gateway, orderNumber, limit }: Parameters<ClosingLedger['makeClosingsDue']>[0],
): Promise<readonly Order[]> {
  const { trx, dialect, own } = transaction
  const owed = await trx
    .selectFrom('checkout_orders')
    .select('order_number')
    // Literals, not parameters: an index holds just these.
    .where(sql<boolean>`closing = 'owed' and status in ('declined', 'expired', 'reversed')`)
    .where(sql<boolean>`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`)
    .where(isOwn(own))
    .$if(orderNumber !== undefined, (query) => query.where('order_number', '=', orderNumber ?? ''))
    .limit(limit)
    .modifyEnd(dialect.rowLockOrSkip)
    .execute()
  const due: Order[] = []
  for (const { order_number } of owed) due.push(await makeDue(transaction, order_number))
  return due
}

/** See `ClosingLedger.reviveClosing`. */
export async function reviveClosing(
  transaction: LedgerTransaction,
  orderNumber: string,
  trigger: Trigger,
  by?: string,
): Promise<Order | undefined> {
  const before = await lockOwnOrder(transaction, orderNumber)
  if (!before || !isEndedUnpaid(before.status)) return before
  if (before.closing === 'due' && (await hastenTask(transaction, 'checkout_closings', orderNumber))) {
    await writeEntry(transaction, before, revivedBy(trigger, by))
  }
  if (before.closing !== 'stuck') return before
  const order = await makeDue(transaction, orderNumber)
  await writeEntry(transaction, order, revivedBy(trigger, by))
  return order
}

function revivedBy(trigger: Trigger, by: string | undefined) {
  return { kind: 'closing-due', from: undefined, trigger, detail: toldOnly({ by }) } as const
}

/** The order is locked. A closing that was taken back starts afresh: its three days, and its waits. */
async function makeDue({ trx, dialect }: LedgerTransaction, orderNumber: string): Promise<Order> {
  const { now } = dialect
  const fresh = { due_at: now, next_try_at: now, lease_until: null, try_count: 0 }
  await trx
    .insertInto('checkout_closings')
    .values({ ...fresh, order_number: orderNumber, fence: 0 })
    .onConflict((conflict) => conflict.column('order_number').doUpdateSet(fresh))
    .execute()
  const row = await trx
    .updateTable('checkout_orders')
    .set({ closing: 'due' })
    .where('order_number', '=', orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toOrder(row)
}

/** See `ClosingLedger.claimClosing`. */
export async function claimClosing(
  transaction: LedgerTransaction,
  orderNumber: string,
  { isEarly = false, ...terms }: Parameters<ClosingLedger['claimClosing']>[1],
): Promise<ClosingClaim | undefined> {
  const isFree = isTaskFree(transaction.dialect, isEarly)
  const claim = claimStatement(transaction, { ...terms, table: 'checkout_closings', orderNumber, isFree })
  const row = await claim.executeTakeFirst()
  return row && { orderNumber, fence: row.fence, tryNumber: row.try_count, dueForMs: row.due_for_ms }
}

/** See `ClosingLedger.completeClosing`. */
export function completeClosing(
  transaction: LedgerTransaction,
  claim: ClosingClaim,
  trigger: Entry['trigger'],
): Promise<Order | undefined> {
  const entry = { kind: 'closing-told', trigger, detail: { tryNumber: claim.tryNumber } } as const
  return endClaim(transaction, claim, { closing: 'done', retryInMs: undefined }, entry)
}

/** See `ClosingLedger.withdrawClosing`. */
export function withdrawClosing(
  transaction: LedgerTransaction,
  claim: ClosingClaim,
  { reason, trigger }: Parameters<ClosingLedger['withdrawClosing']>[1],
): Promise<Order | undefined> {
  const entry = { kind: 'closing-withdrawn', trigger, detail: { reason } } as const
  return endClaim(transaction, claim, { closing: 'owed', retryInMs: undefined }, entry)
}

/** See `ClosingLedger.failClosing`. */
export function failClosing(
  transaction: LedgerTransaction,
  claim: ClosingClaim,
  { retryInMs, reason, trigger }: Parameters<ClosingLedger['failClosing']>[1],
): Promise<Order | undefined> {
  const { tryNumber } = claim
  const failed = { kind: 'closing-failed', trigger, detail: { tryNumber, reason, retryInMs: retryInMs ?? 0 } } as const
  const stuck = { kind: 'closing-stuck', trigger, detail: { tryNumber, reason } } as const
  const isStuck = retryInMs === undefined
  return endClaim(transaction, claim, { closing: isStuck ? 'stuck' : 'due', retryInMs }, isStuck ? stuck : failed)
}

/** Ends a claim that is still held; the row, the order's `closing` and the entry change together. */
async function endClaim(
  transaction: LedgerTransaction,
  { orderNumber, fence }: ClosingClaim,
  { closing, retryInMs }: { readonly closing: ClosingStatus; readonly retryInMs: number | undefined },
  entry: Pick<Entry, 'kind' | 'trigger' | 'detail'>,
): Promise<Order | undefined> {
  const { trx, dialect } = transaction
  await lockOrder(transaction, orderNumber)
  const ended = await trx
    .updateTable('checkout_closings')
    .set({ lease_until: null, next_try_at: retryInMs === undefined ? null : dialect.fromNow(retryInMs) })
    .where('order_number', '=', orderNumber)
    .where('fence', '=', fence)
    .where('lease_until', 'is not', null)
    .returning('order_number')
    .executeTakeFirst()
  if (!ended) return undefined
  const row = await trx
    .updateTable('checkout_orders')
    .set({ closing })
    .where('order_number', '=', orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
  const order = toOrder(row)
  await writeEntry(transaction, order, { ...entry, from: undefined })
  return order
}
