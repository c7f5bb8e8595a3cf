import { buy, mounts, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

const items = {
  mug: { amountMinor: 1999, currency: 'EUR', email: 'Jane@Example.com', reference: 'CART-7' },
  tea: { amountMinor: 450, currency: 'EUR', email: 'joe@example.com' },
  noodles: { amountMinor: 1200, currency: 'JPY' },
}

describe.each(mounts)('the filters of orders and export %s', (_title, mount) => {
  let store: Store
  /** Numbers of the orders by what they are for; the noodles are declined, the tea is open. */
  const numbers: Record<string, string> = {}
  let gatewayOrderId: string
  beforeAll(async () => {
    store = await openStore({ mount, options: { catalog: items } })
    const browser = store.browser()
    const mug = await buy(store, browser, 'mug')
    await store.bank.pay(mug.gatewayOrderId)
    await store.checkout.settle(mug.orderNumber)
    await store.checkout.refund(mug.orderNumber, { amountMinor: 500, key: 'return-17' })
    const tea = await buy(store, browser, 'tea')
    const noodles = await buy(store, browser, 'noodles')
    await store.bank.pay(noodles.gatewayOrderId, { number: '4444444411111111' })
    await store.checkout.settle(noodles.orderNumber)
    Object.assign(numbers, { mug: mug.orderNumber, tea: tea.orderNumber, noodles: noodles.orderNumber })
    gatewayOrderId = mug.gatewayOrderId
  })
  afterAll(() => store.close())

  const cli = (words: string): Promise<Ran> =>
    run(
      words.split(' ').map((word) => word.replaceAll('_', ' ').replace('BANK', gatewayOrderId)),
      environmentOf(store),
    )

  it.each([
    ['--id CART-7', ['mug']],
    ['--id BANK', ['mug']],
    ['--id return-17', ['mug']],
    ['--email JANE@example.com', ['mug']],
    ['--card-end 1111 --paid-since 1h', ['mug']],
    ['--amount 19.99_EUR', ['mug']],
    ['--amount 19.99 --currency eur', ['mug']],
    ['--amount 1200_JPY', ['noodles']],
    ['--currency JPY', ['noodles']],
    ['--currency EUR', ['tea', 'mug']],
    ['--paid-since 1h', ['mug']],
    ['--paid-until 2020-01-01', []],
    ['--paid-since 1h --sku tea', []],
    ['--declined declined-by-issuer', ['noodles']],
    ['--declined declined-by-issuer --currency EUR', []],
    ['--link NOBODY', []],
    ['--needs-person', []],
    ['--since 1h --until 2020-01-01', []],
  ])('find by %s', async (words, found) => {
    const { out, exitCode } = await cli(`orders ${words} --json`)

    expect(exitCode).toBe(0)
    const { orders } = JSON.parse(out) as { orders: { orderNumber: string }[] }
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(found.map((name) => numbers[name]))
    const exported = await cli(`export ${words}`)
    expect(
      exported.out
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(found.map((name) => numbers[name]))
  })

  it.each([
    ['--declined poor', /Allowed choices are declined-by-issuer, insufficient-funds,/],
    ['--card-end 111', /--card-end wants the last four digits of a card, got "111"\./],
    ['--card-end 11111', /--card-end wants the last four digits of a card, got "11111"\./],
    ['--card-end abcd', /--card-end wants the last four digits of a card, got "abcd"\./],
    ['--amount 19.99', /Wanted an amount with its currency, such as "12\.50 EUR", got "19\.99"\./],
    ['--amount 19.999_EUR', /Wanted an amount of EUR such as 19\.99, got "19\.999"/],
    ['--amount 0.00_EUR', /Wanted more than 0\.00 EUR/],
    ['--amount 19.99_EUR --currency USD', /--amount is in EUR and --currency says USD: wanted one of the two\./],
    ['--currency EURO', /Wanted a currency such as EUR, got "EURO"\./],
    ['--paid-since soon', /Wanted a time such as 36h, 7d, 2026-11-27 .*, got "soon"\./],
    ['--paid-until 2026-13-01', /Wanted a time such as 36h.*, got "2026-13-01"\./],
    ['--shop nobody', /shop: the ledger knows no shop "nobody"\. It knows: /],
    ['--colour red', /unknown option '--colour'/],
    ['--needs-person yes', /too many arguments|choices/],
  ])('refuse %s with 2, and list nothing', async (words, message) => {
    for (const command of ['orders', 'export']) {
      const { out, err, exitCode } = await cli(`${command} ${words}`)

      expect([command, exitCode]).toEqual([command, 2])
      expect(err).toMatch(message)
      expect(out).not.toContain(numbers.mug!)
    }
  })

  it("look at another shop's orders, and at nothing else of it", async () => {
    const ours = { ...environmentOf(store), CHECKOUT_SHOP_KEY: 'new.example' }
    const [row] = await store.database.sql('select shop from checkout_shops')
    const theirs = String(row!.shop)

    const listed = await run(['orders', '--shop', theirs, '--sku', 'mug', '--json'], ours)
    expect(JSON.parse(listed.out)).toMatchObject({ orders: [{ orderNumber: numbers.mug, shop: theirs }] })
    const entries = await run(['export', 'entries', '--shop', theirs, '--sku', 'mug', '--format', 'jsonl'], ours)
    expect(entries.out.split('\n').length).toBeGreaterThan(3)
    const shown = await run(['show', numbers.mug!, '--shop', theirs, '--json'], ours)
    expect(JSON.parse(shown.out)).toMatchObject({ order: { orderNumber: numbers.mug }, history: expect.any(Array) })

    expect(JSON.parse((await run(['orders', '--json'], ours)).out)).toMatchObject({ orders: [] })
    for (const words of [['show'], ['settle'], ['refund', '1.00 EUR', '--key', 'a', '--yes'], ['hand-over']]) {
      const [command = '', ...rest] = words
      expect((await run([command, numbers.mug!, ...rest], ours)).exitCode).toBe(1)
    }
  })
})
