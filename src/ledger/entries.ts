import type { Kysely } from 'kysely'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Order } from '../order.ts'
import type { Entry } from './entry.ts'
import { runKept } from './kept-query.ts'
import { toEntry, toJson } from './rows.ts'
import type { Schema } from './schema.ts'
import { isOfOwnOrder } from './shops.ts'
import type { OwnShop } from './shops.ts'
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
    })
  if (!written) return void (await runKept(statement, { name: 'write entry', values, build: insert }))
  const build = (given: typeof values) => insert(given).returningAll()
  const [row] = await runKept(statement, { name: 'write entry and read it', values, build })
  if (row) written.push({ entry: toEntry(row), order })
}

/** The detail of an entry, without what is not known; undefined if nothing is. */
export function toldOnly(detail: Readonly<Record<string, JsonValue | undefined>>): JsonObject | undefined {
  const told = Object.entries(detail).filter((field): field is [string, JsonValue] => field[1] !== undefined)
  return told.length === 0 ? undefined : Object.fromEntries(told)
}

/** All entries of one order, oldest first. */
export async function readHistory(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  orderNumber: string,
): Promise<readonly Entry[]> {
  const rows = await db
    .selectFrom('checkout_entries')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .$if(own !== undefined, (query) => query.where(isOfOwnOrder(own, 'checkout_entries')))
    .orderBy('entry_number')
    .execute()
  return rows.map(toEntry)
}
