import { makeOrderSearch } from '../../src/search/order-search.ts'
import type { OrderSearch } from '../../src/search/order-search.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { anyOrder, insertOrders } from '../ledger/some-orders.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

const ours = '7QK4A2M9XCVBN8RTYPAS6DFGHJ'
const bank = '016b6f47-4628-7ea2-80d4-6dc400a1b2c3'
const orders = [
  anyOrder(0, { orderNumber: ours, gatewayOrderId: bank, reference: 'CART-7', email: 'Jane@Example.com' }),
  anyOrder(1, { linkNumber: 'K3TQ9AJE', cardEnd: '1111', amountMinor: 1250 }),
  anyOrder(2, { reference: '1250', amountMinor: 1250, currency: 'USD', cardEnd: '1250' }),
  anyOrder(3, {
    reference: `'"><b>CART-8</b>`,
    refund: { key: 'return 17', externalRefundId: '4711' },
    email: 'jane@example.com',
  }),
  anyOrder(4, { shop: 'other.example', reference: 'CART-9', email: 'joe@example.com', currency: 'JPY' }),
]
/** Enough for three pages. */
const held = Array.from({ length: 450 }, (_, index) => anyOrder(100 + index, { status: 'held' }))

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the search box over ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    let search: OrderSearch
    beforeAll(async () => {
      opened = await openLedger()
      await insertOrders(opened, [...orders, ...held])
      ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [], isVisited: true } })
      search = makeOrderSearch(ledger)
    })
    afterAll(() => opened.close())
    afterEach(() => jest.restoreAllMocks())

    /** By what the text finds orders, and which. */
    async function find(text: string): Promise<readonly string[]> {
      const found = await search.find(text)
      if (found.outcome !== 'found') return [found.outcome]
      const { orders: listed } = await search.page({ query: found.reading.query, limit: 40 })
      return [found.reading.kind, ...listed.map(({ orderNumber }) => orderNumber)]
    }

    it.each([
      [ours, ['id', ours]],
      ['7qk4 a2m9 xcvb n8rt ypas 6dfg hj', ['id', ours]],
      [bank.toUpperCase(), ['id', ours]],
      ['CART-7', ['id', ours]],
      ['K3TQ9AJE', ['id', 'N000001']],
      ['return 17', ['id', 'N000003']],
      ['4711', ['id', 'N000003']],
      ['JANE@example.com', ['email', 'N000003', ours]],
      ['1111', ['card-end', 'N000001']],
      ['VISA 1250', ['card-end', 'N000002']],
      // A reference goes before a card, and a card before an amount.
      ['1250', ['id', 'N000002']],
      ['12.50', ['amount', 'N000002', 'N000001']],
      ['12.50 EUR', ['amount', 'N000001']],
      ['12.50 JPY', ['nothing']],
      // Another shop's.
      ['CART-9', ['nothing']],
      ['joe@example.com', ['nothing']],
      ['nobody', ['nothing']],
      ["' or 1 = 1 --", ['nothing']],
      // Markup is a text like any other.
      ['<b>CART-7</b>', ['nothing']],
      [`'"><b>CART-8</b>`, ['id', 'N000003']],
    ])('finds by %j what it means', async (text, expected) => {
      expect(await find(text)).toEqual(expected)
    })

    it('says how else a text can be read, and looks only within what is set beside the box', async () => {
      const within = { status: 'registered', since: orders[0]!.createdAt } as const

      expect(await search.find('1250', within)).toEqual({
        outcome: 'found',
        reading: { kind: 'id', query: { ...within, id: ['1250'] } },
        others: [
          { kind: 'card-end', query: { ...within, cardEnd: '1250' } },
          { kind: 'amount', query: { ...within, amountMinor: 125_000, currency: ['EUR', 'USD'] } },
        ],
      })
      expect(await search.find('1250', { status: 'paid' })).toMatchObject({ outcome: 'nothing' })
      expect(await search.find('CART-9', { shop: 'other.example' })).toMatchObject({ outcome: 'found' })
    })

    it.each(['', 'a'.repeat(10_000), 'CART\0-7', 'CART-\ud83d'])(
      'answers %j without asking the ledger',
      async (text) => {
        const asked = (['searchPage', 'searchCount', 'currencies'] as const).map((verb) => jest.spyOn(ledger, verb))

        expect(await search.find(text)).toMatchObject({ outcome: 'refused', refusal: expect.any(String) })

        for (const spy of asked) expect(spy).not.toHaveBeenCalled()
      },
    )

    it('reads all orders that match page by page, and no further once nobody reads them any more', async () => {
      const pages = jest.spyOn(ledger, 'searchPage')
      const all = async (signal: AbortSignal, until: (count: number) => unknown): Promise<readonly string[]> => {
        const found: string[] = []
        for await (const { orderNumber } of search.all({ status: 'held' }, signal)) {
          found.push(orderNumber)
          until(found.length)
        }
        return found
      }
      const gone = new AbortController()

      const found = await all(new AbortController().signal, () => undefined)
      expect(found).toHaveLength(450)
      expect(new Set(found).size).toBe(450)
      expect(pages).toHaveBeenCalledTimes(3)
      await expect(all(gone.signal, (count) => count === 150 && gone.abort())).rejects.toMatchObject({
        name: 'AbortError',
      })
      expect(pages).toHaveBeenCalledTimes(4)
    })

    it.each([
      [{ statuss: 'paid' }, /unknown name "statuss"/],
      [{ cardEnd: '111' }, /cardEnd: wanted the last four digits/],
      [{ amountMinor: 1250 }, /amountMinor: wanted a currency with it/],
    ])('refuses filters that nobody knows: %j', async (query, message) => {
      const wrong = query as never
      const refused = { code: 'CHECKOUT_QUERY', message: expect.stringMatching(message) }

      await expect(search.page({ query: wrong, limit: 40 })).rejects.toMatchObject(refused)
      await expect(search.count(wrong)).rejects.toMatchObject(refused)
      await expect(search.find('CART-7', wrong)).rejects.toMatchObject(refused)
    })

    it('refuses a shop that is no text, or that the ledger does not know', async () => {
      await expect(search.currencies(7 as never)).rejects.toMatchObject({ code: 'CHECKOUT_QUERY' })
      await expect(search.currencies('nobody')).rejects.toMatchObject({ code: 'CHECKOUT_QUERY' })
      await expect(search.find('CART-7', { shop: 'nobody' })).rejects.toMatchObject({ code: 'CHECKOUT_QUERY' })
    })

    it.each([
      [{ limit: 0 }, /limit: wanted a whole number from 1 to 200, got 0/],
      [{ limit: 201 }, /limit: wanted a whole number from 1 to 200/],
      [{ limit: '40' }, /limit: wanted a whole number/],
      [{}, /limit: wanted a whole number from 1 to 200, got nothing/],
      [{ limit: 40, befor: 'a' }, /unknown name "befor"\. Did you mean "before"\?/],
      [{ limit: 40, before: ['a'] }, /before: wanted the cursor of a page, got a list/],
      [{ limit: 40, before: 'a'.repeat(10_000) }, /before: wanted the cursor of a page/],
      [{ limit: 40, before: 'a', after: 'b' }, /wanted a page before or after a cursor, got both/],
      [undefined, /wanted an object, got nothing/],
    ])('refuses a page of %j', async (terms, message) => {
      await expect(search.page(terms as never)).rejects.toMatchObject({
        code: 'CHECKOUT_QUERY',
        message: expect.stringMatching(message),
      })
    })
  })
}
