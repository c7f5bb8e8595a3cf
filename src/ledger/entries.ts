import type { Kysely } from 'kysely'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Order } from '../order.ts'
import { byOrder } from './by-order.ts'
import type { Entry } from './entry.ts'
import { runKept } from './kept-query.ts'
import type { OrderHistory } from './order-ledger.ts'
import type { OrderQuery } from './order-query.ts'
import { toEntry, toJson } from './rows.ts'
import type { Schema } from './schema.ts'
import { searchPages } from './search.ts'
import type { SearchAccess } from './search.ts'
import { isOfOwnOrder } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { LedgerStatement } from './transaction.ts'

/** Adds an entry about an order as this change leaves it. */
export async function writeEntry(
  statement: LedgerStatement,
  order: Order,
  entry: Pick<Entry, 'kind' | 'from' | 'trigger'> & { readonly detail: JsonValue | undefined },
): Promise<void> {
  const { db, dialect, written } = statement
  const values = {
    orderNumber: order.orderNumber,
    kind: entry.kind,
    from: entry.from ?? null,
    to: order.status,
    trigger: entry.trigger,
    detail: toJson(entry.detail),
    ...moneyOf(order),
  }
  const insert = (given: typeof values) =>
    db.insertInto('checkout_entries').values({
      order_number: given.orderNumber,
      at: dialect.now,
      kind: given.kind,
      from_status: given.from,
      to_status: given.to,
      trigger: given.trigger,
      detail: given.detail,
      captured_minor: given.captured_minor,
      refunded_minor: given.refunded_minor,
      charged_back_minor: given.charged_back_minor,
    })
  if (!written) return void (await runKept(statement, { name: 'write entry', values, build: insert }))
  const build = (given: typeof values) => insert(given).returningAll()
  const [row] = await runKept(statement, { name: 'write entry and read it', values, build })
  if (row) written.push({ entry: toEntry(row), order })
}

/**
 * The money of an order as an entry leaves it, in minor units. While a chargeback is open, the bank has taken back what
 * was left of the payment.
 */
export function moneyOf({ status, reviewReason, capturedMinor, refundedMinor }: MoneyFacts): EntryMoney {
  const isChargedBack = status === 'review' && reviewReason === 'chargeback'
  return {
    captured_minor: capturedMinor,
    refunded_minor: refundedMinor,
    charged_back_minor: isChargedBack ? capturedMinor - refundedMinor : 0,
  }
}

type MoneyFacts = Pick<Order, 'status' | 'reviewReason' | 'capturedMinor' | 'refundedMinor'>

type EntryMoney = Readonly<Record<'captured_minor' | 'refunded_minor' | 'charged_back_minor', number>>

/** The detail of an entry, without what is not known; undefined if nothing is. */
export function toldOnly(detail: Readonly<Record<string, JsonValue | undefined>>): JsonObject | undefined {
  const told = Object.entries(detail).filter((field): field is [string, JsonValue] => field[1] !== undefined)
  return told.length === 0 ? undefined : Object.fromEntries(told)
}

/** All entries of one order, oldest first; of several, order by order. */
export async function readHistory(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  orderNumbers: readonly string[],
): Promise<readonly Entry[]> {
  const rows = await db
    .selectFrom('checkout_entries')
    .selectAll()
    .where('order_number', 'in', orderNumbers)
    .$if(own !== undefined, (query) => query.where(isOfOwnOrder(own, 'checkout_entries')))
    .orderBy('order_number')
    .orderBy('entry_number')
    .execute()
  return rows.map(toEntry)
}

/** See `OrderLedger.histories`. */
export async function* readHistories(
  access: SearchAccess,
  query: OrderQuery,
): AsyncGenerator<OrderHistory, void, undefined> {
  for await (const { orders, own } of searchPages(access, query)) {
    const orderNumbers = orders.map(({ orderNumber }) => orderNumber)
    if (orderNumbers.length === 0) continue
    const entries = await access.read((db) => readHistory(db, own, orderNumbers))
    const ofOrder = byOrder(entries, ({ orderNumber }) => orderNumber)
    for (const order of orders) yield { order, entries: ofOrder.get(order.orderNumber) ?? [] }
  }
}
