import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import { isFree } from './going-back.ts'
import type { HandOverLedger } from './hand-over-ledger.ts'
import { nextTurn } from './next-turn.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'
import { isTaskFree } from './task-claims.ts'
import type { TaskTable } from './task-claims.ts'

/** Tasks read in one statement. Chosen by feel: well below 50 ms, even if none of them is ours. */
const tasksPerRead = 500

/** A place in the list of tasks: the next page starts after it. */
interface TaskPlace {
  readonly next_try_at: Date | string | null
  readonly order_number: string
}

type UnfinishedQuery = Parameters<HandOverLedger['unfinishedHandOvers']>[0]

/** See `HandOverLedger.unfinishedHandOvers`; those that have waited longest come first. */
export function readUnfinishedHandOvers(
  read: ReadAsShop,
  dialect: LedgerDialect,
  query: UnfinishedQuery,
): Promise<readonly string[]> {
  const { isEarly = false } = query
  return readUnfinished(read, { table: 'checkout_hand_overs', isFree: isFree(dialect, isEarly) }, query)
}

/** See `ClosingLedger.unfinishedClosings`; in the same order. */
export function readUnfinishedClosings(
  read: ReadAsShop,
  dialect: LedgerDialect,
  query: UnfinishedQuery,
): Promise<readonly string[]> {
  const { isEarly = false } = query
  return readUnfinished(read, { table: 'checkout_closings', isFree: isTaskFree(dialect, isEarly) }, query)
}

/** Tasks of one kind that nobody holds. */
interface FreeTasks {
  readonly table: TaskTable
  readonly isFree: RawBuilder<boolean>
}

async function readUnfinished(
  read: ReadAsShop,
  tasksThatAreFree: FreeTasks,
  { gateway, limit }: UnfinishedQuery,
): Promise<readonly string[]> {
  const found: string[] = []
  let last: TaskPlace | undefined
  for (;;) {
    const after = last
    const tasks = await read((db, own) => readFreeTasks(db, tasksThatAreFree, { own, gateway, after }))
    found.push(...tasks.filter(({ is_ours }) => is_ours === 1).map(({ order_number }) => order_number))
    last = tasks.at(-1)
    if (tasks.length < tasksPerRead || found.length >= limit) return found.slice(0, limit)
    await nextTurn()
  }
}

/**
 * The next tasks that nobody holds, including those of other shops and gateways: leaving them out here could mean a
 * long search.
 */
function readFreeTasks(
  db: Kysely<Schema>,
  { table, isFree }: FreeTasks,
  terms: { readonly own: OwnShop | undefined; readonly gateway: string; readonly after: TaskPlace | undefined },
) {
  const { own, gateway, after } = terms
  // One value of one row: `exists` may read all orders first.
  const isOurs = sql<number>`(select case when substr(o.gateway_account, 1, ${gateway.length}) = ${gateway}
    and ${isOwn(own, 'o.shop')} then 1 else 0 end
    from checkout_orders o where o.order_number = ${sql.ref(`${table}.order_number`)})`
  return (
    db
      // Both tables have these columns.
      .selectFrom(table as 'checkout_hand_overs')
      .select(['order_number', 'next_try_at', isOurs.as('is_ours')])
      .where(isFree)
      .$if(after !== undefined, (query) =>
        query.where(
          sql<boolean>`(next_try_at, order_number) > (${timeText(after?.next_try_at)}, ${after?.order_number})`,
        ),
      )
      .orderBy('next_try_at')
      .orderBy('order_number')
      .limit(tasksPerRead)
      .execute()
  )
}

function timeText(time: Date | string | null | undefined): string {
  return new Date(time ?? 0).toISOString()
}
