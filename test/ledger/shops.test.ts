import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import { fillLedger } from '../support/fill-ledger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { until } from '../support/until.ts'
import { newOrder } from './an-order.ts'

const minuteMs = 60_000

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the shops of a ledger in ${name}`, () => {
    let opened: OpenedLedger
    let warnings: object[]
    beforeEach(async () => {
      opened = await openLedger()
      warnings = []
    })
    afterEach(async () => {
      jest.restoreAllMocks()
      await opened.close()
    })

    const processOf = async (key: string, formerKeys: readonly string[] = []): Promise<Ledger> => {
      const warn = (fields: object): void => void warnings.push(fields)
      const ledger = opened.another({ shop: { key, formerKeys }, logger: { info: warn, warn, error: warn } })
      await ledger.open()
      return ledger
    }
    const visitor = (key: string, formerKeys: readonly string[] = []): Ledger =>
      opened.another({ shop: { key, formerKeys, isVisited: true } })
    const rest = (ms: number): Promise<void> => opened.age('checkout_shops', 'used_at', ms)
    const owners = async (): Promise<Record<string, unknown>> => {
      const rows = await opened.sql('select shop, owner from checkout_shops')
      return Object.fromEntries(rows.map(({ shop, owner }) => [shop, owner]))
    }
    const addTo = async (ledger: Ledger, changes: Partial<NewOrder>): Promise<string> =>
      (await ledger.add(newOrder(changes))).order.orderNumber

    it('keep what they have, however long they rest, while they come back to their own key', async () => {
      await processOf('tea')
      await rest(minuteMs)
      await processOf('coffee')
      await rest(24 * 60 * minuteMs)
      await processOf('tea')
      await processOf('coffee')

      expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee' })
      expect(warnings).toEqual([])
    })

    it.each([
      [9, 'tea'],
      [11, 'coffee'],
    ])('are taken over by a new key after %i minutes of rest: then the orders are with %s', async (minutes, owner) => {
      await processOf('tea')
      await rest(minutes * minuteMs)

      await processOf('coffee')

      expect(await owners()).toEqual({ tea: owner, coffee: 'coffee' })
      expect(warnings).toEqual(owner === 'tea' ? [] : [{ shop: 'coffee', before: 'tea' }])
    })

    it.each([
      [-1, 'tea'],
      [9, 'coffee'],
      [11, 'tea'],
    ])('fall silent %i minutes after a new key came: later the orders are with %s', async (minutes, owner) => {
      const number = await addTo(await processOf('tea'), { shop: 'tea' })
      const moved = await processOf('coffee')
      if (minutes < 0) await opened.sql('update checkout_shops set arrived_at = null')
      else await opened.age('checkout_shops', 'arrived_at', minutes * minuteMs)
      await rest(11 * minuteMs)
      await opened.age('checkout_shops', 'arrived_at', 11 * minuteMs)

      // Any process of it that starts, now or next year.
      const again = await processOf('coffee')

      expect(await owners()).toEqual({ tea: owner, coffee: 'coffee' })
      expect(warnings).toEqual(owner === 'tea' ? [] : [{ shop: 'coffee', before: 'tea' }])
      expect((await again.find(number)) !== undefined).toBe(owner === 'coffee')
      expect(await moved.find(number)).toBeUndefined()
    })

    it.each([
      // The other shop has two keys; what counts is when it last used either.
      ['00:10:00.000Z', '00:01:00.000Z', 'coffee'],
      ['00:10:00.001Z', '00:01:00.000Z', 'milk'],
      ['00:01:00.000Z', '00:10:00.001Z', 'milk'],
    ])('fall silent at %s and %s, ten minutes after a new key: then all is with %s', async (tea, milk, owner) => {
      await processOf('tea')
      await processOf('milk', ['tea'])
      await processOf('coffee')
      for (const [key, time] of Object.entries({ tea, milk })) {
        await opened.sql(`update checkout_shops set used_at = '2026-01-01T${time}' where shop = '${key}'`)
      }
      await opened.sql("update checkout_shops set arrived_at = '2026-01-01T00:00:00.000Z' where shop = 'coffee'")

      await processOf('coffee')

      expect(await owners()).toEqual({ tea: owner, milk: owner, coffee: 'coffee' })
    })

    it('that are rolled back within minutes take everything back with them', async () => {
      await processOf('tea')
      const number = await addTo(await processOf('coffee'), { shop: 'coffee' })
      // Coffee took tea's orders over, then tea was started again, and coffee stopped.
      await opened.sql("update checkout_shops set owner = 'coffee'")
      await processOf('tea')
      expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee' })
      await rest(11 * minuteMs)
      await opened.age('checkout_shops', 'arrived_at', 11 * minuteMs)

      const again = await processOf('tea')

      expect(await again.find(number)).toMatchObject({ shop: 'coffee' })
    })

    it('do not fall silent together: of two that arrived with another beside them, none is the other', async () => {
      for (const key of ['tea', 'coffee', 'cake']) await processOf(key)
      await rest(11 * minuteMs)
      await opened.age('checkout_shops', 'arrived_at', 11 * minuteMs)

      await processOf('coffee')
      await processOf('cake')

      expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee', cake: 'cake' })
    })

    it('are not taken over where two rest: a new key may be neither', async () => {
      await processOf('tea')
      await processOf('coffee')
      await rest(11 * minuteMs)

      await processOf('cake')

      expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee', cake: 'cake' })
      expect(warnings).toEqual([])
    })

    it('take back what they opened themselves from one that runs', async () => {
      const number = await addTo(await processOf('tea'), { shop: 'tea' })
      await rest(11 * minuteMs)
      const moved = await processOf('coffee')
      expect(await moved.find(number)).toMatchObject({ shop: 'tea' })
      warnings = []

      const again = await processOf('tea')

      expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee' })
      expect(await again.find(number)).toMatchObject({ shop: 'tea' })
      expect(warnings).toEqual([])
    })

    it('take everything over from one that rests, once they come back', async () => {
      await processOf('tea')
      await rest(11 * minuteMs)
      await processOf('coffee')
      await rest(11 * minuteMs)
      warnings = []

      await processOf('tea')

      expect(await owners()).toEqual({ tea: 'tea', coffee: 'tea' })
      expect(warnings).toEqual([{ shop: 'tea', before: 'coffee' }])
    })

    it('take over what is under a former key, and what that shop had taken over', async () => {
      for (const key of ['tea', 'coffee', 'cake']) await processOf(key)

      await processOf('coffee', ['tea'])
      expect(await owners()).toEqual({ tea: 'coffee', coffee: 'coffee', cake: 'cake' })

      await processOf('cake', ['coffee'])
      expect(await owners()).toEqual({ tea: 'cake', coffee: 'cake', cake: 'cake' })

      // Only what was opened under the former key, because its shop has it no more.
      await processOf('milk', ['tea'])
      expect(await owners()).toEqual({ tea: 'milk', coffee: 'cake', cake: 'cake', milk: 'milk' })
    })

    it('leave the orders without a key to the first', async () => {
      const first = await processOf('tea')
      const number = await addTo(first, { shop: 'tea' })
      await opened.sql('update checkout_orders set shop = null')

      const other = await processOf('coffee')

      expect(await first.find(number)).toMatchObject({ shop: undefined })
      expect(await other.find(number)).toBeUndefined()
      expect(await opened.ledger.find(number)).toMatchObject({ shop: undefined })
    })

    it('have the orders without a key of a shop that they took over, and no other shop has them', async () => {
      const number = await addTo(await processOf('tea'), { shop: 'tea' })
      await processOf('cake')
      await opened.sql('update checkout_orders set shop = null')

      const moved = await processOf('coffee', ['tea'])

      expect(await moved.find(number)).toMatchObject({ shop: undefined })
      expect(await visitor('coffee').find(number)).toMatchObject({ shop: undefined })
      expect(await visitor('cake').find(number)).toBeUndefined()
    })

    it('have not started yet: then the orders without a key are whoever’s looks', async () => {
      const { orderNumber } = (await opened.ledger.add(newOrder())).order
      await opened.sql('update checkout_orders set shop = null')
      expect(await visitor('tea').find(orderNumber)).toMatchObject({ shop: undefined })

      await processOf('tea')

      expect(await visitor('coffee').find(orderNumber)).toBeUndefined()
    })

    it('are only looked at by a visitor: nothing is taken over, and none is said to be in use', async () => {
      const number = await addTo(await processOf('tea'), { shop: 'tea' })
      await rest(11 * minuteMs)
      const before = await opened.sql('select * from checkout_shops')

      expect(await visitor('tea').find(number)).toMatchObject({ shop: 'tea' })
      expect(await visitor('misspelt').find(number)).toBeUndefined()
      expect(await visitor('coffee', ['tea']).find(number)).toMatchObject({ shop: 'tea' })

      expect(await opened.sql('select * from checkout_shops')).toEqual(before)
      expect(warnings).toEqual([])
    })

    it('that have taken over another show its orders to their visitor, and to no other', async () => {
      const number = await addTo(await processOf('tea'), { shop: 'tea' })
      await rest(11 * minuteMs)
      await processOf('coffee')
      const visitor = (key: string): Ledger => opened.another({ shop: { key, formerKeys: [], isVisited: true } })

      expect(await visitor('coffee').find(number)).toMatchObject({ shop: 'tea' })
      await opened.sql('update checkout_orders set shop = null')
      expect(await visitor('coffee').find(number)).toMatchObject({ shop: undefined })
      expect(await visitor('cake').find(number)).toBeUndefined()
    })

    describe('taken over by hand', () => {
      it('are so at once, after a dry run that changes nothing', async () => {
        const number = await addTo(await processOf('tea'), { shop: 'tea' })
        const coffee = await processOf('coffee')

        const wanted = { from: 'tea', to: 'coffee', keys: ['tea'], orderCount: 1, isMore: false, wasOwn: false }
        expect(await coffee.adoptShop({ from: 'tea', isDryRun: true })).toMatchObject(wanted)
        expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee' })
        expect(await coffee.find(number)).toBeUndefined()

        expect(await coffee.adoptShop({ from: 'tea', isDryRun: false })).toMatchObject(wanted)
        expect(await owners()).toEqual({ tea: 'coffee', coffee: 'coffee' })
        expect(await coffee.find(number)).toMatchObject({ shop: 'tea' })
      })

      it('are so by a shop that has not started yet, which is none the less not the first', async () => {
        const number = await addTo(await processOf('tea'), { shop: 'tea' })

        const cake = visitor('cake')
        expect(await cake.find(number)).toBeUndefined()
        await cake.adoptShop({ from: 'tea', isDryRun: false })
        expect(await cake.find(number)).toMatchObject({ shop: 'tea' })
        expect(await owners()).toEqual({ tea: 'cake' })

        await processOf('cake')
        expect(await opened.sql('select shop, owner, has_unnamed from checkout_shops order by shop')).toEqual([
          { shop: 'cake', owner: 'cake', has_unnamed: 0 },
          { shop: 'tea', owner: 'cake', has_unnamed: 1 },
        ])
      })

      describe('of several keys', () => {
        /** `tea` was the first, and `milk` belongs to it; `cake` is a shop of its own. */
        let cake: Ledger
        beforeEach(async () => {
          for (const shop of ['tea', 'milk']) await addTo(await processOf(shop), { shop })
          cake = await processOf('cake')
          await addTo(cake, { shop: 'cake' })
          await addTo(cake, { shop: 'cake' })
          await opened.sql("update checkout_shops set owner = 'tea' where shop = 'milk'")
        })
        const looked = (from: string, ledger = cake) => ledger.adoptShop({ from, isDryRun: true })

        it('go with all of them, or with the one that is named', async () => {
          expect(await looked('tea')).toMatchObject({ keys: ['milk', 'tea'], orderCount: 2, wasOwn: false })
          expect(await looked('milk')).toMatchObject({ keys: ['milk'], orderCount: 1, wasOwn: false })

          await cake.adoptShop({ from: 'milk', isDryRun: false })
          expect(await owners()).toEqual({ tea: 'tea', milk: 'cake', cake: 'cake' })
        })

        it('are taken over in part before they are in whole', async () => {
          await cake.adoptShop({ from: 'milk', isDryRun: false })
          expect(await looked('milk')).toMatchObject({ wasOwn: true })
          await opened.sql("update checkout_shops set owner = 'tea' where shop = 'cake'")
          expect(await looked('milk', visitor('milk'))).toMatchObject({ keys: ['milk'], wasOwn: false })

          // One of the two keys that these names stand for was taken over already.
          await opened.sql("update checkout_shops set owner = 'cake' where shop = 'tea'")
          await opened.sql("update checkout_shops set owner = 'tea' where shop = 'milk'")
          expect(await looked('tea')).toMatchObject({ keys: ['cake', 'milk', 'tea'], wasOwn: false })
          expect(await cake.adoptShop({ from: 'tea', isDryRun: false })).toMatchObject({ wasOwn: false })
          expect(await owners()).toEqual({ tea: 'cake', milk: 'cake', cake: 'cake' })
        })

        it('were last used when one of them was', async () => {
          await opened.sql("update checkout_shops set used_at = '2026-01-02T00:00:00.000Z' where shop = 'milk'")
          await opened.sql("update checkout_shops set used_at = '2026-01-01T00:00:00.000Z' where shop = 'tea'")

          expect((await looked('tea')).usedAt).toEqual(new Date('2026-01-02T00:00:00.000Z'))
        })

        it('bring the orders without a key along if one of them was the first', async () => {
          await opened.sql("update checkout_orders set shop = null where shop = 'cake'")

          expect(await looked('tea')).toMatchObject({ orderCount: 4 })
          expect(await looked('milk')).toMatchObject({ orderCount: 1 })
        })

        it('have names that the refusal of an unknown one tells', async () => {
          await expect(looked('coffee')).rejects.toMatchObject({
            code: 'CHECKOUT_INVALID_REQUEST',
            message: 'The ledger knows no shop "coffee". It knows: cake, milk, tea. Nothing was changed.',
          })
        })
      })

      it('are counted up to a thousand', async () => {
        await fillLedger(opened, { name, orders: 1_120 })
        for (const key of ['shop.example', 'other.example']) await processOf(key)
        const tea = await processOf('tea')

        const looked = (from: string) => tea.adoptShop({ from, isDryRun: true })
        expect(await looked('shop.example')).toMatchObject({ orderCount: 1_000, isMore: true })
        expect(await looked('other.example')).toMatchObject({ orderCount: 112, isMore: false })
      })

      if (name === 'PostgreSQL') {
        it('wait for a shop that is just joining', async () => {
          await processOf('tea')
          const coffee = await processOf('coffee')
          await opened.sql('select pg_advisory_lock(7203561895)')
          const adopted = coffee.adoptShop({ from: 'tea', isDryRun: false })

          await expect(Promise.race([adopted, sleep(200, 'waits')])).resolves.toBe('waits')
          expect(await owners()).toEqual({ tea: 'tea', coffee: 'coffee' })
          await opened.sql('select pg_advisory_unlock(7203561895)')
          await adopted
          expect(await owners()).toEqual({ tea: 'coffee', coffee: 'coffee' })
        })
      }

      it('need a shop that takes them', async () => {
        await processOf('tea')

        await expect(opened.ledger.adoptShop({ from: 'tea', isDryRun: false })).rejects.toMatchObject({
          code: 'CHECKOUT_INVALID_REQUEST',
        })
        expect(await owners()).toEqual({ tea: 'tea' })
      })
    })

    describe('in use', () => {
      let nowMs: number
      beforeEach(() => {
        // Whole, so that sums of it are exact.
        nowMs = Math.ceil(performance.now())
        jest.spyOn(performance, 'now').mockImplementation(() => nowMs)
      })

      const restMs = async (): Promise<number> => {
        const [row] = await opened.sql('select used_at from checkout_shops')
        return Date.now() - new Date(String(row!.used_at)).getTime()
      }

      it('report it once a minute', async () => {
        const ledger = await processOf('tea')
        await rest(5 * minuteMs)

        nowMs += minuteMs - 1
        await ledger.find('nothing')
        await ledger.find('nothing')
        expect(await restMs()).toBeGreaterThan(4 * minuteMs)

        nowMs += 1
        await ledger.find('nothing')
        await until(async () => (await restMs()) < minuteMs)

        await rest(5 * minuteMs)
        await ledger.find('nothing')
        await ledger.find('nothing')
        expect(await restMs()).toBeGreaterThan(4 * minuteMs)
      })

      it('take their orders back once they notice that another has taken them', async () => {
        const ledger = await processOf('tea')
        const number = await addTo(ledger, { shop: 'tea' })
        await rest(11 * minuteMs)
        await processOf('coffee')
        expect(await owners()).toEqual({ tea: 'coffee', coffee: 'coffee' })

        nowMs += minuteMs
        // What it knew holds until the answer is there.
        expect(await ledger.find(number)).toMatchObject({ shop: 'tea' })
        await until(async () => (await owners()).tea === 'tea')
        expect(await ledger.find(number)).toMatchObject({ shop: 'tea' })
      })

      it('take over, while they run, what they were on their way from', async () => {
        await processOf('milk')
        const number = await addTo(await processOf('tea', ['milk']), { shop: 'tea' })
        const ledger = await processOf('coffee')
        nowMs += minuteMs
        await rest(9 * minuteMs)
        await ledger.find(number)
        expect(await owners()).toEqual({ milk: 'tea', tea: 'tea', coffee: 'coffee' })

        nowMs += minuteMs
        await rest(2 * minuteMs)
        await opened.age('checkout_shops', 'arrived_at', 11 * minuteMs)

        await until(async () => (await ledger.find(number)) !== undefined)
        expect(warnings).toEqual([{ shop: 'coffee', before: 'tea' }])
      })

      it('see what another of their processes has taken over', async () => {
        const number = await addTo(await processOf('milk'), { shop: 'milk' })
        const ledger = await processOf('tea')
        await processOf('tea', ['milk'])
        expect(await ledger.find(number)).toBeUndefined()

        nowMs += minuteMs
        await until(async () => (await ledger.find(number)) !== undefined)
      })
    })
  })

  describe(`shops that nobody runs in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const openOrder = async (key: string, changes: Partial<NewOrder> = {}): Promise<string> => {
      const ledger = opened.another({ shop: { key, formerKeys: [] } })
      return (await ledger.add(newOrder({ shop: key, ...changes }))).order.orderNumber
    }
    const restSince = (key: string, time: string): Promise<unknown> =>
      opened.sql(`update checkout_shops set used_at = '${time}' where shop = '${key}'`)

    it('are those with something unfinished that have rested for ten minutes, without one’s own', async () => {
      for (const key of ['tea', 'coffee', 'cake']) await openOrder(key)
      await openOrder('coffee')
      await restSince('tea', '2026-01-01T00:00:00.000Z')
      await restSince('coffee', '2026-02-01T00:00:00.000Z')

      const tea = { key: 'tea', usedAt: new Date('2026-01-01T00:00:00.000Z'), unfinishedCount: 1 }
      const coffee = { key: 'coffee', usedAt: new Date('2026-02-01T00:00:00.000Z'), unfinishedCount: 2 }
      const idle = await opened.ledger.idleShops()
      expect([...idle].sort((one, other) => other.key.localeCompare(one.key))).toEqual([tea, coffee])
      expect(await opened.another({ shop: { key: 'tea', formerKeys: [] } }).idleShops()).toEqual([coffee])
    })

    it.each([
      ['registering', 'none', true, 1],
      ['unknown', 'none', true, 1],
      ['registered', 'none', false, 1],
      ['held', 'none', true, 1],
      ['paid', 'due', true, 1],
      ['paid', 'stuck', true, 1],
      ['paid', 'none', true, 1],
      ['paid', 'none', false, 0],
      ['paid', 'done', true, 0],
      ['partially_refunded', 'due', true, 1],
      ['partially_refunded', 'stuck', true, 1],
      ['partially_refunded', 'none', true, 1],
      ['review', 'due', true, 1],
      ['review', 'stuck', true, 1],
      ['review', 'none', true, 0],
      ['refunded', 'stuck', true, 0],
      ['refunded', 'none', true, 0],
      ['declined', 'none', true, 0],
    ])(
      'of an order that is %s, its goods %s and owed: %s, have %i unfinished',
      async (status, handOver, owed, count) => {
        const number = await openOrder('tea')
        await openOrder('cake')
        await restSince('tea', '2026-01-01T00:00:00.000Z')
        await opened.sql(
          `update checkout_orders set status = '${status}', hand_over = '${handOver}', hands_over = ${owed ? 1 : 0}
         where order_number = '${number}'`,
        )

        const idle = await opened.ledger.idleShops()
        expect(idle.map(({ key, unfinishedCount }) => [key, unfinishedCount])).toEqual(
          count > 0 ? [['tea', count]] : [],
        )
      },
    )

    it('have what carries no key, if they were the first', async () => {
      await openOrder('tea')
      await openOrder('tea')
      await openOrder('cake')
      await opened.sql("update checkout_orders set shop = null where shop = 'tea'")
      for (const key of ['tea', 'cake']) await restSince(key, '2026-01-01T00:00:00.000Z')

      const idle = await opened.ledger.idleShops()
      expect(Object.fromEntries(idle.map(({ key, unfinishedCount }) => [key, unfinishedCount]))).toEqual({
        tea: 2,
        cake: 1,
      })
    })

    it('are in use while one of their keys is, and have what was opened under all of them', async () => {
      await openOrder('tea')
      await openOrder('milk')
      await opened.sql("update checkout_shops set owner = 'tea'")
      await restSince('milk', '2026-01-01T00:00:00.000Z')
      expect(await opened.ledger.idleShops()).toEqual([])

      await restSince('tea', '2026-02-01T00:00:00.000Z')
      expect(await opened.ledger.idleShops()).toEqual([
        { key: 'tea', usedAt: new Date('2026-02-01T00:00:00.000Z'), unfinishedCount: 2 },
      ])
    })
  })
}
