import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { readBooked } from './book-pages.ts'
import type { BookedOrder } from './books.ts'
import { ownShopKeys } from './indexed.ts'
import {
  addUpMany,
  cohortColumns,
  countHandedOver,
  countMoved,
  countOpened,
  countOtherMoney,
  countPlainMoney,
  entriesOf,
  moneyColumns,
  orAdd,
  setOtherAside,
  setPlainAside,
} from './migrations/counting.ts'
import type { OwnShop } from './own-shop.ts'
import type { Schema } from './schema.ts'
import type { CertainMoney, SumsStep } from './sums-ledger.ts'
import type { AsideTable } from './sums-schema.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * See `SumsLedger.addUpOlder`. The row of state is changed first, from what was read of it: of two processes at the
 * same entries, one finds that it was changed, and adds nothing.
 */
export async function addUpOlder(transaction: LedgerTransaction, limit: number): Promise<SumsStep> {
  const { trx, dialect } = transaction
  const left = trx.selectFrom('checkout_sums_state').select('left_to').where('left_to', '>', 0)
  if (!(await left.executeTakeFirst())) return { addedCount: 0, isDone: true }
  const state = await left.modifyEnd(dialect.rowLockOrSkip).executeTakeFirst()
  // Another process is at it.
  if (!state) return { addedCount: 0, isDone: false }
  const leftTo = Number(state.left_to)
  const nextLeftTo = Math.max(0, leftTo - limit)
  const newestLeft = trx
    .selectFrom('checkout_entries')
    .select('at')
    .where('entry_number', '<=', nextLeftTo)
    .orderBy('entry_number', 'desc')
    .limit(1)
  await trx
    .updateTable('checkout_sums_state')
    .set({ left_to: nextLeftTo, left_at: nextLeftTo === 0 ? null : newestLeft })
    .execute()
  await addUpEntries(transaction, nextLeftTo, leftTo)
  return { addedCount: leftTo - nextLeftTo, isDone: nextLeftTo === 0 }
}

/** The sums last, and in one statement: whoever sells waits for their rows. */
async function addUpEntries({ trx, dialect: { words } }: LedgerTransaction, after: number, to: number): Promise<void> {
  const entries = entriesOf(`e.entry_number > ${after} and e.entry_number <= ${to}`)
  for (const setAside of [setPlainAside, setOtherAside]) await sql.raw(setAside(words, entries)).execute(trx)
  const counts = [countOpened, countMoved, countHandedOver, countPlainMoney, countOtherMoney]
  await sql.raw(addUpMany(counts.map((count) => count(words, entries)))).execute(trx)
}

/** See `SumsLedger.recount`. Nobody writes an entry meanwhile: each is counted by its trigger, or is left. */
export async function recount({ trx, dialect }: LedgerTransaction): Promise<void> {
  await dialect.lockEntries?.execute(trx)
  const nothing = [...cohortColumns, ...moneyColumns].filter((column) => column !== 'returned')
  await trx
    .updateTable('checkout_sums')
    .set(Object.fromEntries(nothing.map((column) => [column, 0])))
    .execute()
  await trx.deleteFrom('checkout_sums_aside').execute()
  await sql`update checkout_sums_state set left_to = coalesce((select max(entry_number) from checkout_entries), 0),
    left_at = (select at from checkout_entries order by entry_number desc limit 1)`.execute(trx)
}

/** See `SumsLedger.booked`. */
export async function readBookedEntries(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  entryNumbers: readonly number[],
): Promise<readonly BookedOrder[]> {
  if (entryNumbers.length === 0) return []
  const entries = await db
    .selectFrom('checkout_entries')
    .select(['entry_number', 'order_number', 'at'])
    .where('entry_number', 'in', entryNumbers)
    .execute()
  return readBooked(db, own, entries)
}

/** See `SumsLedger.asideAfter`. */
export async function readAsideAfter(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  entryNumber: number,
  limit: number,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('checkout_sums_aside')
    .select('entry_number')
    .$if(own !== undefined, (query) => query.where('shop', 'in', own ? ownShopKeys(own) : []))
    .where('entry_number', '>', entryNumber)
    .orderBy('entry_number')
    .limit(limit)
    .execute()
  return rows.map((row) => Number(row.entry_number))
}

/** See `SumsLedger.addAside`: whoever takes a row away adds it up. In one statement, as above. */
export async function addAside({ trx }: LedgerTransaction, certain: readonly CertainMoney[]): Promise<void> {
  const numbers = certain.map(({ entryNumber }) => entryNumber)
  if (numbers.length === 0) return
  const taken = await trx
    .deleteFrom('checkout_sums_aside')
    .where('entry_number', 'in', numbers)
    .returning(['entry_number', 'shop', 'quarter_hour'])
    .execute()
  const rows = rowsOf(taken, certain)
  if (rows.length === 0) return
  const values = rows.map(
    ({ shop, quarterHour, currency, figures }) => sql`(${shop}, ${quarterHour}, ${currency}, 0, ${sql.join(figures)})`,
  )
  await sql`insert into checkout_sums (shop, quarter_hour, currency, slot, ${sql.raw(moneyColumns.join(', '))})
    values ${sql.join(values)} ${sql.raw(orAdd(moneyColumns))}`.execute(trx)
}

interface AddedRow {
  readonly shop: string
  readonly quarterHour: number
  readonly currency: string
  /** By {@link moneyColumns}. */
  readonly figures: readonly number[]
}

/** What is added to each row of the sums, in the order of time. */
function rowsOf(
  taken: readonly Pick<Selectable<AsideTable>, 'entry_number' | 'quarter_hour' | 'shop'>[],
  certain: readonly CertainMoney[],
): readonly AddedRow[] {
  const moneyOf = new Map(certain.map((one) => [one.entryNumber, one]))
  const rows = new Map<string, AddedRow>()
  for (const { entry_number, shop, quarter_hour: quarterHour } of taken) {
    const money = moneyOf.get(Number(entry_number))
    if (!money) continue
    const { currency } = money
    const key = JSON.stringify([quarterHour, shop, currency])
    const figures = figuresOf(money)
    const before = rows.get(key)?.figures ?? figures.map(() => 0)
    const grown = figures.map((figure, index) => figure + (before[index] ?? 0))
    rows.set(key, { shop, quarterHour, currency, figures: grown })
  }
  return [...rows.values()]
    .filter(({ figures }) => figures.some((figure) => figure !== 0))
    .sort((one, other) => one.quarterHour - other.quarterHour)
}

function figuresOf({ paidMinor, capturedMinor, refundedMinor, chargedBackMinor }: CertainMoney): readonly number[] {
  const figures: Readonly<Record<(typeof moneyColumns)[number], number>> = {
    paid_count: paidMinor === undefined ? 0 : 1,
    paid_minor: paidMinor ?? 0,
    captured_minor: capturedMinor,
    refund_count: refundedMinor > 0 ? 1 : 0,
    refunded_minor: refundedMinor,
    charged_back_minor: chargedBackMinor,
  }
  return moneyColumns.map((column) => figures[column])
}
