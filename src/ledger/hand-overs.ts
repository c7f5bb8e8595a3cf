import { sql } from 'kysely'
import { LedgerUnavailableError } from '../errors.ts'
import { isPaid } from '../order.ts'
import type { HandOverStatus, Order } from '../order.ts'
import { isAllGoingBack, isLateGoingBack } from './going-back.ts'
import type { Trigger } from './entry.ts'
import { dueWith } from './hand-over-claims.ts'
import type { HandOverClaim, PaidEffect } from './hand-over-ledger.ts'
import { toldOnly, writeEntry } from './entries.ts'
import type { Ledger } from './ledger.ts'
import { lockOrder, lockOwnOrder } from './lock-order.ts'
import { changeOrder } from './order-change.ts'
import type { OrderChange } from './order-change.ts'
import { orderColumns, toOrder } from './rows.ts'
import { lend } from './store-transaction.ts'
import { isOwn } from './own-shop.ts'
import { hastenTask } from './task-claims.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

/** See `Ledger.completeHandOver`. */
export async function completeHandOver(
  transaction: LedgerTransaction,
  claim: HandOverClaim,
  trigger: Trigger,
  effect?: PaidEffect,
): Promise<Order | undefined> {
  if (effect && !(await carryOutEffect(transaction, claim, effect))) return undefined
  await lockOrder(transaction, claim.orderNumber)
  return tryToCompleteHandOver(transaction, claim, trigger)
}

/** The same in one statement; undefined if the claim is lost, or another caller has locked the order. */
export function tryToCompleteHandOver(
  statement: LedgerStatement,
  claim: HandOverClaim,
  trigger: Trigger,
): Promise<Order | undefined> {
  const entry = { kind: 'handed-over', trigger, detail: { tryNumber: claim.tryNumber } } as const
  return endClaim(statement, claim, { handOver: 'done', retryInMs: undefined }, entry)
}

/**
 * Runs the store's effect with the order and its task locked: nobody can take the claim over before it ends. If the
 * claim is already lost, nothing runs.
 */
async function carryOutEffect(
  { trx, dialect }: LedgerTransaction,
  claim: HandOverClaim,
  effect: PaidEffect,
): Promise<boolean> {
  const row = await trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('order_number', '=', claim.orderNumber)
    .modifyEnd(dialect.rowLock)
    .executeTakeFirst()
  const task = await trx
    .selectFrom('checkout_hand_overs')
    .select('fence')
    .where('order_number', '=', claim.orderNumber)
    .where('fence', '=', claim.fence)
    .where('lease_until', 'is not', null)
    // No such refund since the claim; a later one waits for the order's row.
    .where(sql<boolean>`not ${isAllGoingBack}`)
    .modifyEnd(dialect.rowLock)
    .executeTakeFirst()
  // An order refunded a moment ago is not handed over: the next try finds it refunded.
  const order = row && toOrder(row)
  if (!order || !isPaid(order.status) || !task) return false
  await lend(trx, (transaction) => effect(order, transaction))
  return true
}

/** See `Ledger.withdrawHandOver`. */
export async function withdrawHandOver(
  transaction: LedgerTransaction,
  claim: HandOverClaim,
  { reason, trigger }: Parameters<Ledger['withdrawHandOver']>[1],
): Promise<Order | undefined> {
  await lockOrder(transaction, claim.orderNumber)
  const entry = { kind: 'hand-over-withdrawn', trigger, detail: { reason } } as const
  return endClaim(transaction, claim, { handOver: 'none', retryInMs: undefined }, entry)
}

/** See `Ledger.reviveHandOver`. */
export async function reviveHandOver(
  transaction: LedgerTransaction,
  orderNumber: string,
  trigger: Trigger,
  by?: string,
): Promise<Order | undefined> {
  const { trx, dialect } = transaction
  const before = await lockOwnOrder(transaction, orderNumber)
  if (!before || !isPaid(before.status) || before.handOver === 'done') return before
  if (before.handOver === 'due') {
    const isHastened = await hastenTask(transaction, 'checkout_hand_overs', orderNumber)
    if (isHastened) await writeEntry(transaction, before, revivedBy(trigger, by))
    return before
  }

  const order = await makeDue(transaction, orderNumber, trigger, by)
  // An existing task starts afresh: its three days, and its waits.
  await trx
    .updateTable('checkout_hand_overs')
    .set({ due_at: dialect.now, next_try_at: dialect.now, lease_until: null, try_count: 0 })
    .where('order_number', '=', orderNumber)
    .execute()
  return order
}

/** See `Ledger.makeOwedDue`. */
export async function makeOwedDue(
  transaction: LedgerTransaction,
  { gateway, orderNumber, limit, trigger }: Parameters<Ledger['makeOwedDue']>[0],
): Promise<readonly Order[]> {
  const { trx, dialect, own } = transaction
  const owed = await trx
    .selectFrom('checkout_orders as o')
    .select('order_number')
    // Literals, not parameters: an index holds just these.
    .where(sql<boolean>`hands_over = 1 and hand_over = 'none' and status in ('paid', 'partially_refunded')`)
    .where(sql<boolean>`not ${isLateGoingBack}`)
    .where(sql<boolean>`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`)
    .where(isOwn(own))
    .$if(orderNumber !== undefined, (query) => query.where('order_number', '=', orderNumber ?? ''))
    .limit(limit)
    .modifyEnd(dialect.rowLockOrSkip)
    .execute()
  const due: Order[] = []
  for (const { order_number } of owed) due.push(await makeDue(transaction, order_number, trigger))
  return due
}

async function makeDue(
  transaction: LedgerTransaction,
  orderNumber: string,
  trigger: Trigger,
  by?: string,
): Promise<Order> {
  const changed = await changeOrder(transaction, {
    name: 'make due',
    existing: orderNumber,
    values: { orderNumber },
    row: (given, { when, columns }) =>
      transaction.db
        .updateTable('checkout_orders')
        .set({ hand_over: 'due' })
        .where('order_number', '=', given.orderNumber)
        .where(when)
        .returning(columns),
    columns: orderColumns,
    order: toOrder,
    also: (_given, changed) => dueWith(transaction, undefined, { leaseMs: 0, changed }),
    entry: revivedBy(trigger, by),
  })
  if (!changed) throw new LedgerUnavailableError(`Order ${orderNumber} is locked, but no longer there.`)
  return changed.order
}

function revivedBy(trigger: Trigger, by: string | undefined) {
  return { kind: 'hand-over-due', from: undefined, trigger, detail: toldOnly({ by }) } as const
}

/** See `Ledger.failHandOver`. */
export async function failHandOver(
  transaction: LedgerTransaction,
  claim: HandOverClaim,
  { retryInMs, reason, trigger }: Parameters<Ledger['failHandOver']>[1],
): Promise<Order | undefined> {
  const isStuck = retryInMs === undefined
  await lockOrder(transaction, claim.orderNumber)
  const detail = { tryNumber: claim.tryNumber, reason, ...(isStuck ? {} : { retryInMs }) }
  const kind = isStuck ? 'hand-over-stuck' : 'hand-over-failed'
  return endClaim(transaction, claim, { handOver: isStuck ? 'stuck' : 'due', retryInMs }, { kind, trigger, detail })
}

/** Ends a claim that is still held; the task, the order's `handOver` and the entry change together. */
async function endClaim(
  statement: LedgerStatement,
  { orderNumber, fence }: HandOverClaim,
  { handOver, retryInMs }: { readonly handOver: HandOverStatus; readonly retryInMs: number | undefined },
  entry: Omit<OrderChange<object>['entry'], 'from'>,
): Promise<Order | undefined> {
  const { db, dialect } = statement
  const changed = await changeOrder(statement, {
    name: `end hand-over claim, ${typeof retryInMs}`,
    existing: orderNumber,
    values: { orderNumber, fence, handOver, retryInMs },
    task: (given, { when }) =>
      db
        .updateTable('checkout_hand_overs')
        .set({
          lease_until: null,
          next_try_at: retryInMs === undefined ? null : dialect.fromNow(given.retryInMs ?? 0),
        })
        .where('order_number', '=', given.orderNumber)
        .where('fence', '=', given.fence)
        .where('lease_until', 'is not', null)
        .where(when)
        .returning('order_number'),
    row: (given, { when, columns }) =>
      db
        .updateTable('checkout_orders')
        .set({ hand_over: given.handOver })
        .where('order_number', '=', given.orderNumber)
        .where(when)
        .returning(columns),
    columns: orderColumns,
    order: toOrder,
    entry: { ...entry, from: undefined },
  })
  return changed?.order
}
