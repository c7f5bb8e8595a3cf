import type { Order } from '../order.ts'
import { writeEntry } from './entries.ts'
import type { NewOrder, ReusableOrder } from './order-ledger.ts'
import { freeStaleKey } from './reuse-keys.ts'
import { toJson, toOrder, toReusable } from './rows.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * Writes a new order, or finds the one that holds its reuse key. The key's unique index decides between two callers.
 */
export async function addOrder(
  transaction: LedgerTransaction,
  newOrder: NewOrder,
): Promise<ReusableOrder & { readonly isNew: boolean }> {
  await freeStaleKey(transaction, newOrder)
  for (;;) {
    const added = await insertOrder(transaction, newOrder)
    if (added) return { order: added, startedBy: newOrder.startedBy, isNew: true }
    const holder = await findHolder(transaction, newOrder)
    if (holder) return { ...holder, isNew: false }
    // The holder let go between the two statements, so the key is free: this cannot go on for long.
  }
}

async function insertOrder(transaction: LedgerTransaction, newOrder: NewOrder): Promise<Order | undefined> {
  const { trx, dialect } = transaction
  const row = await trx
    .insertInto('checkout_orders')
    .values({
      order_number: newOrder.orderNumber,
      sku: newOrder.sku,
      reference: newOrder.reference ?? null,
      description: newOrder.description ?? null,
      metadata: toJson(newOrder.metadata),
      amount_minor: newOrder.amountMinor,
      currency: newOrder.currency,
      language: newOrder.language ?? null,
      capture: newOrder.capture,
      gateway_account: newOrder.gatewayAccount,
      captured_minor: 0,
      refunded_minor: 0,
      status: 'registering',
      hand_over: 'none',
      created_at: dialect.now,
      expires_at: dialect.fromNow(newOrder.expiresInMs),
      next_check_at: dialect.fromNow(newOrder.checkInMs),
      reuse_key: newOrder.reuseKey ?? null,
      shop: newOrder.shop,
      hands_over: newOrder.handsOver ? 1 : 0,
      is_repeatable: newOrder.isRepeatable ? 1 : 0,
      item_digest: newOrder.itemDigest,
      started_by: newOrder.startedBy ?? null,
      email: newOrder.email ?? null,
      client_id: newOrder.clientId ?? null,
      binding_id: newOrder.bindingId ?? null,
    })
    // Only this conflict means another caller was first; a repeated order number stays an error.
    .onConflict((conflict) => conflict.column('reuse_key').where('reuse_key', 'is not', null).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined

  const order = toOrder(row)
  await writeEntry(transaction, order, { kind: 'opened', from: undefined, trigger: 'checkout', detail: undefined })
  return order
}

async function findHolder({ trx }: LedgerTransaction, { reuseKey }: NewOrder): Promise<ReusableOrder | undefined> {
  const row = await trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('reuse_key', '=', reuseKey ?? null)
    .executeTakeFirst()
  return row && toReusable(row)
}
