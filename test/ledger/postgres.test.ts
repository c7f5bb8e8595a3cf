import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import pg from 'pg'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'
import { until } from '../support/until.ts'
import { moved, newOrder, paidOrder, registeredOrder } from './an-order.ts'

const serializable = encodeURIComponent(' -c default_transaction_isolation=serializable')

describeOver('postgres')('a ledger in PostgreSQL', () => {
  let opened: OpenedLedger
  const ending: (() => Promise<unknown>)[] = []
  beforeEach(async () => (opened = await ledgers.PostgreSQL!()))
  afterEach(async () => {
    for (const end of ending.splice(0)) await end()
    await opened.close()
  })

  const ledgerAt = (databaseUrl: string, logger = silentLogger): Ledger => {
    const ledger = makeLedger({ databaseUrl, logger })
    ending.push(() => ledger.close())
    return ledger
  }
  /** The test's own client, in the ledger's schema. */
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: opened.databaseUrl })
    client.on('error', () => undefined)
    await client.connect()
    ending.push(() => client.end())
    return client
  }

  it("lives beside the store's tables, in the schema of its search path", async () => {
    await opened.sql('create table orders (id integer)')
    await opened.ledger.add(newOrder())

    const tables = await opened.sql(
      'select table_name from information_schema.tables where table_schema = current_schema() order by 1',
    )

    expect(tables.map((row) => row.table_name)).toEqual([
      'checkout_closings',
      'checkout_decline_sums',
      'checkout_entries',
      'checkout_forgetting',
      'checkout_hand_overs',
      'checkout_links',
      'checkout_migrations',
      'checkout_orders',
      'checkout_processes',
      'checkout_reference_keys',
      'checkout_refund_proposals',
      'checkout_refunds',
      'checkout_retention',
      'checkout_shops',
      'checkout_sums',
      'checkout_sums_aside',
      'checkout_sums_state',
      'orders',
    ])
  })

  it('works without the right to create tables once its schema exists', async () => {
    const role = `shop_${randomUUID().replaceAll('-', '')}`
    await opened.sql(`create role ${role} login`)
    ending.push(() => opened.sql(`drop owned by ${role}; drop role ${role}`))
    await opened.sql(`
      do $$ begin
        execute format('grant usage on schema %I to ${role}', current_schema());
        execute format('grant select, insert, update on all tables in schema %I to ${role}', current_schema());
      end $$`)

    const { order } = await ledgerAt(opened.databaseUrl.replace('postgres@', `${role}@`)).add(newOrder())

    expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
  })

  it('does not reuse a connection on which a transaction began only in part', async () => {
    const client = pg.Client.prototype as unknown as {
      query: (this: pg.Client, ...parameters: unknown[]) => Promise<unknown>
    }
    const { query } = client
    let begins = 0
    const broken = jest.spyOn(client, 'query').mockImplementation(async function (this: pg.Client, ...parameters) {
      if (!String(parameters[0]).includes('begin') || (begins += 1) > 1) return query.apply(this, parameters)
      await query.call(this, 'begin')
      return query.call(this, 'set local no_such_setting = 1')
    })

    const { order } = await opened.ledger.add(newOrder())
    const plan = (): Promise<boolean> => opened.ledger.plan(order, 1_000)

    await expect(plan()).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
    broken.mockRestore()

    expect(await plan()).toBe(true)
  })

  describe('behind a pooler that knows nothing of prepared statements', () => {
    type Query = (this: pg.Client, ...given: unknown[]) => Promise<unknown>

    /** Before each prepared statement, its connection is as somebody else has left it. */
    function beforePrepared(work: (query: (text: string) => Promise<unknown>, name: string) => Promise<unknown>): void {
      const client = pg.Client.prototype as unknown as { query: Query }
      const { query } = client
      const spy = jest.spyOn(client, 'query').mockImplementation(async function (this: pg.Client, ...given) {
        const { name } = given[0] as { readonly name?: string }
        if (name !== undefined) await work((text) => query.call(this, text), name)
        return query.apply(this, given)
      })
      ending.push(() => Promise.resolve(spy.mockRestore()))
    }

    it.each([
      { what: 'has another connection each time', statements: 'deallocate all', isPreparedHere: true },
      { what: 'shares what others have prepared', statements: 'prepare "NAME" as select 1', isPreparedHere: false },
    ])('that $what, every verb is answered', async ({ statements, isPreparedHere }) => {
      const order = await registeredOrder(opened.ledger)
      if (isPreparedHere) await opened.ledger.find(order.orderNumber)
      let isFirst = true
      beforePrepared(async (query, name) => {
        if (isFirst) await query(statements.replace('NAME', name))
        isFirst = false
      })

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      const paid = { to: 'paid', trigger: 'return', checkInMs: null, handOver: 'due' } as const
      const changes = { capturedMinor: 1999, paidAt: new Date() }
      expect(await opened.ledger.move(order, { ...paid, changes })).toMatchObject({ status: 'paid', handOver: 'due' })
      expect(await opened.ledger.history(order.orderNumber)).toHaveLength(3)
    })
  })

  it.each(['26000', '42P05', '0A000'])(
    "takes %s from a store's own statement for the store's failure",
    async (state) => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 60_000 })
      let runs = 0

      const done = opened.ledger.completeHandOver(claim!, 'sweep', async (_order, transaction) => {
        runs += 1
        await transaction.query(`do $$ begin raise exception 'refused' using errcode = '${state}'; end $$`, [])
      })

      await expect(done).rejects.toThrow('refused')
      expect(runs).toBe(1)
    },
  )

  it('uses its own isolation level when the database has another', async () => {
    await opened.sql(`
      create function refuse_others() returns trigger language plpgsql as $$ begin
        if current_setting('transaction_isolation') <> 'read committed' then raise exception 'another level'; end if;
        return new;
      end $$;
      create trigger refuse_others before update on checkout_orders for each row execute function refuse_others()`)
    const ledger = ledgerAt(opened.databaseUrl + serializable)
    const { order } = await ledger.add(newOrder())

    expect(await ledger.plan(order, 1_000)).toBe(true)
  })

  it('serves a crowd whose single statements have another isolation level', async () => {
    const ledger = ledgerAt(opened.databaseUrl + serializable)
    const order = await registeredOrder(ledger)
    const changes = { capturedMinor: 1999, paidAt: new Date() }

    const moved = await Promise.all(
      Array.from({ length: 20 }, () =>
        ledger.moveAndClaim(
          order,
          { to: 'paid', trigger: 'return', handOver: 'due', checkInMs: null, changes },
          { leaseMs: 1_000 },
        ),
      ),
    )

    expect(moved.filter((each) => each?.claim)).toHaveLength(1)
    expect(moved.filter((each) => each)).toHaveLength(1)
  })

  it('carries on after its idle connections are ended, and says so', async () => {
    const application = `ledger-${randomUUID()}`
    const warnings: string[] = []
    const ledger = ledgerAt(`${opened.databaseUrl}&application_name=${application}`, {
      ...silentLogger,
      warn: (_, message) => warnings.push(message),
    })
    await ledger.open()

    const ended = await opened.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${application}'`,
    )
    expect(ended.length).toBeGreaterThan(0)
    await until(() => warnings.length > 0)

    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
    expect(warnings[0]).toMatch(/lost a connection/)
  })

  it.each(['25006', '57P01', '57P02', '57P03', '08006'])(
    'reuses no connection that was open when one of them met %s',
    async (state) => {
      const application = `ledger-${randomUUID()}`
      const ledger = ledgerAt(`${opened.databaseUrl}&application_name=${application}`)
      const pids = async (): Promise<unknown[]> => {
        const rows = await opened.sql(`select pid from pg_stat_activity where application_name = '${application}'`)
        return rows.map(({ pid }) => pid)
      }
      await Promise.all(Array.from({ length: 5 }, () => ledger.history('nobody')))
      const before = await pids()
      expect(before.length).toBeGreaterThan(1)

      await refuseCommits(1, state)
      await ledger.add(newOrder()).catch(() => undefined)
      const query = jest.spyOn(pg.Client.prototype, 'query')
      await ledger.add(newOrder())
      await Promise.all(Array.from({ length: 10 }, () => ledger.history('nobody')))
      // What is not used ends after a while anyway.
      const used = query.mock.contexts.map((client) => (client as { readonly processID?: number }).processID)
      query.mockRestore()

      expect(used.length).toBeGreaterThan(10)
      expect(before.filter((pid) => used.includes(pid as number))).toEqual([])
    },
  )

  it('waits for a connection when the server has no room', async () => {
    const role = `crowded_${randomUUID().replaceAll('-', '')}`
    await opened.sql(`create role ${role} login connection limit 1`)
    ending.push(() => opened.sql(`drop owned by ${role}; drop role ${role}`))
    await opened.sql(`do $$ begin
      execute format('grant usage on schema %I to ${role}', current_schema());
      execute format('grant select, insert, update on all tables in schema %I to ${role}', current_schema());
    end $$`)
    const databaseUrl = opened.databaseUrl.replace('postgres@', `${role}@`)
    const first = new pg.Client({ connectionString: databaseUrl })
    await first.connect()
    const connect = jest.spyOn(pg.Client.prototype, 'connect')

    const adding = ledgerAt(databaseUrl).add(newOrder())
    await until(() => connect.mock.calls.length > 1)
    connect.mockRestore()
    await first.end()

    expect(await adding).toMatchObject({ isNew: true })
  })

  it('opens no more connections than databasePool allows', async () => {
    const application = `ledger-${randomUUID()}`
    const databaseUrl = `${opened.databaseUrl}&application_name=${application}`
    const ledger = makeLedger({ databaseUrl, databasePool: 3, logger: silentLogger })
    ending.push(() => ledger.close())
    await ledger.open()
    const holder = await connect()
    await holder.query('begin; lock table checkout_orders in access exclusive mode')
    const waiting = async (): Promise<number> =>
      (await opened.sql(`select 1 from pg_stat_activity where application_name = '${application}'`)).length

    const reading = Promise.all(Array.from({ length: 12 }, () => ledger.find('nobody')))
    await until(async () => (await waiting()) === 3)
    await holder.query('commit')

    await reading
    expect(await waiting()).toBeLessThanOrEqual(3)
  })

  it('rejects a move whose connection ends half-way, and can move the order afterwards', async () => {
    const order = await registeredOrder(opened.ledger)
    const changes = { capturedMinor: order.amountMinor, paidAt: new Date() }
    const move = { to: 'paid', trigger: 'return', checkInMs: null, handOver: 'due', changes } as const
    const holder = await connect()
    await holder.query('begin; select * from checkout_orders for update')

    const moving = opened.ledger.move(order, move)
    const rejected = expect(moving).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
    await until(async () => {
      const { rows } = await holder.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
      )
      return rows.length > 0
    })
    await rejected
    await holder.query('commit')

    expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
    expect(await opened.ledger.move(order, move)).toMatchObject({ status: 'paid', handOver: 'due' })
    expect(await opened.ledger.history(order.orderNumber)).toHaveLength(3)
  })

  it('gives up on a row that stays locked, with nothing written', async () => {
    const order = await registeredOrder(opened.ledger)
    const holder = await connect()
    await holder.query('begin; select * from checkout_orders for update')

    const move = opened.ledger.move(order, { to: 'declined', trigger: 'return', checkInMs: null })

    await expect(move).rejects.toMatchObject({
      code: 'CHECKOUT_LEDGER_UNAVAILABLE',
      message: expect.stringContaining('statement timeout'),
    })
    await holder.query('commit')
    expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
  })

  describe('leaves what somebody else has locked to a transaction, which waits', () => {
    /** Runs a verb while this test holds an order, and lets go of it once the verb waits. */
    async function whileHeld<Result>(
      { orderNumber }: Order,
      work: () => Promise<Result>,
      lastly = 'select 1',
    ): Promise<Result> {
      const holder = await connect()
      await holder.query(`begin; select * from checkout_orders where order_number = '${orderNumber}' for update`)
      const running = work()
      await until(async () => {
        const { rows } = await holder.query(
          'select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
        )
        return rows.length > 0
      })
      await holder.query(`${lastly}; commit`)
      return running
    }
    const paid = { to: 'paid', trigger: 'return', handOver: 'due', checkInMs: null } as const
    const changes = () => ({ capturedMinor: 1999, paidAt: new Date() })

    it('a move', async () => {
      const order = await registeredOrder(opened.ledger)

      const moved = await whileHeld(order, () =>
        opened.ledger.moveAndClaim(order, { ...paid, changes: changes() }, { leaseMs: 60_000 }),
      )

      expect(moved).toMatchObject({ order: { status: 'paid', handOver: 'due' }, claim: { fence: 1, tryNumber: 1 } })
      expect(await opened.ledger.history(order.orderNumber)).toHaveLength(3)
    })

    it('the end of a hand-over', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 60_000 })

      const done = await whileHeld(order, () => opened.ledger.completeHandOver(claim!, 'return'))

      expect(done).toMatchObject({ handOver: 'done' })
      expect(await opened.ledger.history(order.orderNumber)).toHaveLength(4)
    })

    it('a payment for a reference that is being paid, of which it is then the second', async () => {
      const siblings = []
      for (let count = 0; count < 2; count += 1) {
        const { order } = await opened.ledger.add(newOrder({ reference: 'CART-1' }))
        siblings.push(moved(await opened.ledger.move(order, { to: 'registered', trigger: 'checkout', checkInMs: 1 })))
      }
      const [first, other] = siblings
      const late = { ...changes(), reviewReason: 'late-payment' } as const
      const instead = { to: 'review', trigger: 'return', checkInMs: null, changes: late } as const
      const ifReferenceIsPaid = { reference: 'CART-1', gateways: ['https://bank.example'], instead }

      const second = await whileHeld(
        first!,
        () =>
          opened.ledger.moveAndClaim(other!, { ...paid, changes: changes(), ifReferenceIsPaid }, { leaseMs: 60_000 }),
        `update checkout_orders set status = 'held' where order_number = '${first!.orderNumber}';
          insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger)
          values ('${first!.orderNumber}', now(), 'moved', 'registered', 'held', 'return')`,
      )

      expect(second).toMatchObject({ order: { status: 'review', handOver: 'none' }, claim: undefined })
    })

    it('a claim on goods, which sees a refund of everything that has just begun', async () => {
      const order = await registeredOrder(opened.ledger)

      const due = await whileHeld(
        order,
        () => opened.ledger.moveAndClaim(order, { ...paid, changes: changes() }, { leaseMs: 60_000 }),
        `insert into checkout_refunds (order_number, key, amount_minor, external_refund_id, refunded_before_minor,
          state, asked_at) values ('${order.orderNumber}', 'all', 1999, '${randomUUID()}', 0, 'asked', now())`,
      )

      expect(due).toMatchObject({ order: { status: 'paid', handOver: 'due' }, claim: undefined })
    })
  })

  it('claims what nobody else has locked, without waiting', async () => {
    const numbers = []
    for (let i = 0; i < 2; i += 1)
      numbers.push((await opened.ledger.add(newOrder({ checkInMs: -1000 }))).order.orderNumber)
    const holder = await connect()
    await holder.query(`begin; select * from checkout_orders where order_number = '${numbers[0]}' for update`)

    const claimed = await opened.ledger.claimDue({ statuses: ['registering'], gateway: '', limit: 10, leaseMs: 60_000 })

    expect(claimed.map(({ orderNumber }) => orderNumber)).toEqual([numbers[1]])
  })

  it('claims no refund that another process took while it waited for the order', async () => {
    const { orderNumber } = await paidOrder(opened.ledger)
    await opened.ledger.askRefund({ orderNumber, key: 'a', amountMinor: 1, externalRefundId: 'a', leaseMs: -1 })
    const holder = await connect()
    await holder.query('begin; select * from checkout_orders for update')

    const claiming = opened.ledger.claimRefund({ gateway: '', orderNumber, leaseMs: 60_000 })
    await until(async () => {
      const { rows } = await holder.query(
        'select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
      )
      return rows.length > 0
    })
    await holder.query("update checkout_refunds set lease_until = now() + interval '1 minute'; commit")

    expect(await claiming).toBeUndefined()
  })

  const conflicts = { 'a serialization failure': '40001', 'a deadlock': '40P01' }
  for (const [what, state] of Object.entries(conflicts)) {
    it(`retries a transaction after ${what} at most five times, and reports it once`, async () => {
      const told: Entry[] = []
      const ledger = opened.another({ onEntry: (entry) => told.push(entry) })

      await refuseCommits(5, state)
      const { order } = await ledger.add(newOrder())
      expect(await ledger.history(order.orderNumber)).toEqual(told)
      expect(told).toHaveLength(1)

      await refuseCommits(6, state)
      await expect(ledger.add(newOrder())).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      expect(told).toHaveLength(1)
    })
  }

  it('does not retry after any other refusal', async () => {
    await refuseCommits(1, '22000')

    await expect(opened.ledger.add(newOrder())).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })

    expect(await opened.ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('says that the server cannot be reached, never with the password', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1')
    ending.push(() => new Promise((resolve) => silent.close(resolve)))
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const unreachable = [
      'postgres://shop:Secret-1@127.0.0.1:1/shop',
      'postgres://shop:Secret-1@localhost:1/shop',
      `postgres://shop:Secret-1@127.0.0.1:${port}/shop`,
      process.env.TEST_POSTGRES_URL!.replace('postgres@', 'nobody:Secret-1@'),
      process.env.TEST_POSTGRES_URL!.replace('postgres@', 'postgres:Secret-1@').replace(/postgres$/, 'missing'),
      'postgres://shop:Secret-1@[broken/shop',
    ]

    const errors = await Promise.all(
      unreachable.map((url) =>
        ledgerAt(url)
          .open()
          .catch((error: unknown) => error),
      ),
    )

    for (const error of errors) {
      expect(error).toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE', message: expect.stringMatching(/: .+/) })
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('Secret-1')
    }
  })

  it('opens once the server can be reached', async () => {
    const name = `later_${randomUUID().replaceAll('-', '')}`
    const ledger = ledgerAt(process.env.TEST_POSTGRES_URL!.replace(/postgres$/, name))
    await expect(ledger.open()).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
    await opened.sql(`create database ${name}`)
    ending.push(() => opened.sql(`drop database ${name}`))

    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('gives up on a server that stops answering, and then takes a new connection', async () => {
    const server = new URL(opened.databaseUrl)
    const port = Number(server.port)
    // The proxy falls silent in the middle of a transaction. It does not answer the rollback either.
    const firstUnanswered = 'insert into "checkout_orders"'
    let isFirst = true
    const proxy = createServer((socket) => {
      let answers = true
      const upstream = createConnection(port, '127.0.0.1')
      socket.on('data', (chunk) => {
        if (isFirst && chunk.includes(firstUnanswered)) answers = isFirst = false
        if (answers) upstream.write(chunk)
      })
      upstream.on('data', (chunk) => answers && socket.write(chunk))
      socket.on('error', () => undefined).on('close', () => upstream.destroy())
      upstream.on('error', () => undefined).on('close', () => answers && socket.destroy())
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    server.port = String((proxy.address() as AddressInfo).port)
    const ledger = ledgerAt(server.href)
    ending.push(() => new Promise((resolve) => proxy.close(resolve)))
    await ledger.open()

    await expect(ledger.add(newOrder())).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })

    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
    expect(await opened.sql('select * from checkout_orders')).toHaveLength(1)
  })

  /** Makes the next commits fail with an SQLSTATE. A sequence counts them, because a rollback does not undo it. */
  async function refuseCommits(times: number, state: string): Promise<void> {
    await opened.sql(`
      drop sequence if exists refusals;
      create sequence refusals;
      create or replace function refuse() returns trigger language plpgsql as $$ begin
        if nextval('refusals') <= ${times} then raise exception 'refused' using errcode = '${state}'; end if;
        return null;
      end $$;
      drop trigger if exists refuse on checkout_entries;
      create constraint trigger refuse after insert on checkout_entries
        deferrable initially deferred for each row execute function refuse()`)
  }
})
