import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { dialectOf } from '../../src/ledger/dialect-of.ts'
import { indexPlanOf, migrations } from '../../src/ledger/migrate.ts'
import { silentLogger } from '../../src/logger.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { newOrder, paidOrder } from './an-order.ts'

/** The number of the schema that this version makes. */
const newest = Math.max(...migrations.map(({ number }) => number))

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`migrations in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger({ isEmpty: true })))
    afterEach(() => opened.close())

    it('create the schema before the first verb', async () => {
      const { order } = await opened.ledger.add(newOrder())

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect(await opened.sql('select number, name from checkout_migrations')).toEqual([
        { number: 1, name: 'orders, entries, hand-overs' },
        { number: 2, name: 'refunds, captures asked for' },
        { number: 3, name: 'shops, owed goods, buyers, fences of instructions' },
        { number: 4, name: 'fewer indexes' },
        { number: 5, name: 'processes, callbacks seen' },
        { number: 6, name: 'payment links, closings, where to try again' },
        { number: 7, name: 'money in entries, forgetting' },
        { number: 8, name: 'when a shop came beside another' },
        { number: 9, name: 'forgetting payment links' },
        { number: 10, name: 'sums by day, proposed refunds, when buyers came back' },
        { number: 11, name: 'the trace of the checkout' },
        { number: 12, name: 'indexes for searching orders' },
        { number: 13, name: 'where the buyer of one order is sent' },
      ])
    })

    it('make entries that nobody can change or remove', async () => {
      const { order } = await opened.ledger.add(newOrder())
      const change = "update checkout_entries set to_status = 'declined'"
      const removals = ['delete from checkout_entries', ...(name === 'SQLite' ? [] : ['truncate checkout_entries'])]

      for (const statement of [change, ...removals]) {
        await expect(opened.sql(statement)).rejects.toThrow(/never changed/)
      }

      expect(await opened.ledger.history(order.orderNumber)).toMatchObject([{ to: 'registering' }])
    })

    it('check what is written into the columns that they add', async () => {
      const { order } = await opened.ledger.add(newOrder())
      const flags = ['hands_over = 2', 'is_repeatable = 2', 'instruction_fence = -1']
      const texts = ["shop = ''", "item_digest = ''", "started_by = ''"]

      for (const assignment of [...flags, ...texts]) {
        await expect(opened.sql(`update checkout_orders set ${assignment}`)).rejects.toThrow(/check constraint/i)
      }

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
    })

    it('are applied once by processes that start at the same time', async () => {
      const processes = [opened.ledger, ...Array.from({ length: 5 }, () => opened.another())]

      const added = await Promise.all(processes.map((ledger) => ledger.add(newOrder())))

      expect(added.every(({ isNew }) => isNew)).toBe(true)
      expect(await opened.sql('select number from checkout_migrations')).toEqual(
        migrations.map(({ number }) => ({ number })),
      )
    })

    it('are not applied again by the next process, which finds what the first wrote', async () => {
      const { order } = await opened.ledger.add(newOrder())
      await opened.ledger.close()

      const next = opened.another()

      await next.open()
      expect(await next.find(order.orderNumber)).toEqual(order)
    })

    it('leave a newer schema alone, and say which number was found and which is known', async () => {
      await opened.ledger.open()
      await opened.sql(
        `insert into checkout_migrations (number, name, applied_at)
         values (${newest + 1}, 'of a later version', '2026-01-31T09:30:00.000Z')`,
      )
      const older = opened.another()

      const opening = older.open()

      await expect(opening).rejects.toMatchObject({
        code: 'CHECKOUT_CONFIGURATION',
        message: expect.stringMatching(new RegExp(`number ${newest + 1}.*knows ${newest}`)),
      })
      await expect(older.add(newOrder())).rejects.toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })
      expect(await opened.sql('select * from checkout_orders')).toEqual([])
    })

    it('let a version continue if a newer one allows its number, and leave its rows unchanged', async () => {
      await opened.ledger.open()
      const insert = (number: number, readableFrom: number): Promise<unknown> =>
        opened.sql(`insert into checkout_migrations (number, name, applied_at, readable_from)
          values (${number}, 'later', '2026-01-31T09:30:00.000Z', ${readableFrom})`)

      await insert(newest + 1, 3)
      await insert(newest + 2, newest)
      expect(await opened.another().add(newOrder())).toMatchObject({ isNew: true })

      await insert(newest + 3, newest + 1)
      await insert(newest + 4, newest)
      await expect(opened.another().open()).rejects.toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })
    })

    it('that only add let a process of the previous version work until it is restarted', async () => {
      await opened.ledger.open()
      // What a later version's migration may do while this version still serves.
      await opened.sql('alter table checkout_orders add column of_a_later_version text')
      await opened.sql('create table checkout_later (order_number text references checkout_orders (order_number))')
      await opened.sql(
        `insert into checkout_migrations (number, name, applied_at)
         values (${newest + 1}, 'later', '2026-01-31T09:30:00.000Z')`,
      )

      const order = await paidOrder(opened.ledger)
      const { orderNumber } = order
      const claim = await opened.ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
      await opened.ledger.completeHandOver(claim!, 'return')
      const request = { orderNumber, key: 'a', amountMinor: 500, externalRefundId: 'a', leaseMs: 60_000 }
      const asked = await opened.ledger.askRefund(request)
      const seen = { refundedMinor: 500, trigger: 'refund', detail: undefined } as const
      if (asked.outcome === 'asked') await opened.ledger.completeRefund(asked.refund, seen)

      expect(await opened.ledger.find(orderNumber)).toMatchObject({
        status: 'partially_refunded',
        handOver: 'done',
        refundedMinor: 500,
      })
      expect(await opened.ledger.violations({ isHandOverWanted: true, moves: everyMove })).toEqual([])
      await expect(opened.another().open()).rejects.toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })
    })

    it('leave only the indexes that are wanted', async () => {
      const { wanted, dropped } = indexPlanOf(migrations)

      await opened.ledger.open()

      const found = await indexesOf(name, opened)
      expect(found).toEqual(expect.arrayContaining(wanted.map((index) => index.name)))
      expect(found.filter((index) => dropped.includes(index))).toEqual([])
    })

    it('create all of the schema or nothing, and are retried by the next verb', async () => {
      await opened.sql('create table checkout_hand_overs (mine integer)')

      await expect(opened.ledger.open()).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      await expect(opened.sql('select * from checkout_orders')).rejects.toThrow()

      await opened.sql('drop table checkout_hand_overs')
      expect(await opened.ledger.add(newOrder())).toMatchObject({ isNew: true })
    })
  })
}

async function indexesOf(name: string, { sql }: OpenedLedger): Promise<readonly string[]> {
  const rows = await sql(
    name === 'SQLite'
      ? `select name from sqlite_master where type = 'index'`
      : `select indexname as name from pg_indexes where schemaname = current_schema()`,
  )
  return rows.map(({ name: index }) => String(index))
}

describe('the migrations after the first', () => {
  const { words } = dialectOf('sqlite::memory:', silentLogger)

  it('only add, so the previous version can run alongside (expand, then contract)', () => {
    const statements = migrations.slice(1).flatMap((migration) => migration.statements(words))
    // A trigger is dropped only to come back less strict.
    const adds = new RegExp(
      String.raw`^(alter table \w+ add column \w+ (text|integer)( not null default 0)?( check \(.*\))?$|` +
        'create (unique )?index |create table |drop trigger checkout_entries_no_update$|create trigger |' +
        'insert into checkout_sums_state )',
    )

    expect(statements.length).toBeGreaterThan(3)
    expect(statements.filter((statement) => !adds.test(statement))).toEqual([])
  })
})
