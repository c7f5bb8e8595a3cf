import fc from 'fast-check'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { ListQuery } from '../../src/ledger/order-query.ts'
import { declineCategories, handOverStatuses, orderStatuses } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { runSeed } from '../support/seed.ts'
import { begin, insertOrders, someOrders } from './some-orders.ts'
import type { SomeOrder } from './some-orders.ts'

/** Enough that a usual value is borne by more orders than are looked at at once. */
const count = 4_000
const orders = someOrders(count, runSeed())

const times = fc.integer({ min: -100, max: count }).map((second) => new Date(begin.getTime() + second * 1_000))
const ids = fc.constantFrom('donation', 'tip', 'all', 'LINK-1', 'N000017', 'bank-18', 'refund-3', 'CART-40', 'nobody')

/** Any query: each part is usual, rare or unheard of. */
const queries: fc.Arbitrary<ListQuery> = fc
  .record(
    {
      status: fc.oneof(fc.constantFrom(...orderStatuses), fc.uniqueArray(fc.constantFrom(...orderStatuses))),
      handOver: fc.constantFrom(...handOverStatuses),
      needsPerson: fc.constant(true as const),
      sku: fc.constantFrom('tea', 'mug', 'pot', 'jam'),
      reference: fc.constantFrom('donation', 'tip', 'CART-40'),
      id: fc.oneof(ids, fc.uniqueArray(ids, { maxLength: 4 })),
      linkNumber: fc.constantFrom('LINK-1', 'LINK-9'),
      email: fc.constantFrom(
        'jane@example.COM',
        'JOE@example.com',
        'JÜRGEN@EXAMPLE.COM',
        'jürgen@example.com',
        'a@b.c',
      ),
      cardEnd: fc.constantFrom('1111', '2222', '9999'),
      currency: fc.constantFrom('EUR', 'KWD', ['USD', 'KWD'], ['EUR', 'USD', 'KWD'], 'JPY', []),
      amountMinor: fc.constantFrom(1999, 500, 7),
      declined: fc.constantFrom(...declineCategories),
      since: times,
      until: times,
      paidSince: times,
      paidUntil: times,
      shop: fc.constantFrom('shop.example', 'other.example'),
    },
    { requiredKeys: [] },
  )
  // Of so many parts at once nothing would be left to find.
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 3 }).map((some) => Object.fromEntries(some)))
  .map((query: ListQuery) => ({ ...query, ...(query.amountMinor ? { currency: query.currency ?? 'EUR' } : {}) }))

const has = <Value>(wanted: Value | readonly Value[] | undefined, value: Value): boolean =>
  wanted === undefined || [wanted].flat().includes(value)

const small = (text: string | undefined): string | undefined => text?.toLowerCase()

function idsOf({ orderNumber, gatewayOrderId, reference, linkNumber, refund }: SomeOrder): readonly unknown[] {
  return [orderNumber, gatewayOrderId, reference, linkNumber, refund?.key, refund?.externalRefundId]
}

function isWithin(at: Date | undefined, from: Date | undefined, to: Date | undefined): boolean {
  if (!from && !to) return true
  return at !== undefined && (!from || at >= from) && (!to || at < to)
}

/** Whether an order matches, by a loop over all of them. */
function matches(query: ListQuery, order: SomeOrder): boolean {
  const { shop = 'shop.example', needsPerson, id, email } = query
  return [
    (order.shop ?? 'shop.example') === shop,
    has(query.status, order.status),
    has(query.handOver, order.handOver),
    !needsPerson || order.status === 'review' || order.handOver === 'stuck',
    has(query.sku, order.sku),
    has(query.reference, order.reference),
    id === undefined || [id].flat().some((one) => idsOf(order).includes(one)),
    has(query.linkNumber, order.linkNumber),
    email === undefined || small(email) === small(order.email),
    has(query.cardEnd, order.cardEnd),
    has(query.currency, order.currency),
    has(query.amountMinor, order.amountMinor),
    has(query.declined, order.declined),
    isWithin(order.createdAt, query.since, query.until),
    isWithin(order.paidAt, query.paidSince, query.paidUntil),
  ].every(Boolean)
}

function listed(query: ListQuery): readonly string[] {
  const isByPayment = query.paidSince !== undefined || query.paidUntil !== undefined
  const timeOf = ({ createdAt, paidAt }: SomeOrder): number => (isByPayment ? paidAt! : createdAt).getTime()
  return orders
    .filter((order) => matches(query, order))
    .sort((one, other) => timeOf(other) - timeOf(one) || (one.orderNumber < other.orderNumber ? 1 : -1))
    .map(({ orderNumber }) => orderNumber)
}

/** Every page from the newest order on, and then all the way back. */
async function paged(ledger: Ledger, query: ListQuery, limit: number) {
  const there: string[] = []
  let page = await ledger.searchPage({ query, limit })
  expect(page.newer).toBeUndefined()
  for (;;) {
    there.push(...page.orders.map(({ orderNumber }) => orderNumber))
    if (page.older === undefined) break
    page = await ledger.searchPage({ query, before: page.older, limit })
  }
  const back = page.orders.map(({ orderNumber }) => orderNumber)
  while (page.newer !== undefined) {
    page = await ledger.searchPage({ query, after: page.newer, limit })
    back.unshift(...page.orders.map(({ orderNumber }) => orderNumber))
  }
  return { there, back }
}

describe.each(Object.entries(ledgers))('a search of %s', (_name, openLedger) => {
  let opened: OpenedLedger
  let ledger: Ledger
  beforeAll(async () => {
    opened = await openLedger()
    await insertOrders(opened, orders)
    ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [], isVisited: true } })
  })
  afterAll(() => opened.close())

  it('finds what a loop over all orders finds, by stream, page and count', async () => {
    await fc.assert(
      fc.asyncProperty(queries, fc.integer({ min: 100, max: 200 }), async (query, limit) => {
        const expected = listed(query)

        const found: string[] = []
        for await (const { orderNumber } of ledger.search(query)) found.push(orderNumber)
        expect(found).toEqual(expected)
        const { there, back } = await paged(ledger, query, limit)
        expect(there).toEqual(expected)
        expect(back).toEqual(expected)
        const more = expected.length > 1_000 ? 'more' : 'none'
        expect(await ledger.searchCount(query)).toEqual({ count: Math.min(expected.length, 1_000), more })
      }),
      { numRuns: 40 },
    )
  })

  it('has orders to find in every way: many, few and one', () => {
    const lengths = [
      { sku: 'tea' },
      { email: 'jane@example.com' },
      { cardEnd: '1111' },
      { declined: 'card-problem' },
      { amountMinor: 1999, currency: 'EUR' },
      { paidSince: begin },
      { id: 'donation' },
    ] as const
    for (const query of lengths) expect(listed(query).length).toBeGreaterThan(1_000)
    for (const query of [{ sku: 'pot' }, { cardEnd: '2222' }, { currency: 'KWD' }, { linkNumber: 'LINK-1' }]) {
      expect(listed(query).length).toBeGreaterThan(10)
      expect(listed(query).length).toBeLessThan(1_000)
    }
  })
})
