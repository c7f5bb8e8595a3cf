import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { loadSqlite } from '../ledger/load-driver.ts'
import type { BankOrder, BankRecord, BankState } from './bank-record.ts'
import { keyOf, makeBankRefunds } from './bank-refunds.ts'
import type { BankRefunds } from './bank-refunds.ts'

/** What the bank tells of a day, on disk: however long a registry is, memory is not. */
export interface BankDay extends BankRefunds {
  /** A second payment of an order is counted, unless it tells the same order of a list again. */
  add(record: BankRecord): void
  /** Forgets everything, to read a list again. */
  clear(): void
  /** How many orders it holds. */
  count(): number
  /** The orders of one day, in pages. */
  ordersOf(day: string): Iterable<readonly BankOrder[]>
  /** Which of these the bank tells of, on whatever day, by their order numbers; its own id of them comes first. */
  find(ids: readonly OrderId[]): ReadonlyMap<string, BankOrder>
  /** Whether the bank tells of this day at all. */
  covers(day: string): boolean
  /** Every day that it tells of, with the number of its orders. */
  days(): readonly { readonly day: string; readonly count: number }[]
  close(): void
}

export interface OrderId {
  readonly orderNumber: string
  readonly gatewayOrderId: string | undefined
}

/** Orders on a page, and looked up at once. Chosen by feel: below the number of values that a statement may have. */
export const pageSize = 400

/** An empty name is SQLite's own temporary file: it is gone when it is closed, or with the process. */
const temporary = ''

/** Nothing of it needs to survive anything. */
const tables = `
  pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -16000;
  create table bank (id integer primary key, key text not null unique, order_number text, gateway_order_id text,
    state text not null, currency text not null, paid_minor integer, refunded_minor integer, fee_minor integer,
    at_ms integer, day text not null, rank integer not null, payments integer not null, operation_id text,
    is_same_line integer not null, line integer, other_line integer) strict;
  create table refunds (side text not null, key text not null, other_key text, day text not null,
    minor integer not null, currency text not null, line integer,
    primary key (key, currency, day, side)) strict, without rowid;
  create index bank_gateway_order_id on bank (gateway_order_id);
  create index bank_order_number on bank (order_number);
  create index bank_day on bank (day, id);`

export function makeBankDay(): BankDay {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(temporary)
  database.exec(`${tables} begin`)
  const addOrder = makeAdd(database)
  const refunds = makeBankRefunds(database)
  const page = database.prepare('select * from bank where day = ? and id > ? order by id limit ?')
  // A list may have several orders of one number: the one with money is meant.
  const byNumber = database.prepare(
    "select * from bank where order_number = ? order by state in ('unpaid', 'reversed'), id limit 1",
  )
  const byGatewayId = database.prepare('select * from bank where gateway_order_id = ?')
  const ofDay = database.prepare('select 1 from bank where day = ? limit 1')

  function find(ids: readonly OrderId[]): ReadonlyMap<string, BankOrder> {
    const found = new Map<string, BankOrder>()
    for (const { orderNumber, gatewayOrderId } of ids) {
      const byId = gatewayOrderId === undefined ? undefined : byGatewayId.get(gatewayOrderId)
      const row = byId ?? byNumber.get(orderNumber)
      if (row) found.set(orderNumber, toBankOrder(row))
    }
    return found
  }

  return {
    ...refunds,
    add: (record) => (record.tells === 'refund' ? refunds.addRefund('bank', record) : addOrder(record)),
    find,
    clear: () => database.exec('delete from bank; delete from refunds'),
    count: () => Number(database.prepare('select count(*) as count from bank').get()?.count),
    *ordersOf(day) {
      let after = 0
      for (;;) {
        const rows = page.all(day, after, pageSize)
        if (rows.length === 0) return
        after = Number(rows.at(-1)?.id)
        yield rows.map(toBankOrder)
      }
    },
    covers: (day) => ofDay.get(day) !== undefined,
    days: () =>
      database
        .prepare(
          `select day, count(*) as count from (select day from bank union all select day from refunds
          where side = 'bank') group by day order by day`,
        )
        .all()
        .map(({ day, count }) => ({ day: String(day), count: Number(count) })),
    close: () => database.close(),
  }
}

/** What tells more of an order's money wins over what tells less: a capture is no second payment beside its hold. */
const ranks = { news: 0, held: 1, taken: 2 } as const

function rankOf({ tells, state }: BankRecord): number {
  if (tells === 'news') return ranks.news
  return tells === 'payment' && state === 'held' ? ranks.held : ranks.taken
}

/** A list tells its orders by its own ids: two of them may have one number. A registry writes several lines of one. */
function orderKeyOf({ tells, orderNumber, gatewayOrderId }: BankRecord): string {
  return keyOf(
    tells === 'order' && gatewayOrderId !== undefined
      ? { orderNumber: undefined, gatewayOrderId }
      : { orderNumber, gatewayOrderId },
  )
}

function makeAdd(database: DatabaseSync): (record: BankRecord) => void {
  const isMore = 'excluded.rank > rank or (rank = 0 and excluded.rank = 0)'
  const isAgain = 'rank > 0 and excluded.rank = rank'
  // A hold that was released is over, whichever was told first.
  const isReleased = "'held' in (state, excluded.state) and 'reversed' in (state, excluded.state)"
  const newer = (...columns: readonly string[]): string =>
    columns.map((column) => `${column} = case when ${isMore} then excluded.${column} else ${column} end`).join(', ')
  const statement = database.prepare(`
    insert into bank (key, order_number, gateway_order_id, state, currency, paid_minor, refunded_minor, fee_minor,
      at_ms, day, rank, payments, operation_id, is_same_line, line)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
    on conflict (key) do update set
      is_same_line = max(is_same_line, ${isAgain} and operation_id is excluded.operation_id
        and excluded.operation_id is not null),
      other_line = case when ${isAgain} then excluded.line else other_line end,
      state = case when 'charged-back' in (state, excluded.state) then 'charged-back'
        when ${isReleased} then 'reversed' when ${isMore} then excluded.state
        else state end,
      fee_minor = case when ${isMore} then coalesce(excluded.fee_minor, fee_minor)
        else coalesce(fee_minor, excluded.fee_minor) end,
      payments = case when ? or excluded.rank > rank then 1 when ${isAgain} then payments + 1 else payments end,
      ${newer('paid_minor', 'currency', 'at_ms', 'day', 'operation_id', 'line')},
      rank = max(rank, excluded.rank)`)
  return (record) => {
    const { tells, orderNumber, gatewayOrderId, amountMinor } = record
    const isNews = tells === 'news'
    statement.run(
      orderKeyOf(record),
      orderNumber ?? null,
      gatewayOrderId ?? null,
      record.state,
      record.currency,
      isNews ? null : amountMinor,
      record.refundedMinor ?? null,
      record.feeMinor ?? null,
      record.at?.getTime() ?? null,
      record.day,
      rankOf(record),
      isNews ? 0 : 1,
      record.operationId ?? null,
      record.line ?? null,
      // A list that shifts while it is paged tells an order again: that is no second payment.
      tells === 'order' ? 1 : 0,
    )
  }
}

function toBankOrder(row: Record<string, SQLOutputValue>): BankOrder {
  return {
    orderNumber: textOf(row.order_number),
    gatewayOrderId: textOf(row.gateway_order_id),
    state: row.state as BankState,
    currency: String(row.currency),
    paidMinor: numberOf(row.paid_minor),
    refundedMinor: numberOf(row.refunded_minor),
    feeMinor: numberOf(row.fee_minor),
    at: row.at_ms === null ? undefined : new Date(Number(row.at_ms)),
    day: String(row.day),
    payments: Number(row.payments),
    isSameLine: row.is_same_line === 1,
    line: numberOf(row.line),
    otherLine: numberOf(row.other_line),
  }
}

function textOf(value: SQLOutputValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: SQLOutputValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}
