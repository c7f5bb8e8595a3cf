import type { Compilable, OperationNodeSource, RawBuilder, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { JsonValue } from '../json.ts'
import type { Order } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import { moneyOf, writeEntry } from './entries.ts'
import type { Entry } from './entry.ts'
import { runKept } from './kept-query.ts'
import { orderColumns, toEntry, toJson } from './rows.ts'
import type { WholeRow } from './rows.ts'
import type { EntryTable } from './schema.ts'
import type { LedgerStatement } from './transaction.ts'

/** A statement that can also be a part of another. */
type Query<Row = unknown> = Compilable<Row> & OperationNodeSource

/** What a part of a change has to ask for, and to tell. */
interface PartTerms {
  /** Belongs into its `where`. */
  readonly when: RawBuilder<boolean>
  /** What it returns of the order's row. */
  readonly columns: readonly (keyof WholeRow)[]
}

/** A change of one order, and the entry that tells of it. */
export interface OrderChange<Values extends object, Extra extends object = object> {
  /** The same for changes of one text, and different for all others. */
  readonly name: string
  readonly values: Values
  /** Number of the order; undefined if the change adds it. */
  readonly existing: string | undefined
  /**
   * Where the statement is alone, locks whatever it depends on without waiting, and returns a row, or nothing changes;
   * otherwise the transaction has locked it. Undefined if that is the existing order alone.
   */
  readonly lock?: ((given: Values) => RawBuilder<unknown>) | undefined
  /** What must change first, if anything: it returns a row, or nothing changes. */
  readonly task?: (given: Values, terms: PartTerms) => Query
  /** Adds or changes the order's row; no row if nothing changes. */
  readonly row: (given: Values, terms: PartTerms) => Query
  /** What must be read of the row to know the order. The fewer columns, the cheaper. */
  readonly columns: readonly (keyof WholeRow)[]
  /** The order, from just these columns. */
  readonly order: (row: WholeRow) => Order
  /** What is written with it: reads the order as it is then from `changed`, and returns at most one row. */
  readonly also?: ((given: Values, changed: RawBuilder<unknown>) => RawBuilder<Extra>) | undefined
  readonly entry: Pick<Entry, 'kind' | 'from' | 'trigger'> & { readonly detail: JsonValue | undefined }
}

/** The order as the change left it. */
export interface ChangedOrder<Extra extends object = object> {
  readonly order: Order
  /** What `also` has returned: nothing, or nulls, if that was nothing. */
  readonly also: Extra | Nullable<Extra> | undefined
}

/** A row of an outer join. */
export type Nullable<Row extends object> = { readonly [Column in keyof Row]: Row[Column] | null }

/** Carries a change out in as few statements as the database can. Undefined if nothing has changed. */
export function changeOrder<Values extends object, Extra extends object>(
  statement: LedgerStatement,
  change: OrderChange<Values, Extra>,
): Promise<ChangedOrder<Extra> | undefined> {
  return statement.dialect.changesAtOnce ? changeAtOnce(statement, change) : changeByStep(statement, change)
}

const always = sql<boolean>`1 = 1`

async function changeByStep<Values extends object, Extra extends object>(
  statement: LedgerStatement,
  { name, existing, values, task, row, also, columns, order: orderOf, entry }: OrderChange<Values, Extra>,
): Promise<ChangedOrder<Extra> | undefined> {
  const terms: PartTerms = { when: always, columns }
  if (task) {
    const [done] = await runKept(statement, { name: `${name}: task`, values, build: (given) => task(given, terms) })
    if (!done) return undefined
  }
  const [changed] = await runKept(statement, { name, values, build: (given) => row(given, terms) })
  if (!changed) return undefined
  const order = orderOf(changed as WholeRow)
  const more =
    also &&
    (await runKept(statement, {
      name: `${name}: also`,
      values: { ...values, existing },
      build: (given) => ({ compile: () => also(given, changedOrder(given)).compile(statement.db) }),
    }))
  await writeEntry(statement, order, entry)
  return { order, also: more?.[0] }
}

/** The row of an order that an earlier statement has changed. */
function changedOrder({ existing }: Pick<OrderChange<object>, 'existing'>): RawBuilder<unknown> {
  return sql`checkout_orders as changed where changed.order_number = ${existing}`
}

/** What of an entry is known before the change. */
type EntryValues = Pick<Selectable<EntryTable>, 'kind' | 'from_status' | 'trigger' | 'detail'>

type ChangedRow = WholeRow & Pick<Selectable<EntryTable>, 'entry_number'> & { readonly entry_at: Date }

/** One statement, and so one round trip. */
async function changeAtOnce<Values extends object, Extra extends object>(
  statement: LedgerStatement,
  change: OrderChange<Values, Extra>,
): Promise<ChangedOrder<Extra> | undefined> {
  const { name, existing, also, entry } = change
  const { kind, from = null, trigger, detail } = entry
  const entryValues: EntryValues = { kind, from_status: from, trigger, detail: toJson(detail) }
  const { isAlone, written } = statement
  const [row] = await runKept(statement, {
    name: `${name}, at once, alone: ${isAlone}, told: ${Boolean(written)}`,
    values: { ...change.values, existing, ...entryValues },
    build: (given) => ({ compile: () => atOnce(statement, change, given).compile(statement.db) }),
  })
  if (!row) return undefined
  const order = change.order(row)
  const { orderNumber: order_number, status: to_status } = order
  const { entry_number, entry_at: at } = row
  const values = { ...entryValues, ...moneyOf(order), order_number, to_status, entry_number, at }
  written?.push({ entry: toEntry(values), order })
  return { order, also: also && row }
}

/**
 * Each part asks for the one before it, so that all of them are carried out, in this order, or none.
 *
 * Without a transaction around it, it takes no row that another caller has locked, and changes nothing: the wait would
 * have none of a transaction's limits.
 */
function atOnce<Values extends object, Extra extends object>(
  { dialect, isAlone, written }: LedgerStatement,
  { existing, lock, task, row, columns, also }: OrderChange<Values, Extra>,
  given: Values & EntryValues & Pick<OrderChange<Values>, 'existing'>,
): RawBuilder<ChangedRow & Nullable<Extra>> {
  const parts: RawBuilder<unknown>[] = []
  let when = always
  const add = (name: string, query: OperationNodeSource): void => {
    parts.push(sql`${sql.ref(name)} as (${query})`)
    when = sql<boolean>`exists (select 1 from ${sql.ref(name)})`
  }
  if (isAlone && existing !== undefined) {
    const isIt = sql<boolean>`order_number = ${given.existing}`
    add('free', lock?.(given) ?? sql`select 1 from checkout_orders where ${isIt} ${dialect.rowLockOrSkip}`)
  }
  if (task) add('task', task(given, { when, columns: orderColumns }))
  add('changed', row(given, { when, columns: orderColumns }))
  add('entry', insertEntry(dialect, given))
  if (also) add('also', also(given, sql`changed`))
  const told = [
    ...columns.map((column) => sql`changed.${sql.ref(column)}`),
    ...(written ? [sql`entry.entry_number`, sql`entry.at as entry_at`] : []),
    ...(also ? [sql`also.*`] : []),
  ]
  return sql`with ${sql.join(parts)}
    select ${sql.join(told)} from changed cross join entry${also ? sql` left join also on true` : sql``}`
}

/** See `moneyOf`. */
const chargedBackOfRow = sql`case when status = 'review' and review_reason = 'chargeback'
  then captured_minor - refunded_minor else 0 end`

function insertEntry(dialect: LedgerDialect, { kind, from_status, trigger, detail }: EntryValues): RawBuilder<unknown> {
  return sql`
    insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, detail,
      captured_minor, refunded_minor, charged_back_minor)
    select order_number, ${dialect.now}, ${kind}, ${from_status}, status, ${trigger}, ${detail},
      captured_minor, refunded_minor, ${chargedBackOfRow} from changed
    returning entry_number, at`
}
