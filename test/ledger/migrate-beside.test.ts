import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { indexPlanOf, migrations } from '../../src/ledger/migrate.ts'
import { postgresWords } from '../../src/ledger/postgres-schema.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Logger } from '../../src/logger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'
import { until } from '../support/until.ts'
import { newOrder } from './an-order.ts'

/** Everything that tells the time or waits, except intervals. */
const allButIntervals = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
]

describeOver('postgres')('migrations in PostgreSQL while shops sell', () => {
  let opened: OpenedLedger
  let holder: pg.Client
  /** Other tests use the same server. */
  let application: string
  const made: Ledger[] = []
  const anotherLedger = (logger: Logger = silentLogger): Ledger => {
    const databaseUrl = `${opened.databaseUrl}&application_name=${application}`
    const ledger = makeLedger({ databaseUrl, logger })
    made.push(ledger)
    return ledger
  }
  beforeEach(async () => {
    opened = await ledgers.PostgreSQL!({ isEmpty: true })
    application = `ledger-${randomUUID()}`
    await writtenBy010()
    holder = new pg.Client({ connectionString: opened.databaseUrl })
    await holder.connect()
  })
  afterEach(async () => {
    jest.useRealTimers()
    jest.restoreAllMocks()
    await holder.end()
    for (const ledger of made.splice(0)) await ledger.close()
    await opened.close()
  })

  /** A ledger as version 0.1.0 left it, with one order. */
  async function writtenBy010(): Promise<void> {
    const old = migrations.filter(({ number }) => number <= 2)
    await opened.sql(old.flatMap(({ statements }) => statements(postgresWords)).join(';'))
    await opened.sql(`
      create table checkout_migrations (
        number integer not null primary key, name text not null, applied_at timestamptz(3) not null);
      insert into checkout_migrations values (1, 'orders', now()), (2, 'refunds', now());
      insert into checkout_orders
        (order_number, sku, amount_minor, currency, capture, gateway_account, status, created_at, expires_at)
      values ('old', 'mug', 1999, 'EUR', 'automatic', 'bank.example/#login', 'expired', now(), now())`)
  }

  const plan = indexPlanOf(migrations)
  const wanted = plan.wanted.map(({ name }) => name)

  async function indexes(isValid: boolean): Promise<readonly unknown[]> {
    const rows = await opened.sql(`select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid in
        (to_regclass('checkout_orders'), to_regclass('checkout_entries'), to_regclass('checkout_links'),
          to_regclass('checkout_refunds'))
        and i.indisvalid = ${isValid}`)
    return rows.map(({ relname }) => relname).filter((name) => wanted.includes(String(name)))
  }

  /** Those of 0.1.0 that later ones have replaced. */
  async function replacedIndexes(): Promise<readonly unknown[]> {
    const rows = await opened.sql(`select indexname from pg_indexes where schemaname = current_schema()`)
    return rows.filter(({ indexname }) => plan.dropped.includes(String(indexname)))
  }

  /** What the ledgers' connections in this schema are doing, without the test's own. */
  async function running(like: string): Promise<readonly unknown[]> {
    return opened.sql(`select query, wait_event_type from pg_stat_activity
      where application_name = '${application}' and state = 'active' and query ilike '${like}'`)
  }

  /** How many queries with this text this process has sent since. */
  function countQueries(text: string): () => number {
    const query = jest.spyOn(pg.Client.prototype, 'query')
    return () => query.mock.calls.filter(([sent]: readonly unknown[]) => String(sent).includes(text)).length
  }

  async function connections(): Promise<number> {
    const rows = await opened.sql(`select 1 from pg_stat_activity where application_name = '${application}'`)
    return rows.length
  }

  it('bring a ledger of 0.1.0 up to date, build its indexes, and keep its orders', async () => {
    const ledger = anotherLedger()
    await ledger.open()

    expect(await ledger.find('old')).toMatchObject({ status: 'expired', shop: undefined })
    expect(await opened.sql('select number, readable_from from checkout_migrations order by number')).toEqual([
      { number: 1, readable_from: null },
      { number: 2, readable_from: null },
      { number: 3, readable_from: 3 },
      { number: 4, readable_from: 3 },
      { number: 5, readable_from: 3 },
      { number: 6, readable_from: 3 },
      { number: 7, readable_from: 3 },
      { number: 8, readable_from: 3 },
      { number: 9, readable_from: 3 },
      { number: 10, readable_from: 3 },
      { number: 11, readable_from: 3 },
      { number: 12, readable_from: 3 },
      { number: 13, readable_from: 3 },
    ])
    await until(async () => (await indexes(true)).length === wanted.length)
    await until(async () => (await replacedIndexes()).length === 0)
  })

  it('take as long as they take: no limit of the role, the database or the pool ends them', async () => {
    // Each command on the schema writes down the limit it runs under.
    const [row] = await opened.sql('select current_schema() as name')
    const schema = String(row!.name)
    await opened.sql(`
      create table limits_seen (tag text, timeout text);
      create function note_limit() returns event_trigger language plpgsql as $$ begin
        if current_schema() = '${schema}' then
          insert into ${schema}.limits_seen values (tg_tag, current_setting('statement_timeout'));
        end if;
      end $$;
      create event trigger ${schema}_limits on ddl_command_start
        when tag in ('ALTER TABLE', 'CREATE TABLE', 'CREATE INDEX') execute function note_limit()`)
    try {
      const databaseUrl = `${opened.databaseUrl}&application_name=${application}&statement_timeout=7000`
      const ledger = makeLedger({ databaseUrl, logger: silentLogger })
      made.push(ledger)
      await ledger.open()
      await until(async () => (await indexes(true)).length === wanted.length)
    } finally {
      await opened.sql(`drop event trigger ${schema}_limits`)
    }

    const seen = await opened.sql('select distinct tag, timeout from limits_seen')
    expect(seen.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['ALTER TABLE', 'CREATE TABLE', 'CREATE INDEX']))
    expect([...new Set(seen.map(({ timeout }) => timeout))]).toEqual(['0'])
  })

  it('let shops sell while an index is built, stop building on close, and rebuild it at the next start', async () => {
    // Every index build waits for uncommitted writes.
    await holder.query(`begin; update checkout_orders set language = 'en'`)
    const ledger = anotherLedger()
    await openAsSoonAsLet(ledger)
    await holder.query(`begin; update checkout_orders set language = 'de'`)
    await until(async () => (await running('create index concurrently%')).length > 0)

    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
    // Until all that replace them are there, they are needed.
    expect(await replacedIndexes()).toHaveLength(3)
    await ledger.close()
    await until(async () => (await running('create index concurrently%')).length === 0)
    expect(await indexes(false)).toHaveLength(1)
    await holder.query('commit')

    await anotherLedger().open()
    await until(async () => (await indexes(true)).length === wanted.length)
    expect(await indexes(false)).toEqual([])
  })

  it('wait for a table in use without blocking others', async () => {
    await holder.query('begin; select * from checkout_orders')
    const opening = anotherLedger().open()

    // Others are served meanwhile: a migration asks for the table only for a moment, again and again.
    await until(async () => (await running('alter table%')).length > 0)
    expect(await opened.sql(`select order_number from checkout_orders`)).toEqual([{ order_number: 'old' }])

    await holder.query('commit')
    await opening
  })

  it('build indexes in one process at a time, and leave no connection behind', async () => {
    await holder.query('begin; select pg_advisory_xact_lock(7203561896)')
    const asked = countQueries('select pg_try_advisory_xact_lock(7203561896)')
    await anotherLedger().open()

    // The first answer was no.
    await until(() => asked() > 1)
    expect(await indexes(true)).toEqual([])
    await holder.query('commit')

    await until(async () => (await indexes(true)).length === wanted.length)
    // The ledger itself has one.
    await until(async () => (await connections()) <= 1)
  })

  it('say that an index cannot be built, and then cancel nothing when the ledger is closed', async () => {
    await opened.sql(`create table ${wanted[0]!} (mine integer)`)
    const warnings: unknown[] = []
    const ledger = anotherLedger({ ...silentLogger, warn: (details, message) => warnings.push([details, message]) })
    await ledger.open()
    await until(() => warnings.length > 0)
    const cancelled = countQueries('pg_cancel_backend')

    await ledger.close()

    expect(warnings).toEqual([
      [
        { reason: expect.stringContaining(wanted[0]!) },
        'A ledger index could not be built or dropped; the next start retries',
      ],
    ])
    // Somebody else's connection may have its number by now.
    expect(cancelled()).toBe(0)
  })

  it('say in the log what they wait for, as long as they wait', async () => {
    jest.useFakeTimers({ doNotFake: allButIntervals })
    const said: string[] = []
    const untilSaid = (reason: string) =>
      until(() => {
        jest.advanceTimersByTime(5_000)
        return said.includes(`The ledger's schema is being brought up to date; it waits for ${reason}`)
      })
    await holder.query('begin; select pg_advisory_xact_lock(7203561894)')
    const opening = anotherLedger({ ...silentLogger, info: (_, message) => said.push(message) }).open()

    await untilSaid('another process that changes it')
    await holder.query('commit; begin; select * from checkout_orders')
    await untilSaid('a table that is in use')
    await holder.query('commit')

    await opening
    expect(jest.getTimerCount()).toBe(0)
  })

  it('wait for another process that migrates, and hold no lock meanwhile', async () => {
    await holder.query('begin; select pg_advisory_xact_lock(7203561894)')
    const asked = countQueries('select pg_try_advisory_xact_lock(7203561894)')
    const opening = anotherLedger().open()

    // The first answer was no.
    await until(() => asked() > 1)
    expect(await opened.sql('select max(number) as number from checkout_migrations')).toEqual([{ number: 2 }])
    await until(async () => (await running('%')).length === 0)
    const blocked = await opened.sql(`select pid from pg_stat_activity
      where application_name = '${application}' and wait_event_type = 'Lock'`)
    expect(blocked).toEqual([])
    await holder.query('commit')

    await opening
  })

  it('stop waiting when the ledger is closed', async () => {
    await holder.query('begin; select pg_advisory_xact_lock(7203561894)')
    const ledger = anotherLedger()
    const opening = expect(ledger.open()).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })

    await ledger.close()

    await opening
    await holder.query('commit')
  })

  /** The steps need the table for a moment. */
  async function openAsSoonAsLet(ledger: Ledger): Promise<void> {
    const opening = ledger.open()
    await until(async () => (await running('alter table%')).length > 0)
    await holder.query('commit')
    await opening
  }
})
