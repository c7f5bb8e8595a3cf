import type { RawBuilder, UpdateObject } from 'kysely'
import { sql } from 'kysely'
import type { Order, OrderStatus } from '../order.ts'
import { idTakenError } from './add-order.ts'
import type { LedgerDialect } from './dialect.ts'
import { claimOf, dueWith, textOfTerms } from './hand-over-claims.ts'
import type { DueRow } from './hand-over-claims.ts'
import type { ClaimTerms, DueOrder } from './hand-over-ledger.ts'
import { lockOrder } from './lock-order.ts'
import { changeOrder } from './order-change.ts'
import type { ChangedOrder, OrderChange } from './order-change.ts'
import type { Move, Note, ReferenceClause } from './order-ledger.ts'
import { lockUnpaidReference, moveThatApplies } from './reference-clause.ts'
import { addAskedRefund } from './refunds.ts'
import { firstReturn, msFromNow } from './returns.ts'
import { changedColumns, changingColumns, withChanges } from './rows.ts'
import type { Schema } from './schema.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

type OrderColumns = UpdateObject<Schema, 'checkout_orders'>

/**
 * Moves an order if it still has the status it was read with.
 *
 * `handOver` makes the goods due once in an order's life: if they already were, it changes nothing.
 *
 * @throws GatewayResponseError if another order already has the gateway's id. One payment must never pay for two
 *   orders, so nothing is written and the buyer must not be sent to the gateway.
 */
export async function moveOrder(transaction: LedgerTransaction, seen: Order, wanted: Move): Promise<Order | undefined> {
  return (await moveAndClaim(transaction, seen, wanted))?.order
}

/** See `Ledger.moveAndClaim`. */
export async function moveAndClaim(
  transaction: LedgerTransaction,
  seen: Order,
  wanted: Move,
  terms?: ClaimTerms,
): Promise<DueOrder | undefined> {
  const move = await moveThatApplies(transaction, seen, wanted)
  // So that the claim sees a refund of everything that has just begun. Beside others of its reference it is locked.
  if (terms && !wanted.ifReferenceIsPaid) await lockOrder(transaction, seen.orderNumber)
  const due = await carryOutMove(transaction, seen, move, terms)
  if (due && move.refund) await addAskedRefund(transaction, due.order, move.refund)
  return due
}

/**
 * The same in one statement, if that is enough; undefined if it is not, if another order of the reference is paid, or
 * if another caller moved the order first or has locked it. No refund can begin before the claim sees it: only paid
 * orders, and those under review, are refunded, and neither becomes due.
 */
export async function tryToMove(
  statement: LedgerStatement,
  seen: Order,
  move: Move,
  terms?: ClaimTerms,
): Promise<DueOrder | undefined> {
  // More names than one statement compares: a ledger that has lost a key once.
  const names = move.ifReferenceIsPaid ? statement.references.namesOf(move.ifReferenceIsPaid.reference) : []
  return move.refund || names.length > 2 ? undefined : carryOutMove(statement, seen, move, terms)
}

async function carryOutMove(
  statement: LedgerStatement,
  seen: Order,
  move: Move,
  terms: ClaimTerms | undefined,
): Promise<DueOrder | undefined> {
  const { to, checkInMs, handOver, ifReferenceIsPaid: clause, trigger, detail } = move
  const isDue = handOver === 'due'
  const written = { ...columnsOf(move), to, checkInMs, isDue, claim: terms, clause }
  const changed = await compareAndSet(statement, seen, written, { kind: 'moved', from: seen.status, trigger, detail })
  if (!changed) return undefined
  const { order, also } = changed
  return { order, claim: also && claimOf(order, also) }
}

/** Writes an entry and changes, if the order still has the status it was read with. */
export async function noteOnOrder(statement: LedgerStatement, seen: Order, note: Note): Promise<Order | undefined> {
  const { trigger, detail } = note
  const entry = { kind: 'noted', from: undefined, trigger, detail } as const
  return (await compareAndSet(statement, seen, { ...columnsOf(note), to: seen.status }, entry))?.order
}

/** What one update writes. Columns that are not named stay as they are. */
interface Written {
  readonly columns: OrderColumns
  readonly to: OrderStatus
  /** Refunded in all, in minor units. */
  readonly refundedMinor?: number | undefined
  /** When the browser that started it came back, in milliseconds from now: before. */
  readonly returnedInMs?: number | undefined
  /** Undefined leaves the next check as it is. */
  readonly checkInMs?: number | null | undefined
  /** Whether the goods become due, if they never were. */
  readonly isDue?: boolean
  /** How what becomes due is claimed; undefined leaves it unclaimed. */
  readonly claim?: ClaimTerms | undefined
  /** Nothing is written if another order of the reference is paid, or being moved. */
  readonly clause?: ReferenceClause | undefined
}

function columnsOf({
  changes = {},
  freesReuseKey = false,
  returnedAt,
}: Note): Pick<Written, 'columns' | 'refundedMinor' | 'returnedInMs'> {
  const columns = changedColumns(changes)
  if (freesReuseKey) columns.reuse_key = null
  return { columns, refundedMinor: changes.refundedMinor, returnedInMs: returnedAt && msFromNow(returnedAt) }
}

/** The refunded amount only grows: an answer older than what is known changes nothing. */
function atLeast(refundedMinor: number | undefined): RawBuilder<number> {
  return sql`case when refunded_minor > ${refundedMinor} then refunded_minor else ${refundedMinor} end`
}

/** The status in the `where` is the lock: of two racing updates, one matches no row. */
async function compareAndSet(
  statement: LedgerStatement,
  seen: Order,
  written: Written,
  entry: OrderChange<object>['entry'],
): Promise<ChangedOrder<DueRow> | undefined> {
  const { orderNumber, status } = seen
  const { columns, to, refundedMinor, returnedInMs, checkInMs, isDue, claim, clause } = written
  const reference = clause?.reference
  const [, forgotten] = clause ? statement.references.namesOf(clause.reference) : []
  const conditions = { leaseMs: claim?.leaseMs ?? 0, reference, forgotten }
  try {
    return await changeOrder(statement, {
      name: `move order, ${shapeOf(written)}`,
      existing: orderNumber,
      values: { ...columns, to, orderNumber, seen: status, refundedMinor, returnedInMs, checkInMs, ...conditions },
      lock: clause && ((given) => lockUnpaidReference(statement, given)),
      row: (given, terms) =>
        statement.db
          .updateTable('checkout_orders')
          .set(setOf(statement.dialect, written, given))
          .where('order_number', '=', given.orderNumber)
          .where('status', '=', given.seen)
          .where(terms.when)
          .returning(terms.columns),
      columns: changingColumns,
      order: (row) => withChanges(seen, row),
      also: isDue ? (given, changed) => dueWith(statement, claim, { leaseMs: given.leaseMs, changed }) : undefined,
      entry,
    })
  } catch (error) {
    throw statement.dialect.isDuplicate(error, 'gateway_order_id') ? idTakenError(orderNumber) : error
  }
}

/** The same for updates of one text. */
function shapeOf({ columns, refundedMinor, returnedInMs, checkInMs, isDue, claim, clause }: Written): string {
  const check = checkInMs === null ? 'never' : typeof checkInMs
  const due = isDue && (claim ? textOfTerms(claim) : 'unclaimed')
  return [Object.keys(columns).join(' '), typeof refundedMinor, typeof returnedInMs, check, due, typeof clause].join(
    ', ',
  )
}

type Given = OrderColumns & Omit<Written, 'columns'>

function setOf(
  dialect: LedgerDialect,
  { columns, refundedMinor, returnedInMs, checkInMs, isDue }: Written,
  given: Given,
): OrderColumns {
  const names = Object.keys(columns) as (keyof OrderColumns)[]
  return {
    ...Object.fromEntries(names.map((name) => [name, given[name]])),
    status: given.to,
    ...(refundedMinor !== undefined && { refunded_minor: atLeast(given.refundedMinor) }),
    ...(returnedInMs !== undefined && { returned_at: firstReturn(dialect, given.returnedInMs ?? 0) }),
    ...(checkInMs === null && { next_check_at: null }),
    ...(typeof checkInMs === 'number' && { next_check_at: dialect.fromNow(given.checkInMs ?? 0) }),
    ...(isDue && { hand_over: sql<string>`case when hand_over = 'none' then 'due' else hand_over end` }),
  }
}
