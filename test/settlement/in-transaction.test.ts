import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once as onceEmitted } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { hostedCheckout } from '../../src/index.ts'
import type { PaidTransaction } from '../../src/index.ts'
import type { PaidEffect } from '../../src/ledger/hand-over-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { systemClock } from '../../src/clock.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import type { HandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { paidOrder } from '../ledger/an-order.ts'
import { buy, openStore, orderOf, pathOf } from '../support/store.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'
import { makeGate, sleep, until } from '../support/until.ts'

describeOver('postgres')('a hand-over in the transaction that records it', () => {
  let database: OpenedLedger
  let orderNumber: string
  beforeEach(async () => {
    database = await ledgers.PostgreSQL!()
    await database.sql('create table parcels (order_number text not null, packed_by integer)')
    orderNumber = (await paidOrder(database.ledger)).orderNumber
  })
  afterEach(() => {
    jest.restoreAllMocks()
    return database.close()
  })

  const handOverOf = (onPaidInTransaction: PaidEffect, { ledger = database.ledger, leaseMs = 60_000 } = {}): HandOver =>
    makeHandOver({
      ledger,
      onPaid: undefined,
      onPaidInTransaction,
      onStuck: () => undefined,
      leaseMs,
      clock: systemClock,
      logger: silentLogger,
    })
  const pack: PaidEffect = (order, tx) => tx.query('insert into parcels values ($1)', [order.orderNumber])
  const run = (handOver: HandOver) => handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })
  const parcels = () => database.sql('select order_number from parcels')
  const lastEntry = async () => (await database.ledger.history(orderNumber)).at(-1)

  it('commits effect and record together', async () => {
    let seen = 0
    const order = await run(
      handOverOf(async (_order, tx) => {
        await tx.query('insert into parcels values ($1)', [orderNumber])
        seen = (await parcels()).length
        expect(await tx.query('select count(*)::int as n from parcels')).toEqual({ rows: [{ n: 1 }], rowCount: 1 })
      }),
    )

    expect(order).toMatchObject({ handOver: 'done' })
    expect(seen).toBe(0)
    expect(await parcels()).toHaveLength(1)
    expect(await lastEntry()).toMatchObject({ kind: 'handed-over' })
  })

  it('rolls the effect back when the handler fails, and retries', async () => {
    let fails = true
    const handOver = handOverOf(async (order, tx) => {
      await pack(order, tx)
      if (fails) throw new Error('out of boxes')
    })

    expect(await run(handOver)).toMatchObject({ handOver: 'due' })
    expect(await parcels()).toEqual([])
    expect(await lastEntry()).toMatchObject({ kind: 'hand-over-failed', detail: { reason: 'Error: out of boxes' } })

    fails = false
    expect(await run(handOver)).toMatchObject({ handOver: 'done' })
    expect(await parcels()).toHaveLength(1)
  })

  it('that hangs is rolled back after a while, releases its connection, and is retried', async () => {
    const hurried = { ...systemClock, sleep: (ms: number) => sleep(ms / 100) }
    let hangs = true
    const handOver = makeHandOver({
      ledger: database.ledger,
      onPaid: undefined,
      onStuck: () => undefined,
      leaseMs: 60_000,
      clock: hurried,
      logger: silentLogger,
      onPaidInTransaction: async (order, tx) => {
        await pack(order, tx)
        if (hangs) await new Promise(() => undefined)
      },
    })

    void run(handOver)
    await handOver.idle()

    expect(await parcels()).toEqual([])
    expect(await lastEntry()).toMatchObject({
      kind: 'hand-over-failed',
      detail: { reason: 'Error: onPaidInTransaction took longer than 30 s' },
    })
    hangs = false
    void run(handOver)
    await handOver.idle()
    expect(await parcels()).toHaveLength(1)
  })

  it.each([
    ['whose claim another process has taken', 'update checkout_hand_overs set fence = fence + 1'],
    [
      'whose money went back a moment ago',
      "update checkout_orders set status = 'refunded', refunded_minor = captured_minor",
    ],
    [
      'whose money has just been sent back',
      `insert into checkout_refunds (order_number, key, amount_minor, external_refund_id, refunded_before_minor, state,
          asked_at,
         next_try_at, try_count)
       select order_number, 'all', captured_minor, 'all', 0, 'asked', now(), now(), 0 from checkout_orders`,
    ],
  ])('of an order %s does nothing', async (_what, meanwhile) => {
    const claim = await database.ledger.claimHandOver(orderNumber, { leaseMs: 60_000, isEarly: true })
    await database.sql(meanwhile)

    expect(await database.ledger.completeHandOver(claim!, 'sweep', pack)).toBeUndefined()

    expect(await parcels()).toEqual([])
    expect(await database.ledger.find(orderNumber)).toMatchObject({ handOver: 'due' })
  })

  it('leaves ledger connections for everything else, however many hang', async () => {
    const numbers = [orderNumber]
    while (numbers.length < 12) numbers.push((await paidOrder(database.ledger)).orderNumber)
    let running = 0
    const gate = makeGate()
    const handOver = handOverOf(async (order, tx) => {
      running += 1
      await pack(order, tx)
      await gate.opened
    })
    for (const number of numbers) void handOver.run(number, { trigger: 'sweep', isEarly: true })
    await until(() => running === 4)

    // This would wait if all ten connections were taken.
    const others = Array.from({ length: 20 }, () => database.ledger.find(orderNumber))
    expect(await Promise.all(others)).toHaveLength(20)

    expect(running).toBe(4)
    gate.open()
    await handOver.idle()
    expect(await parcels()).toHaveLength(12)
  })

  it('is also rolled back when the handler ignores a database error', async () => {
    const handOver = handOverOf(async (order, tx) => {
      await pack(order, tx)
      await tx.query('select * from nowhere').catch(() => undefined)
    })

    expect(await run(handOver)).toMatchObject({ handOver: 'due' })
    expect(await parcels()).toEqual([])
  })

  it.each([
    ...['commit', 'ROLLBACK', ' begin', '/* now */ end', '-- so\ncommit', 'savepoint a', 'start transaction'],
    ...[
      ' \n\tabort',
      '-- a\n-- b\nrelease a',
      '/* a\n b */ /**/ commit',
      '/* a */-- b\n end',
      "prepare  transaction 'x'",
    ],
  ])('does not let the handler end the transaction with %p', async (statement) => {
    expect(
      await run(
        handOverOf(async (order, tx) => {
          await pack(order, tx)
          await tx.query(statement)
        }),
      ),
    ).toMatchObject({ handOver: 'due' })

    expect(await parcels()).toEqual([])
    expect(await lastEntry()).toMatchObject({ detail: { reason: expect.stringContaining('Only the ledger ends') } })
  })

  it.each([
    ...["select 'commit' as word", 'select 1 as begin_time', '-- commit\nselect 1', '/* begin */ select 1'],
    ...["insert into parcels values ('end')", 'update parcels set packed_by = 1 where false'],
  ])('runs the harmless %p', async (statement) => {
    expect(await run(handOverOf((_order, tx) => tx.query(statement)))).toMatchObject({ handOver: 'done' })
  })

  it('notices when the handler ends it anyway', async () => {
    await run(handOverOf((_order, tx) => tx.query('select 1; commit; begin')))

    expect(await lastEntry()).toMatchObject({ kind: 'hand-over-failed' })
    expect(JSON.stringify((await lastEntry())?.detail)).toContain('ended the transaction')
  })

  it('lends the transaction only until the handler ends', async () => {
    let kept: PaidTransaction | undefined
    await run(handOverOf((_order, tx) => void (kept = tx)))

    await expect(kept!.query('select 1')).rejects.toMatchObject({
      message: expect.stringContaining('after its handler had ended'),
    })
  })

  it('runs for one caller at a time, with leases far too short', async () => {
    let running = 0
    let most = 0
    const slow: PaidEffect = async (order, tx) => {
      most = Math.max(most, (running += 1))
      await pack(order, tx)
      await sleep(400)
      running -= 1
    }
    const processes = [database.ledger, database.another(), database.another()].map((ledger) =>
      handOverOf(slow, { ledger, leaseMs: 50 }),
    )

    for (let round = 0; round < 6; round += 1) {
      for (const each of processes) void run(each)
      await sleep(120)
    }
    await Promise.all(processes.map((each) => each.idle()))

    expect(most).toBe(1)
    expect(await parcels()).toHaveLength(1)
  })

  it('survives a backend that is terminated half-way', async () => {
    let terminated = false
    const handOver = handOverOf(async (order, tx) => {
      await pack(order, tx)
      if (terminated) return
      terminated = true
      const { rows } = await tx.query('select pg_backend_pid() as pid')
      await database.sql(`select pg_terminate_backend(${String(rows[0]!.pid)})`)
      await tx.query('select 1')
    })

    expect(await run(handOver)).toMatchObject({ handOver: 'due' })
    expect(await parcels()).toEqual([])
    expect(await run(handOver)).toMatchObject({ handOver: 'done' })
    expect(await parcels()).toHaveLength(1)
  })

  it('is not made again if its commit was made but the answer was lost', async () => {
    let calls = 0
    const handOver = handOverOf((order, tx) => ((calls += 1), pack(order, tx)))
    const met = loseAnswerOfCommit(() => calls > 0)

    await run(handOver).catch(() => undefined)
    jest.restoreAllMocks()

    expect(met()).toBe(true)
    expect(await run(handOver)).toBeUndefined()
    expect(await database.ledger.find(orderNumber)).toMatchObject({ handOver: 'done' })
    expect((await lastEntry())!.kind).toBe('handed-over')
    expect(await parcels()).toHaveLength(1)
    expect(calls).toBe(1)
  })

  it('happens exactly once for every order, whatever is killed', async () => {
    const processes = new Set<ChildProcess>()
    const isSomethingDue = async (): Promise<boolean> =>
      (await database.sql("select 1 from checkout_orders where hand_over <> 'done'")).length > 0

    for (let kills = 0; kills < 6; kills += 1) {
      for (let i = 0; i < 8; i += 1) await paidOrder(database.ledger)
      while (processes.size < 2) processes.add(await startProcess())
      await sleep(200)
      const [victim] = processes
      processes.delete(victim!)
      victim!.kill('SIGKILL')
      await onceEmitted(victim!, 'exit')
    }
    await until(async () => !(await isSomethingDue()))
    for (const each of processes) each.kill('SIGKILL')

    const packed = await database.sql('select order_number, count(*)::int as times from parcels group by 1')
    expect(packed).toHaveLength(6 * 8 + 1)
    expect(packed.filter(({ times }) => times !== 1)).toEqual([])
  })

  /**
   * Breaks the connection after the first commit for which `isTime` is true, once the server has made it. Returns a
   * function that says whether there was one.
   */
  function loseAnswerOfCommit(isTime: () => boolean): () => boolean {
    type Query = (this: pg.Client, ...given: unknown[]) => Promise<unknown>
    const client = pg.Client.prototype as unknown as { query: Query }
    const { query } = client
    let hasMet = false
    const lossy: Query = async function (...given) {
      const answer = await query.apply(this, given)
      if (hasMet || given[0] !== 'commit' || !isTime()) return answer
      hasMet = true
      ;(this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
      throw new Error('Connection terminated unexpectedly')
    }
    jest.spyOn(client, 'query').mockImplementation(lossy)
    return () => hasMet
  }

  async function startProcess(): Promise<ChildProcess> {
    const file = join(__dirname, 'hand-over-process.ts')
    const child = spawn(process.execPath, [file, database.databaseUrl, '300'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await onceEmitted(child.stdout, 'data')
    return child
  }
})

describeOver('postgres')('a store with onPaidInTransaction', () => {
  it('hands over on the return', async () => {
    const packed: string[] = []
    const store = await openStore({
      mount: { express: 5, path: '', ledger: 'PostgreSQL' },
      options: {
        onPaid: undefined,
        async onPaidInTransaction(order, tx) {
          await tx.query('create table if not exists parcels (order_number text)')
          await tx.query('insert into parcels values ($1)', [order.orderNumber])
          packed.push(order.orderNumber)
        },
      },
    })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    await browser.get(pathOf(location)).expect(200)
    await until(() => packed.length > 0)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(await store.database.sql('select * from parcels')).toEqual([{ order_number: packed[0] }])
    await store.close()
  })

  it('does not start on SQLite, nor together with onPaid', () => {
    const options = {
      gateway: { url: 'http://127.0.0.1:4000/payment/rest/', user: 'api', password: 'secret' },
      baseUrl: 'http://127.0.0.1:3000',
      secret: 's'.repeat(32),
      catalog: {},
      onPaidInTransaction: () => undefined,
    }

    expect(() => hostedCheckout(options)).toThrow(
      'onPaidInTransaction: wanted a ledger in PostgreSQL (databaseUrl) to go with it, or `onPaid` instead',
    )
    expect(() =>
      hostedCheckout({ ...options, databaseUrl: 'postgres://localhost/store', onPaid: () => undefined }),
    ).toThrow('onPaid, onPaidInTransaction: wanted one of them, got both')
  })
})
