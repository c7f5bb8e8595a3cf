import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { isPaid } from '../order.ts'
import type { HandOverStatus, Order } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import { writeEntry } from './entries.ts'
import { isAllGoingBack, isFree, isLateGoingBack } from './going-back.ts'
import type { Trigger } from './entry.ts'
import type { HandOverClaim, PaidEffect } from './hand-over-ledger.ts'
import { runKept } from './kept-query.ts'
import type { Ledger } from './ledger.ts'
import { toOrder } from './rows.ts'
import { lend } from './store-transaction.ts'
import { isOfOwnOrder, isOwn } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * Records that the goods are due, at once; if they were due before, their row is unchanged.
 *
 * @returns whether they were not due before.
 */
export async function addHandOver(transaction: LedgerTransaction, { orderNumber }: Order): Promise<boolean> {
  const { trx, dialect } = transaction
  const [row] = await runKept(transaction, {
    name: 'add hand-over',
    values: { orderNumber },
    build: (given) =>
      trx
        .insertInto('checkout_hand_overs')
        .values({
          order_number: given.orderNumber,
          due_at: dialect.now,
          next_try_at: dialect.now,
          lease_until: null,
          fence: 0,
          try_count: 0,
        })
        .onConflict((conflict) => conflict.column('order_number').doNothing())
        .returning('order_number'),
  })
  return row !== undefined
}

/** See `Ledger.claimHandOver`. Every claim gets a higher fence, which ends the rights of the one before. */
export async function claimHandOver(
  transaction: LedgerTransaction,
  orderNumber: string,
  { leaseMs, retryWaitsMs, isEarly = false }: Parameters<Ledger['claimHandOver']>[1],
): Promise<HandOverClaim | undefined> {
  const { trx, dialect, own } = transaction
  const [row] = await runKept(transaction, {
    name: `claim hand-over, ${isEarly ? 'early' : 'due'}, ${retryWaitsMs?.join(' ') ?? 'no waits'}`,
    values: { orderNumber, leaseMs },
    build: (given) =>
      trx
        .updateTable('checkout_hand_overs')
        .set((eb) => ({
          fence: eb('fence', '+', 1),
          try_count: eb('try_count', '+', 1),
          lease_until: dialect.fromNow(given.leaseMs),
          ...(retryWaitsMs && { next_try_at: afterTry(dialect, retryWaitsMs) }),
        }))
        .where('order_number', '=', given.orderNumber)
        .where(isFree(dialect, isEarly))
        .where(isOfOwnOrder(own, 'checkout_hand_overs'))
        .returning(['fence', 'try_count', dialect.msSince('due_at').as('due_for_ms')]),
  })
  return row && { orderNumber, fence: row.fence, tryNumber: row.try_count, dueForMs: row.due_for_ms }
}

/** When the next try comes if this one never ends: its process may die in the handler, perhaps each time. */
function afterTry(dialect: LedgerDialect, waitsMs: readonly number[]): RawBuilder<string> {
  const cases = waitsMs.map((waitMs, tries) => sql`when ${sql.lit(tries)} then ${dialect.fromNow(waitMs)}`)
  return sql`case try_count ${sql.join(cases, sql` `)} else ${dialect.fromNow(waitsMs.at(-1) ?? 0)} end`
}

/** Extends the lease of a claim that is still held. */
export async function renewHandOver(
  { trx, dialect }: LedgerTransaction,
  claim: HandOverClaim,
  leaseMs: number,
): Promise<boolean> {
  const row = await trx
    .updateTable('checkout_hand_overs')
    .set({ lease_until: dialect.fromNow(leaseMs) })
    .where('order_number', '=', claim.orderNumber)
    .where('fence', '=', claim.fence)
    .where('lease_until', 'is not', null)
    .returning('fence')
    .executeTakeFirst()
  return row !== undefined
}

/** See `Ledger.completeHandOver`. */
export async function completeHandOver(
  transaction: LedgerTransaction,
  claim: HandOverClaim,
  trigger: Trigger,
  effect?: PaidEffect,
): Promise<Order | undefined> {
  if (effect && !(await carryOutEffect(transaction, claim, effect))) return undefined
  const order = await endClaim(transaction, claim, { handOver: 'done', retryInMs: undefined })
  if (!order) return undefined

  const detail = { tryNumber: claim.tryNumber }
  await writeEntry(transaction, order, { kind: 'handed-over', from: undefined, trigger, detail })
  return order
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
  const order = await endClaim(transaction, claim, { handOver: 'none', retryInMs: undefined })
  if (!order) return undefined
  await writeEntry(transaction, order, { kind: 'hand-over-withdrawn', from: undefined, trigger, detail: { reason } })
  return order
}

/** See `Ledger.reviveHandOver`. */
export async function reviveHandOver(
  transaction: LedgerTransaction,
  orderNumber: string,
  trigger: Trigger,
): Promise<Order | undefined> {
  const { trx, dialect, own } = transaction
  const found = await trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where(isOwn(own))
    .modifyEnd(dialect.rowLock)
    .executeTakeFirst()
  const before = found && toOrder(found)
  if (!before || !isPaid(before.status) || (before.handOver !== 'stuck' && before.handOver !== 'none')) return before

  const order = await makeDue(transaction, orderNumber, trigger)
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

async function makeDue(transaction: LedgerTransaction, orderNumber: string, trigger: Trigger): Promise<Order> {
  const row = await transaction.trx
    .updateTable('checkout_orders')
    .set({ hand_over: 'due' })
    .where('order_number', '=', orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
  const order = toOrder(row)
  await addHandOver(transaction, order)
  await writeEntry(transaction, order, { kind: 'hand-over-due', from: undefined, trigger, detail: undefined })
  return order
}

/** See `Ledger.failHandOver`. */
export async function failHandOver(
  transaction: LedgerTransaction,
  claim: HandOverClaim,
  { retryInMs, reason, trigger }: Parameters<Ledger['failHandOver']>[1],
): Promise<Order | undefined> {
  const isStuck = retryInMs === undefined
  const order = await endClaim(transaction, claim, { handOver: isStuck ? 'stuck' : 'due', retryInMs })
  if (!order) return undefined

  const detail = { tryNumber: claim.tryNumber, reason, ...(isStuck ? {} : { retryInMs }) }
  const kind = isStuck ? 'hand-over-stuck' : 'hand-over-failed'
  await writeEntry(transaction, order, { kind, from: undefined, trigger, detail })
  return order
}

/** Ends a claim that is still held; the task and the order's `handOver` change together. */
async function endClaim(
  transaction: LedgerTransaction,
  { orderNumber, fence }: HandOverClaim,
  { handOver, retryInMs }: { readonly handOver: HandOverStatus; readonly retryInMs: number | undefined },
): Promise<Order | undefined> {
  const { trx, dialect } = transaction
  // Locks are taken in one order everywhere, the order's row first: otherwise two transactions can wait for each other.
  if (!dialect.holdsProcess) {
    await runKept(transaction, {
      name: 'lock order',
      values: { orderNumber },
      build: (given) =>
        trx
          .selectFrom('checkout_orders')
          .select('order_number')
          .where('order_number', '=', given.orderNumber)
          .modifyEnd(dialect.rowLock),
    })
  }
  const [task] = await runKept(transaction, {
    name: `end hand-over claim, ${typeof retryInMs}`,
    values: { orderNumber, fence, retryInMs },
    build: (given) =>
      trx
        .updateTable('checkout_hand_overs')
        .set({
          lease_until: null,
          next_try_at: retryInMs === undefined ? null : dialect.fromNow(given.retryInMs ?? 0),
        })
        .where('order_number', '=', given.orderNumber)
        .where('fence', '=', given.fence)
        .where('lease_until', 'is not', null)
        .returning('order_number'),
  })
  if (!task) return undefined

  const [row] = await runKept(transaction, {
    name: 'set hand-over of order',
    values: { orderNumber, handOver },
    build: (given) =>
      trx
        .updateTable('checkout_orders')
        .set({ hand_over: given.handOver })
        .where('order_number', '=', given.orderNumber)
        .returningAll(),
  })
  return row && toOrder(row)
}
