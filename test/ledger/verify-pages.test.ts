import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Schema } from '../../src/ledger/schema.ts'
import type { ReadAsShop } from '../../src/ledger/shops.ts'
import { nodeSqliteDialect } from '../../src/ledger/sqlite-driver.ts'
import { pagesOf } from '../../src/ledger/verify.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { fillLedger } from '../support/fill-ledger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { until } from '../support/until.ts'
import { registeredOrder } from './an-order.ts'

const terms = { isHandOverWanted: true, moves: everyMove }
const orders = 5_000

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the invariants of a large ledger in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger()
      opened.leaveBroken()
      await fillLedger(opened, { name, orders })
      ledger = opened.another()
      await ledger.open()
    })
    afterEach(() => opened.close())

    it('are checked page by page, with other work in between', async () => {
      let turns = 0
      let isOver = false
      const count = (): void => {
        turns += 1
        if (!isOver) setImmediate(count)
      }
      setImmediate(count)

      const found = await ledger.violations(terms)
      isOver = true

      // A page has at most a thousand orders and takes two statements.
      expect(turns).toBeGreaterThanOrEqual(orders / 1_000)
      expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['hand-over-overdue', 'look-overdue']))
    })

    it('report every order once, whatever page it is on', async () => {
      await opened.sql(
        "update checkout_orders set paid_at = null where order_number in ('order-4', 'order-4000', 'order-999')",
      )

      const found = await ledger.violations(terms)

      const untimed = found.filter(({ code }) => code === 'paid-without-time').map(({ orderNumber }) => orderNumber)
      expect(untimed).toEqual(['order-4', 'order-4000', 'order-999'])
    })

    it('report, with `since`, only what was written since', async () => {
      await opened.sql("update checkout_orders set paid_at = null, capture = 'manual' where status = 'paid'")
      const since = new Date(Date.now() + 5)
      await until(() => Date.now() > since.getTime() + 5)
      const { orderNumber } = await registeredOrder(ledger)
      await opened.sql(`update checkout_orders set next_check_at = null where order_number = '${orderNumber}'`)

      expect(await ledger.violations({ ...terms, since })).toMatchObject([{ code: 'open-without-look', orderNumber }])
      expect(await ledger.violations({ ...terms, since: new Date(Date.now() + 60_000) })).toEqual([])
    })

    it('stop when the ledger is closed, and leave nothing running', async () => {
      // Other tests verify ledgers on the same server, so this ledger's connections have their own name.
      const application = `verify-${randomUUID()}`
      const named =
        name === 'PostgreSQL'
          ? opened.another({ databaseUrl: `${opened.databaseUrl}&application_name=${application}` })
          : ledger
      await named.open()
      const connections = `select state from pg_stat_activity where application_name = '${application}'`
      if (name === 'PostgreSQL') expect(await opened.sql(connections)).not.toEqual([])
      const looking = named.violations(terms)
      const ended = expect(looking).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })

      await named.close()

      await ended
      if (name !== 'PostgreSQL') return
      expect(await opened.sql(`${connections} and state = 'active'`)).toEqual([])
    })
  })
}

describe('the pages on which orders are checked', () => {
  let db: Kysely<Schema>
  beforeEach(async () => {
    db = new Kysely<Schema>({ dialect: nodeSqliteDialect(new DatabaseSync(':memory:')) })
    await sql`create table checkout_orders (order_number text)`.execute(db)
    await sql`with recursive numbers (n) as (select 1001 union all select n + 1 from numbers where n < 3775)
      insert into checkout_orders select n from numbers`.execute(db)
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    await db.destroy()
  })

  /** How many orders each page has, if checking one after the other takes so long. */
  async function sizesOfPages(holdsProcess: boolean, tookMs: readonly number[]): Promise<number[]> {
    let nowMs = 1_000
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs)
    const read: ReadAsShop = (verb) => verb(db, undefined, { keeper: db, execute: () => Promise.resolve([]) })
    const sizes: number[] = []
    for await (const page of pagesOf(read, { holdsProcess }, undefined)) {
      const found = sql<{ count: number }>`select count(*) as count from checkout_orders where ${page('order_number')}`
      const { rows } = await found.execute(db)
      nowMs += tookMs[sizes.length] ?? 0
      sizes.push(rows[0]!.count)
    }
    return sizes
  }

  it('have as many as there is time for where the process waits for them, and at most double', async () => {
    const tookMs = [15, 30, 7.5, 1, 0, 1, 1, 10_000]

    expect(await sizesOfPages(true, tookMs)).toEqual([100, 100, 50, 100, 200, 400, 800, 1_000, 20, 5])
  })

  it('all have a thousand on a server', async () => {
    expect(await sizesOfPages(false, [15, 30, 7.5])).toEqual([1_000, 1_000, 775])
  })
})
