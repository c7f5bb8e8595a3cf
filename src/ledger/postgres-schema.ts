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
  // Not read as JSON: a row that somebody has written by hand must not keep the index from being built.
  cardEndOfRow: `right(substring(card from '"maskedNumber":"([^"]*)"'), 4)`,
  declineOfRow: `substring(decline from '"category":"([^"]*)"')`,
  // Not validated: that would read the whole table under a lock that stops all sales, and no row has the column yet.
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
  // A trigger of a statement sees no rows: an update is then left to the trigger of each row.
  letChange: ({ table, others, namedIn }) => [
    `create or replace function ${table}_refuse_change() returns trigger language plpgsql as
      $$ begin
        if tg_op = 'UPDATE' then
          if tg_level = 'STATEMENT' then return null; end if;
          if (${rowOf('new', others)}) is not distinct from (${rowOf('old', others)})
            and exists (select 1 from ${namedIn} n where n.order_number = old.order_number) then return new; end if;
        end if;
        raise exception '${table} is never changed';
      end $$`,
    `create trigger ${table}_no_change_of_row before update on ${table}
      for each row execute function ${table}_refuse_change()`,
  ],
  now: 'clock_timestamp()',
  quarterHour: (at) => `floor(extract(epoch from ${at}) / 900)::integer`,
  // The last character of an order number is random. Four of them hold as many commits at once as a disk takes.
  slot: (orderNumber) => `ascii(right(${orderNumber}, 1)) % 4`,
  jsonText: (json, name) => `${json}::jsonb ->> '${name}'`,
  onCommit: ({ name, event, when, statements }) => [
    `create function ${name}() returns trigger language plpgsql as
      $$ begin ${statements.map((one) => `${one};`).join(' ')} return null; end $$`,
    `create constraint trigger ${name} after ${event} deferrable initially deferred
      for each row when (${when}) execute function ${name}()`,
  ],
  // A shop's own role may be granted each table by name: without these its next sale would fail.
  grantLike: (table, others) => [
    `do $$ declare role text; begin
      for role in select distinct case grantee when 0 then 'public' else grantee::regrole::text end
        from pg_class, aclexplode(relacl)
        where oid = '${table}'::regclass and privilege_type = 'INSERT' and grantee <> relowner
      loop execute 'grant select, insert, update, delete on ${others.join(', ')} to ' || role; end loop;
    end $$`,
  ],
}

function rowOf(record: 'new' | 'old', columns: readonly string[]): string {
  return columns.map((column) => `${record}.${column}`).join(', ')
}

/** How PostgreSQL changes a schema while shops sell; the dialect opens the connections. */
export const postgresSchemaChanges: Omit<SchemaChanges, 'open'> = {
  // Any numbers that no other program locks in the same database will do. Chosen by feel; the first is 0.1.0's.
  takeStepsLock: sql`select pg_try_advisory_xact_lock(7203561894) as is_mine`,
  takeIndexesLock: sql`select pg_try_advisory_xact_lock(7203561896) as is_mine`,
  beginSteps: [
    `set local statement_timeout = 0`,
    `set local idle_in_transaction_session_timeout = 0`,
    // Waiting for a table's exclusive lock makes everybody behind it wait.
    `set local lock_timeout = '50ms'`,
  ],
  isLockRefused: (error) => driverErrorOf(error).code === '55P03',
  findIndexes: sql`
    select c.relname as name, i.indisvalid as is_valid from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in (select to_regclass(name) from unnest(array[
      'checkout_orders', 'checkout_entries', 'checkout_hand_overs', 'checkout_refunds', 'checkout_shops',
      'checkout_closings', 'checkout_links']) as name)`,
  // An invalid one is what a stopped build leaves behind.
  makeIndex: ({ name, on }) =>
    withoutLimit(dropConcurrently(name), `create index concurrently ${name} on ${on(postgresWords)}`),
  dropIndex: (name) => withoutLimit(dropConcurrently(name)),
  ownPid: sql`select pg_backend_pid() as pid`,
  cancel: (pid) => sql`select pg_cancel_backend(${pid})`,
}

function dropConcurrently(name: string): string {
  return `drop index concurrently if exists ${name}`
}

/** They may take minutes, and wait for those who use the table. Outside a transaction no limit can be local. */
function withoutLimit(...statements: readonly string[]): readonly string[] {
  return [`set statement_timeout = 0`, ...statements, `reset statement_timeout`]
}
