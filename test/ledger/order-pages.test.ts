import type { Ledger } from '../../src/ledger/ledger.ts'
import type { ListQuery, OrderPage, PageTerms } from '../../src/ledger/order-query.ts'
import { cursorOf } from '../../src/ledger/page-cursor.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { anyOrder, begin, insertOrders } from './some-orders.ts'
import type { SomeOrder } from './some-orders.ts'

const numbers = ({ orders }: OrderPage): readonly string[] => orders.map(({ orderNumber }) => orderNumber)

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`pages of ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    const fill = async (orders: readonly SomeOrder[]): Promise<void> => {
      opened = await openLedger()
      await insertOrders(opened, orders)
      ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [], isVisited: true } })
    }
    afterEach(() => opened.close())

    /** Ten orders of which the last, the newest, is number 9. */
    const ten = (changes: (number: number) => Partial<SomeOrder> = () => ({})): readonly SomeOrder[] =>
      Array.from({ length: 10 }, (_, number) => anyOrder(number, changes(number)))
    const page = (terms: Partial<PageTerms>): Promise<OrderPage> => ledger.searchPage({ limit: 3, ...terms })

    it('go from the newest order to the oldest and back, and say where there are no more', async () => {
      await fill(ten())

      const first = await page({})
      expect([numbers(first), first.newer]).toEqual([['N000009', 'N000008', 'N000007'], undefined])
      const second = await page({ before: first.older! })
      expect(numbers(second)).toEqual(['N000006', 'N000005', 'N000004'])
      const last = await page({ before: second.older!, limit: 4 })
      expect([numbers(last), last.older]).toEqual([['N000003', 'N000002', 'N000001', 'N000000'], undefined])

      const back = await page({ after: last.newer! })
      expect(numbers(back)).toEqual(numbers(second))
      const top = await page({ after: back.newer! })
      expect([numbers(top), top.newer]).toEqual([numbers(first), undefined])
      expect(top.older).toBe(first.older)
    })

    it('stay in place while orders are added, and lead to the new ones', async () => {
      await fill(ten())
      const first = await page({})
      await opened.sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture,
        gateway_account, status, created_at, expires_at, shop)
        select 'newest', sku, amount_minor, currency, capture, gateway_account, status,
          '2027-01-01T00:00:00.000Z', expires_at, shop from checkout_orders where order_number = 'N000001'`)

      const second = await page({ before: first.older! })

      expect(numbers(second)).toEqual(['N000006', 'N000005', 'N000004'])
      const back = await page({ after: second.newer! })
      expect(numbers(back)).toEqual(numbers(first))
      expect(numbers(await page({ after: back.newer! }))).toEqual(['newest'])
    })

    it('are empty beyond the last one, and lead back', async () => {
      await fill(ten((number) => ({ status: number < 3 ? 'held' : 'registered' })))
      const query: ListQuery = { status: 'held' }
      const { older } = await page({ query, limit: 2 })
      // Meanwhile the last one was paid.
      await opened.sql(`update checkout_orders set status = 'paid' where order_number = 'N000000'`)

      const beyond = await page({ query, before: older! })

      expect(beyond).toEqual({ orders: [], newer: expect.any(String), older: undefined, lookedTo: undefined })
      expect(numbers(await page({ query, after: beyond.newer! }))).toEqual(['N000002', 'N000001'])
      expect(await page({ query: { status: 'review' }, before: older! })).toEqual({
        orders: [],
        newer: undefined,
        older: undefined,
        lookedTo: undefined,
      })
    })

    it('are ordered by payment where payment is asked for', async () => {
      const paidAt = (number: number) => new Date(begin.getTime() + 60_000 - number * 1_000)
      await fill(ten((number) => ({ status: 'paid', paidAt: paidAt(number), sku: number % 2 === 0 ? 'tea' : 'mug' })))
      const query = { paidUntil: paidAt(1), sku: 'tea' }

      const first = await page({ query })

      expect(numbers(first)).toEqual(['N000002', 'N000004', 'N000006'])
      expect(numbers(await page({ query, before: first.older! }))).toEqual(['N000008'])
      await expect(page({ query: { sku: 'tea' }, before: first.older! })).rejects.toMatchObject({
        code: 'CHECKOUT_QUERY',
      })
    })

    it('hold to their period, wherever the cursor of another list points', async () => {
      await fill(ten())
      const at = (number: number) => anyOrder(number).createdAt
      const query = { since: at(3), until: at(7) }
      const placed = (number: number, orderNumber: string) => cursorOf({ at: at(number), orderNumber }, 'opened')
      const all = ['N000006', 'N000005', 'N000004', 'N000003']
      const read = async (terms: Partial<PageTerms>) => numbers(await page({ query, limit: 10, ...terms }))

      expect(await read({ before: placed(9, 'N000009') })).toEqual(all)
      expect(await read({ before: placed(7, '') })).toEqual(all)
      expect(await read({ before: placed(6, 'N000006') })).toEqual(all.slice(1))
      expect(await read({ before: placed(3, 'N000003') })).toEqual([])
      expect(await read({ before: placed(1, 'N000001') })).toEqual([])
      expect(await read({ after: placed(1, 'N000001') })).toEqual(all)
      expect(await read({ after: placed(3, '') })).toEqual(all)
      expect(await read({ after: placed(3, 'N000003') })).toEqual(all.slice(0, 3))
      expect(await read({ after: placed(6, 'N000006') })).toEqual([])
      expect(await read({ after: placed(9, 'N000009') })).toEqual([])
    })

    it.each([
      ['nothing', ''],
      ['a word', 'W-10451'],
      ['what is not base64', '§§§'],
      ['what is base64 of something else', Buffer.from('hello').toString('base64url')],
      ['a time that no database can write', cursorOf({ at: new Date(8.64e15), orderNumber: 'N000001' }, 'opened')],
      ['a number with a line break', Buffer.from('o0.N\n1').toString('base64url')],
      ['a cursor with something behind it', `${cursorOf({ at: begin, orderNumber: 'N000001' }, 'opened')}AA`],
      ['10,000 characters', 'a'.repeat(10_000)],
    ])('refuse a cursor that no page has given: %s', async (_what, cursor) => {
      await fill([])

      for (const terms of [{ before: cursor }, { after: cursor }]) {
        await expect(page(terms)).rejects.toMatchObject({
          code: 'CHECKOUT_QUERY',
          message: expect.stringMatching(/^Wanted the cursor of a page of this list, got \d+ characters?\. /),
        })
      }
    })

    it('look at another shop only when they are asked to, and at none that the ledger does not know', async () => {
      await fill(ten((number) => ({ shop: number === 4 ? 'other.example' : 'shop.example' })))

      expect(numbers(await page({ query: { shop: 'other.example' } }))).toEqual(['N000004'])
      expect(await ledger.searchCount({ shop: 'other.example' })).toEqual({ count: 1, more: 'none' })
      expect(numbers(await page({ query: { id: 'N000004' } }))).toEqual([])
      expect(numbers(await page({ query: { id: 'N000004', shop: 'other.example' } }))).toEqual(['N000004'])
      await expect(page({ query: { shop: 'nobody' } })).rejects.toMatchObject({
        code: 'CHECKOUT_QUERY',
        message: 'shop: the ledger knows no shop "nobody". It knows: other.example, shop.example.',
      })
    })

    it('know the currencies of the shop', async () => {
      const currencies = ['EUR', 'KWD', 'EUR', 'USD']
      const shopOf = (number: number) => (number === 3 ? 'other.example' : 'shop.example')
      await fill(ten((number) => ({ currency: currencies[number] ?? 'EUR', shop: shopOf(number) })))

      expect(await ledger.currencies()).toEqual(['EUR', 'KWD'])
      expect(await ledger.currencies('other.example')).toEqual(['USD'])
    })
    describe('of a query that no index answers alone', () => {
      /** A long list without a match, a few matches at its end, and enough others that nothing else is short. */
      const many = Array.from({ length: 12_500 }, (_, number) => {
        if (number < 5) return anyOrder(number, { sku: 'pot', currency: 'USD' })
        return anyOrder(number, number < 1_500 ? { sku: 'mug', currency: 'USD' } : { sku: 'pot' })
      })
      const query = { sku: 'pot', currency: 'USD' }

      it('end after so many orders were looked at, say so, and go on from there', async () => {
        await fill(many)

        const first = await page({ query })

        expect(first).toEqual({ orders: [], newer: undefined, older: expect.any(String), lookedTo: expect.any(Date) })
        expect(first.lookedTo).toEqual(anyOrder(many.length - 10_000).createdAt)
        const second = await page({ query, before: first.older! })
        expect([numbers(second), second.lookedTo]).toEqual([['N000004', 'N000003', 'N000002'], undefined])
        const third = await page({ query, before: second.older! })
        expect([numbers(third), third.older]).toEqual([['N000001', 'N000000'], undefined])

        const back = await page({ query, after: third.newer! })
        expect([numbers(back), back.lookedTo]).toEqual([numbers(second), undefined])
        const top = await page({ query, after: back.newer! })
        expect(top).toEqual({ orders: [], newer: undefined, older: expect.any(String), lookedTo: undefined })
        expect(await ledger.searchCount(query)).toEqual({ count: 0, more: 'perhaps' })
        const found = []
        for await (const { orderNumber } of ledger.search(query)) found.push(orderNumber)
        expect(found).toEqual(['N000004', 'N000003', 'N000002', 'N000001', 'N000000'])
      })
    })

    it('count up to a thousand, and say whether there are more', async () => {
      await fill(
        Array.from({ length: 1_002 }, (_, number) => anyOrder(number, { status: number < 2 ? 'paid' : 'held' })),
      )

      expect(await ledger.searchCount({ status: 'paid' })).toEqual({ count: 2, more: 'none' })
      expect(await ledger.searchCount({ status: 'held' })).toEqual({ count: 1_000, more: 'none' })
      expect(await ledger.searchCount({})).toEqual({ count: 1_000, more: 'more' })
      expect(await ledger.searchCount({ status: 'held', until: anyOrder(10).createdAt })).toEqual({
        count: 8,
        more: 'none',
      })
      expect(await ledger.searchCount({ status: [] })).toEqual({ count: 0, more: 'none' })
      expect(await ledger.searchCount({ status: 'paid', handOver: 'due', needsPerson: true })).toEqual({
        count: 0,
        more: 'none',
      })
    })
  })
}
