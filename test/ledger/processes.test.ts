import type { Presence, ProcessFacts } from '../../src/ledger/processes.ts'
import type { CallbackKind } from '../../src/observations.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { until } from '../support/until.ts'

const shop = { key: 'shop.example', formerKeys: [] }
const minuteMs = 60_000

/** A process that says this of itself. */
function makeProcess(facts: Partial<ProcessFacts> = {}): Presence & {
  change(facts: Partial<ProcessFacts>): void
  call(kind: CallbackKind): void
} {
  let now: ProcessFacts = { version: '0.2.0', node: '24.21.0', sweeps: true, handsOver: true, observed: [], ...facts }
  let count = 0
  let calls: CallbackKind[] = []
  let listener = (): void => undefined
  return {
    facts: () => now,
    takeCallbacks: () => calls.splice(0),
    changeCount: () => count,
    onChange: (other) => void (listener = other),
    change(changes) {
      now = { ...now, ...changes }
      count += 1
      listener()
    },
    call(kind) {
      calls = [...calls, kind]
      count += 1
      listener()
    },
  }
}

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`processes on a ledger in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const processes = () => opened.ledger.processes(10 * minuteMs)
    const rows = () => opened.sql('select * from checkout_processes')

    it('are known while they live, with what they do, and gone once they close', async () => {
      const ledger = opened.another({ shop, presence: makeProcess({ handsOver: false }) })
      await ledger.open()
      await until(async () => (await processes()).length === 1)

      expect(await processes()).toEqual([
        {
          shop: 'shop.example',
          version: '0.2.0',
          node: '24.21.0',
          sweeps: true,
          handsOver: false,
          observed: [],
          seenMsAgo: expect.any(Number),
        },
      ])
      const [{ seenMsAgo } = { seenMsAgo: NaN }] = await processes()
      expect(Math.abs(seenMsAgo)).toBeLessThan(minuteMs)
      await ledger.close()
      expect(await rows()).toEqual([])
    })

    it('of every shop are listed; one without presence, or without a shop, is not', async () => {
      await opened.another({ shop, presence: makeProcess() }).open()
      await opened.another({ shop: { ...shop, key: 'b.example' }, presence: makeProcess({ version: '0.3.0' }) }).open()
      await opened.another({ shop }).open()
      await opened.another({ presence: makeProcess() }).open()

      await until(async () => (await processes()).length === 2)
      expect((await processes()).map((one) => `${one.shop} ${one.version}`).sort()).toEqual([
        'b.example 0.3.0',
        'shop.example 0.2.0',
      ])
    })

    it('write once a minute at most while nothing changes, however much the ledger is used', async () => {
      const ledger = opened.another({ shop, presence: makeProcess() })
      await ledger.open()
      await until(async () => (await rows()).length === 1)
      await opened.sql(`update checkout_processes set seen_at = '2026-01-31T09:30:00.000Z'`)

      for (let times = 0; times < 50; times += 1) await ledger.find('X')

      const [row] = await rows()
      expect(new Date(row!.seen_at as string).toISOString()).toBe('2026-01-31T09:30:00.000Z')
    })

    it('write a change soon, and each kind of callback where it belongs', async () => {
      const process = makeProcess()
      const ledger = opened.another({ shop, presence: process })
      await ledger.open()
      await until(async () => (await rows()).length === 1)
      expect(await ledger.callbackTimes()).toEqual({ signed: undefined, unsigned: undefined, refused: undefined })

      process.change({ sweeps: false, observed: [{ code: 'session-missing', detail: '' }] })
      process.call('signed')
      await until(async () => (await processes())[0]?.sweeps === false)

      expect((await processes())[0]?.observed).toEqual([{ code: 'session-missing', detail: '' }])
      await until(async () => (await ledger.callbackTimes()).signed !== undefined)
      expect(await ledger.callbackTimes()).toEqual({
        signed: expect.any(Date),
        unsigned: undefined,
        refused: undefined,
      })
    })

    it('that were killed are listed no longer than asked for, and forgotten after a day', async () => {
      const insert = (process: string): Promise<unknown> =>
        opened.sql(`insert into checkout_processes (process, shop, version, node, sweeps, hands_over, seen_at)
          select '${process}', 's', 'v', 'n', 1, 1, created_at from checkout_migrations_time`)
      await opened.sql(`create table checkout_migrations_time as select applied_at as created_at
        from checkout_migrations
        order by number desc limit 1`)
      await insert('old')
      await opened.age('checkout_processes', 'seen_at', 25 * 60 * minuteMs)
      await insert('young')
      await opened.sql(`update checkout_processes set seen_at = (select created_at from checkout_migrations_time)
        where process = 'none'`)

      await opened.another({ shop, presence: makeProcess() }).open()

      await until(async () => (await rows()).every(({ process }) => process !== 'old'))
      await opened.sql('drop table checkout_migrations_time')
    })

    it('say nothing that is not as it should be: another version may write more', async () => {
      await opened.sql(`insert into checkout_processes
        (process, shop, version, node, sweeps, hands_over, observed, seen_at)
        values ('a', 's', 'v', 'n', 1, 1, '[{"code":"of-a-later-version","detail":"x"},7,{"code":"session-missing"}]',
        '2099-01-31T09:30:00.000Z')`)
      await opened.sql(`insert into checkout_processes
        (process, shop, version, node, sweeps, hands_over, observed, seen_at)
        values ('b', 's', 'v', 'n', 1, 1, 'no json', '2099-01-31T09:30:00.000Z')`)

      expect((await processes()).map(({ observed }) => observed)).toEqual([[], []])
    })

    it('that cannot write it work all the same', async () => {
      await opened.sql('alter table checkout_processes rename to checkout_processes_away')
      const ledger = opened.another({ shop, presence: makeProcess() })

      await ledger.open()
      expect(await ledger.find('X')).toBeUndefined()
      await ledger.close()

      await opened.sql('alter table checkout_processes_away rename to checkout_processes')
    })
  })
}
