import { GatewayResponseError, OrderNumberTakenError } from '../errors.ts'
import type { Order } from '../order.ts'
import { changeOrder } from './order-change.ts'
import type { NewOrder, ReusableOrder } from './order-ledger.ts'
import { freeStaleKey } from './reuse-keys.ts'
import { toJson, toOrder, toReusable } from './rows.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

type AddedOrder = ReusableOrder & { readonly isNew: boolean }

/**
 * Writes a new order, or finds the one that holds its reuse key. The key's unique index decides between two callers.
 */
export async function addOrder(transaction: LedgerTransaction, newOrder: NewOrder): Promise<AddedOrder> {
  for (;;) {
    const added = await tryToAddOrder(transaction, newOrder)
    if (added) return added
    // Only if the key is taken: most buyers come for the first time.
    await freeStaleKey(transaction, newOrder)
    const holder = await findHolder(transaction, newOrder)
    if (holder) return { ...holder, isNew: false }
    // The key was stale, or its holder let go between two statements. It is free: this cannot go on for long.
  }
}

/** The same in one statement; undefined if the key is taken. */
export async function tryToAddOrder(statement: LedgerStatement, newOrder: NewOrder): Promise<AddedOrder | undefined> {
  const order = await insertOrder(statement, newOrder).catch((error: unknown) => {
    if (statement.dialect.isDuplicate(error, 'order_number')) throw new OrderNumberTakenError()
    throw statement.dialect.isDuplicate(error, 'gateway_order_id') ? idTakenError(newOrder.orderNumber) : error
  })
  return order && { order, startedBy: newOrder.startedBy, isNew: true }
}

/** The gateway's id of an order is another order's: one payment must never pay for two. */
export function idTakenError(orderNumber: string): GatewayResponseError {
  return new GatewayResponseError(
    `The gateway gave order ${orderNumber} an id that another order already has. Nothing was written.`,
  )
}

async function insertOrder(statement: LedgerStatement, newOrder: NewOrder): Promise<Order | undefined> {
  const { db, dialect } = statement
  const { expiresInMs, checkInMs } = newOrder
  const opened = openedRow(newOrder)
  const columns = Object.keys(opened) as (keyof typeof opened)[]
  const changed = await changeOrder(statement, {
    name: 'add order',
    existing: undefined,
    values: { ...opened, expiresInMs, checkInMs },
    row: (given, terms) =>
      db
        .insertInto('checkout_orders')
        .values({
          ...(Object.fromEntries(columns.map((column) => [column, given[column]])) as typeof opened),
          created_at: dialect.now,
          expires_at: dialect.fromNow(given.expiresInMs),
          next_check_at: dialect.fromNow(given.checkInMs),
        })
        // Only this conflict means another caller was first; a repeated order number stays an error.
        .onConflict((conflict) => conflict.column('reuse_key').where('reuse_key', 'is not', null).doNothing())
        .returning(terms.columns),
    // The database's clock; the rest is what was given.
    columns: ['created_at', 'expires_at'],
    order: ({ created_at, expires_at }) => toOrder({ ...unpaidRow, ...opened, created_at, expires_at }),
    entry: { kind: 'opened', from: undefined, trigger: newOrder.trigger ?? 'checkout', detail: newOrder.detail },
  })
  return changed?.order
}

/** The columns of an order that has just been opened, but for those that tell a time. */
function openedRow(newOrder: NewOrder) {
  return {
    order_number: newOrder.orderNumber,
    sku: newOrder.sku,
    reference: orNull(newOrder.reference),
    description: orNull(newOrder.description),
    metadata: toJson(newOrder.metadata),
    amount_minor: newOrder.amountMinor,
    currency: newOrder.currency,
    language: orNull(newOrder.language),
    capture: newOrder.capture,
    gateway_account: newOrder.gatewayAccount,
    captured_minor: 0,
    refunded_minor: 0,
    status: newOrder.registered ? 'registered' : 'registering',
    gateway_order_id: orNull(newOrder.registered?.gatewayOrderId),
    form_url: orNull(newOrder.registered?.formUrl),
    hand_over: 'none',
    reuse_key: orNull(newOrder.reuseKey),
    shop: newOrder.shop,
    hands_over: newOrder.handsOver ? 1 : 0,
    is_repeatable: newOrder.isRepeatable ? 1 : 0,
    item_digest: newOrder.itemDigest,
    started_by: orNull(newOrder.startedBy),
    email: orNull(newOrder.email),
    client_id: orNull(newOrder.clientId),
    binding_id: orNull(newOrder.bindingId),
    again: orNull(newOrder.again),
    link_number: orNull(newOrder.linkNumber),
    trace_parent: orNull(newOrder.traceParent),
    success_url: orNull(newOrder.successUrl),
    failure_url: orNull(newOrder.failureUrl),
    closing: newOrder.tellsClosed ? 'owed' : null,
  }
}

function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null
}

/** The columns that are empty until there is news from the bank. */
const unpaidRow = {
  capturing_minor: null,
  decline: null,
  review_reason: null,
  payment_way: null,
  card: null,
  approval_code: null,
  paid_at: null,
  forgotten_at: null,
  returned_at: null,
}

async function findHolder({ trx }: LedgerTransaction, { reuseKey }: NewOrder): Promise<ReusableOrder | undefined> {
  const row = await trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('reuse_key', '=', reuseKey ?? null)
    .executeTakeFirst()
  return row && toReusable(row)
}
