import type { Order } from '../order.ts'
import { changeOrder } from './order-change.ts'
import type { NewOrder, ReusableOrder } from './order-ledger.ts'
import { freeStaleKey } from './reuse-keys.ts'
import { toJson, toReusable } from './rows.ts'
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
    if (await freeStaleKey(transaction, newOrder)) continue
    const holder = await findHolder(transaction, newOrder)
    if (holder) return { ...holder, isNew: false }
    // The holder let go between the two statements, so the key is free: this cannot go on for long.
  }
}

/** The same in one statement; undefined if the key is taken. */
export async function tryToAddOrder(statement: LedgerStatement, newOrder: NewOrder): Promise<AddedOrder | undefined> {
  const order = await insertOrder(statement, newOrder)
  return order && { order, startedBy: newOrder.startedBy, isNew: true }
}

async function insertOrder(statement: LedgerStatement, newOrder: NewOrder): Promise<Order | undefined> {
  const { db, dialect } = statement
  const changed = await changeOrder(statement, {
    name: 'add order',
    existing: undefined,
    values: valuesOf(newOrder),
    row: (given) =>
      db
        .insertInto('checkout_orders')
        .values({
          order_number: given.orderNumber,
          sku: given.sku,
          reference: given.reference,
          description: given.description,
          metadata: given.metadata,
          amount_minor: given.amountMinor,
          currency: given.currency,
          language: given.language,
          capture: given.capture,
          gateway_account: given.gatewayAccount,
          captured_minor: 0,
          refunded_minor: 0,
          status: 'registering',
          hand_over: 'none',
          created_at: dialect.now,
          expires_at: dialect.fromNow(given.expiresInMs),
          next_check_at: dialect.fromNow(given.checkInMs),
          reuse_key: given.reuseKey,
          shop: given.shop,
          hands_over: given.handsOver,
          is_repeatable: given.isRepeatable,
          item_digest: given.itemDigest,
          started_by: given.startedBy,
          email: given.email,
          client_id: given.clientId,
          binding_id: given.bindingId,
        })
        // Only this conflict means another caller was first; a repeated order number stays an error.
        .onConflict((conflict) => conflict.column('reuse_key').where('reuse_key', 'is not', null).doNothing())
        .returningAll(),
    entry: { kind: 'opened', from: undefined, trigger: 'checkout', detail: undefined },
  })
  return changed?.order
}

/** What of a new order goes into columns. */
function valuesOf(newOrder: NewOrder) {
  return {
    orderNumber: newOrder.orderNumber,
    sku: newOrder.sku,
    reference: newOrder.reference ?? null,
    description: newOrder.description ?? null,
    metadata: toJson(newOrder.metadata),
    amountMinor: newOrder.amountMinor,
    currency: newOrder.currency,
    language: newOrder.language ?? null,
    capture: newOrder.capture,
    gatewayAccount: newOrder.gatewayAccount,
    expiresInMs: newOrder.expiresInMs,
    checkInMs: newOrder.checkInMs,
    reuseKey: newOrder.reuseKey ?? null,
    shop: newOrder.shop,
    handsOver: newOrder.handsOver ? 1 : 0,
    isRepeatable: newOrder.isRepeatable ? 1 : 0,
    itemDigest: newOrder.itemDigest,
    startedBy: newOrder.startedBy ?? null,
    email: newOrder.email ?? null,
    clientId: newOrder.clientId ?? null,
    bindingId: newOrder.bindingId ?? null,
  }
}

async function findHolder({ trx }: LedgerTransaction, { reuseKey }: NewOrder): Promise<ReusableOrder | undefined> {
  const row = await trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('reuse_key', '=', reuseKey ?? null)
    .executeTakeFirst()
  return row && toReusable(row)
}
