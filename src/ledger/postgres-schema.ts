import { sql } from 'kysely'
import type { SchemaChanges } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import type { SchemaWords } from './migrations/migration.ts'

/** How tables are written for PostgreSQL. */
export const postgresWords: SchemaWords = {
  time: 'timestamptz(3)',
  ascendingKey: 'bigint generated always as identity primary key',
  amount: 'bigint',
  tableEnd: '',
  gatewayOfRow: `substr(gateway_account, 1, strpos(gateway_account, '#'))`,
  // Not validated: that would read the whole table under a lock that nobody sells beside, and no row has the column
  // yet.
  addColumn: (table, column, type, check) => [
    `alter table ${table} add column ${column} ${type}`,
    `alter table ${table} add constraint ${table}_${column}_check check (${check}) not valid`,
  ],
  refuseChanges: (table) => [
    `create function ${table}_refuse_change() returns trigger language plpgsql as
      $$ begin raise exception '${table} is never changed'; end $$`,
    `create trigger ${table}_no_change before update or delete or truncate on ${table}
      for each statement execute function ${table}_refuse_change()`,
  ],
}

/** How PostgreSQL changes a schema beside shops that sell; the connections are the dialect's. */
export const postgresSchemaChanges: Omit<SchemaChanges, 'open'> = {
  // Any numbers will do that no other program takes for locks in the same database; these are chosen by feel. The first
  // is 0.1.0's.
  takeStepsLock: sql`select pg_try_advisory_xact_lock(7203561894) as is_mine`,
  takeIndexesLock: sql`select pg_try_advisory_xact_lock(7203561896) as is_mine`,
  beginSteps: [
    `set local statement_timeout = 0`,
    `set local idle_in_transaction_session_timeout = 0`,
    // Whoever waits for a table's exclusive lock makes everybody wait who comes after it.
    `set local lock_timeout = '50ms'`,
  ],
  isLockRefused: (error) => driverErrorOf(error).code === '55P03',
  findIndexes: sql`
    select c.relname as name, i.indisvalid as is_valid from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in (select to_regclass(name) from unnest(array[
      'checkout_orders', 'checkout_entries', 'checkout_hand_overs', 'checkout_refunds', 'checkout_shops']) as name)`,
  makeIndex: ({ name, on }) => [
    // It may take minutes, outside a transaction, where no limit can be local.
    `set statement_timeout = 0`,
    // One that is there and not valid is what a stopped build leaves behind.
    `drop index concurrently if exists ${name}`,
    `create index concurrently ${name} on ${on(postgresWords)}`,
    `reset statement_timeout`,
  ],
  ownPid: sql`select pg_backend_pid() as pid`,
  cancel: (pid) => sql`select pg_cancel_backend(${pid})`,
}
