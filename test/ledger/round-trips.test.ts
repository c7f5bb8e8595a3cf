import pg from 'pg'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'
import { buy, openStore, pathOf } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'
import { registeredOrder } from './an-order.ts'

let carts = 0
const catalog = (sku: string) =>
  sku === 'cart'
    ? // Paid once: its first return looks at the other orders of the reference.
      { amountMinor: 1999, currency: 'EUR', reference: `CART-${(carts += 1)}` }
    : { amountMinor: 1999, currency: 'EUR' }

/** Every query that our connections send, and each of them waits for its answer. */
async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const { query } = pg.Client.prototype as unknown as { query: (this: unknown, ...given: unknown[]) => unknown }
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: unknown,
    ...given: unknown[]
  ) {
    sent.push(String(given[0]))
    return query.apply(this, given) as never
  })
  await work()
  spy.mockRestore()
  return sent
}

describeOver('postgres')('round trips to PostgreSQL', () => {
  let store: Store
  beforeEach(async () => {
    store = await openStore({
      mount: { express: 5, path: '', ledger: 'PostgreSQL' },
      // A pass of the sweep would be counted, too.
      options: { catalog, sweep: { everyMs: 60_000 } },
    })
    // The first purchase opens the ledger.
    const browser = store.browser()
    await browser.get(await paid(browser, 'mug')).expect(200)
  })
  afterEach(() => store.close())

  /** Buys and pays, and returns the path that the bank sends the browser back to. */
  async function paid(browser: Browser, sku: string): Promise<string> {
    const { gatewayOrderId } = await buy(store, browser, sku)
    return pathOf((await store.bank.pay(gatewayOrderId)).location)
  }

  it.each([
    { sku: 'mug', checkout: 2, firstReturn: 3, again: 1 },
    { sku: 'cart', checkout: 4, firstReturn: 4, again: 1 },
  ])(
    'are few for a $sku: $checkout at the checkout, $firstReturn at the first return',
    async ({ sku, ...expected }) => {
      const browser = store.browser()
      let back = ''

      const checkout = await queriesOf(async () => (back = await paid(browser, sku)))
      const firstReturn = await queriesOf(() => browser.get(back).expect(200))
      const again = await queriesOf(() => browser.get(back).expect(200))

      expect({ checkout: checkout.length, firstReturn: firstReturn.length, again: again.length }).toEqual(expected)
    },
  )
})

describeOver('postgres')('a single round trip to PostgreSQL', () => {
  let opened: OpenedLedger
  beforeEach(async () => (opened = await ledgers.PostgreSQL!()))
  afterEach(() => opened.close())

  it('is all that a note takes', async () => {
    const order = await registeredOrder(opened.ledger)

    expect(await queriesOf(() => opened.ledger.note(order, { trigger: 'return' }))).toHaveLength(1)
  })
})
