import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostedCheckout } from '../../src/index.ts'
import type { Order } from '../../src/index.ts'
import { silentLogger } from '../../src/logger.ts'
import { buy, mounts, openStore, secrets, timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

const listMethod = 'getLastOrdersForMerchants.do'
const day = new Date().toISOString().slice(0, 10)
const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
const shop = 'shop.example'
const head = 'Order number;Amount;Currency;Date'

let folder: string
let store: Store

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'checkout-balance-'))))
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await store.close()
})

const cli = (words: string, environment: Record<string, string> = {}, answers?: readonly string[]): Promise<Ran> =>
  run(
    ['balance', ...words.split(' ').filter(Boolean)],
    { ...environmentOf(store), CHECKOUT_SHOP_KEY: shop, ...environment },
    answers,
    { folder },
  )
const json = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>
const registry = (...lines: readonly string[]): void => writeFileSync(join(folder, 'r.csv'), lines.join('\n'))

/** A buyer who pays and comes back; resolves to the order number. */
async function sell(sku: string): Promise<string> {
  const { orderNumber, gatewayOrderId } = await buy(store, store.browser(), sku)
  await store.bank.pay(gatewayOrderId)
  await store.checkout.settle(orderNumber)
  return orderNumber
}

describe.each(mounts)('balance --take-in %s', (_title, mount) => {
  it('makes a ledger that was rolled back whole again, and hands nothing of one reference over twice', async () => {
    const item = { amountMinor: 1999, currency: 'EUR' }
    const [cart1, cart2] = ['CART-1', 'CART-2']
    const carried = { ...item, reference: cart1, jsonParams: { shop, reference: cart1, sku: 'carried' } }
    const twin = { ...item, reference: cart2, jsonParams: { shop, reference: cart2, sku: 'twin' } }
    const catalog = {
      known: { ...item, reference: 'CART-0' },
      carried,
      twin,
      nameless: item,
      listed: item,
      behind: item,
    }
    // What the store hands over, it does once for an order number: as every store must.
    const dispatched = new Map<string, Order>()
    const onPaid = (order: Order): void => void dispatched.set(order.orderNumber, order)
    store = await openStore({ mount, options: { shop: { key: shop }, catalog, onPaid } })
    const known = await sell('known')
    const behind = await buy(store, store.browser(), 'behind')
    const restore = await store.database.backUp()
    const lost = { carried: await sell('carried'), twin: await sell('twin') }
    const nameless = await sell('nameless')
    const listed = await sell('listed')
    await store.bank.pay(behind.gatewayOrderId)
    await store.checkout.close()
    await store.database.ledger.close()
    await restore()
    // The buyer whose cart looks unpaid again pays once more, and gets the goods for it.
    const after = hostedCheckout({
      ...storeOptions(store),
      catalog,
      onPaid: (order) => void dispatched.set(order.orderNumber, order),
    })
    const again = await buyAt(after, store, twin)
    dispatched.clear()

    writeFileSync(join(folder, 'o.csv'), `orderNumber,amount,currency,reference\n${listed},19.99,EUR,CART-9`)
    const words = `--day ${day} --take-in --hands-over --orders o.csv --as jane --yes --json`
    const { exitCode, out } = await cli(words)

    const { takenIn, counts } = JSON.parse(out) as { takenIn: { orders: unknown[] }; counts: unknown }
    // The twin is paid by the second order: the money of the first is before a person.
    expect(counts).toEqual({ twice: 1 })
    expect(exitCode).toBe(1)
    expect(takenIn.orders).toEqual(
      expect.arrayContaining([
        { orderNumber: lost.carried, outcome: 'taken-in', status: 'paid', handsOver: true },
        { orderNumber: lost.twin, outcome: 'taken-in', status: 'review', handsOver: true },
        { orderNumber: nameless, outcome: 'taken-in', status: 'paid', handsOver: false },
        { orderNumber: listed, outcome: 'taken-in', status: 'paid', handsOver: true },
        { orderNumber: behind.orderNumber, outcome: 'settled', status: 'paid', handsOver: true },
      ]),
    )
    expect(takenIn.orders).toHaveLength(5)
    await after.reconcile()
    const references = [...dispatched.values()].map(({ reference, sku }) => reference ?? sku)
    expect(references.sort()).toEqual(['CART-1', 'CART-9', 'behind'])
    expect((await after.orders.history(lost.carried))[0]).toMatchObject({
      kind: 'opened',
      trigger: 'import',
      detail: { as: 'taken-in', by: 'jane' },
    })
    expect(await after.orders.get(known)).toMatchObject({ status: 'paid' })
    expect(await after.orders.get(again)).toMatchObject({ status: 'paid', handOver: 'done' })
    // A second time there is nothing to take in.
    expect(json(await cli(words)).takenIn).toEqual({ by: 'jane', orders: [], left: 0 })
    await after.close()
  })
})

/** The same shop, started again. */
function storeOptions({ bank, baseUrl, database }: Store) {
  return {
    gateway: { url: bank.url, user: 'sandbox-api', password: secrets.password },
    baseUrl,
    secret: secrets.signing,
    databaseUrl: database.databaseUrl,
    shop: { key: shop },
    logger: silentLogger,
  }
}

/** Another order of the same cart, paid and handed over. */
async function buyAt(
  checkout: ReturnType<typeof hostedCheckout>,
  { bank }: Store,
  item: { readonly amountMinor: number; readonly currency: string; readonly reference: string },
): Promise<string> {
  const link = await checkout.link(item)
  const { default: express } = await import('express')
  const app = express()
  app.use(checkout)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const path = `http://127.0.0.1:${port}/payment/links/${link.linkNumber}`
  const answer = await fetch(path, { method: 'POST', redirect: 'manual', headers: { accept: 'application/json' } })
  const { formUrl } = (await answer.json()) as { formUrl: string }
  const gatewayOrderId = new URL(formUrl).searchParams.get('mdOrder')!
  await bank.pay(gatewayOrderId)
  const { orderNumber } = bank.order(gatewayOrderId)!
  await checkout.settle(orderNumber)
  server.close()
  server.closeAllConnections()
  return orderNumber
}

describe('balance', () => {
  beforeEach(async () => (store = await openStore({ options: { shop: { key: shop } } })))

  it('says that a day balances, and compares yesterday without being told', async () => {
    const orderNumber = await sell('mug')

    // What is still to come cannot balance, however well the rest agrees.
    const today = await cli(`--day ${day}`)
    const nothing = await cli('--json')
    await store.database.age('checkout_orders', 'paid_at', 24 * 60 * 60 * 1000)
    registry(head, `${orderNumber};19.99;EUR;${yesterday}`)
    const registered = await cli('--file r.csv')

    expect([today.exitCode, today.out]).toEqual([1, expect.stringContaining('Not balanced yet: the day is not over.')])
    expect([nothing.exitCode, json(nothing)]).toMatchObject([0, { isBalanced: true, isOver: true, totals: [] }])
    expect(json(nothing)).toMatchObject({ schemaVersion: 1, source: 'list', day: yesterday })
    expect([registered.exitCode, registered.out]).toEqual([0, expect.stringContaining('Balanced: every')])
  })

  it('asks before it takes anything in, and wants to know of the goods', async () => {
    const number = 'L0STKXF4M2ZT8WQ6R3V7Y5N9PA'
    const fields = { orderNumber: number, amount: '1999', currency: '978', returnUrl: 'https://shop.example/back' }
    const body = new URLSearchParams({ ...fields, userName: 'sandbox-api', password: secrets.password })
    const registered = await fetch(`${store.bank.url}register.do`, { method: 'POST', body })
    await store.bank.pay(((await registered.json()) as { orderId: string }).orderId)
    registry(head, `${number};25.00;EUR;${day}`)

    const undecided = await cli(`--day ${day} --take-in --yes`)
    const unconfirmed = await cli(`--day ${day} --take-in --no-hands-over`)
    const refusing = await cli(`--day ${day} --take-in --no-hands-over`, {}, ['no'])
    // The registry says another amount than the bank: nothing is taken in by it.
    const wrong = await cli(`--day ${day} --file r.csv --take-in --no-hands-over --yes --json`)

    expect([undecided.exitCode, undecided.err]).toEqual([2, expect.stringContaining('Were their goods handed over')])
    expect([unconfirmed.exitCode, unconfirmed.err]).toEqual([2, expect.stringContaining('Nothing was taken in.')])
    expect([refusing.exitCode, refusing.err]).toEqual([2, expect.stringContaining('Nothing was taken in.')])
    expect(json(wrong)).toMatchObject({
      takenIn: { orders: [{ outcome: 'refused', reason: 'at the bank it is about 19.99 EUR' }] },
    })
    expect(await store.checkout.orders.get(number)).toBeUndefined()
    const taken = await cli(`--day ${day} --take-in --no-hands-over`, {}, ['take in'])
    expect(taken.out).toContain('Goods are owed for 0 of them')
    expect([taken.exitCode, taken.out]).toEqual([1, expect.stringContaining('Not balanced yet: the day is not over.')])
    expect(await store.checkout.orders.get(number)).toMatchObject({
      status: 'paid',
      handsOver: false,
      handOver: 'none',
    })
  })

  it.each([
    ['a day that is none', '--day 2026-02-30', 'Wanted a day such as 2026-11-27'],
    ['a day to come', '--day 2999-01-01', 'Wanted a day that is over, or today'],
    ['a zone that nobody knows', '--zone Mars/Phobos', 'Wanted a zone such as Europe/Moscow'],
    ['columns without a registry', '--columns amount=Sum', 'wanted --file with them'],
    ['a column that is none', '--file r.csv --columns price=Sum', 'Wanted --columns such as'],
    ['a name without --take-in', '--as jane', 'go with --take-in'],
    ['a registry that is not there', '--file none.csv', 'cannot be read'],
    ['the same registry twice', '--file r.csv r.csv', 'is the same registry as'],
    ['a registry of another day', '--file r.csv --day 2026-01-01', `The registry is of ${day}, wanted 2026-01-01`],
    ['a registry of another merchant', '--file m.csv --merchant x', 'no line of the merchant "x", but 1 of others'],
    ['a merchant whom the registry does not name', '--file r.csv --merchant x', 'no column that names the merchant'],
    ['a folder as a registry', '--file .', 'it is a folder, wanted a file'],
    ['a column that the registry lacks', '--file r.csv --columns amount=Brutto', 'no column "Brutto" for amount'],
  ])('refuses %s as wrong use', async (_what, words, said) => {
    const order = `AN0RDERXF4M2ZT8WQ6R3V7Y5N9;19.99;EUR;${day}`
    registry(head, order)
    writeFileSync(join(folder, 'm.csv'), `${head};Merchant\n${order};y`)

    const { exitCode, out, err } = await cli(words.includes('--day') ? words : `${words} --day ${day}`)

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(said)
    expect(timesAsked(store, listMethod)).toBe(0)
  })

  it('says that it read amounts without a currency in the shop’s', async () => {
    const orderNumber = await sell('mug')
    await store.database.age('checkout_orders', 'paid_at', 24 * 60 * 60 * 1000)
    registry('Order number;Amount;Date', `${orderNumber};19.99;${yesterday}`)

    const { out } = await cli('--file r.csv', { CHECKOUT_CURRENCY: 'EUR' })

    expect(out.replaceAll(/\s+/g, ' ')).toContain("Lines without a currency were read in the shop's, EUR: 1.")
  })

  it('says what to ask the bank for if it refuses its list, and that nobody knows if it is silent', async () => {
    const refused = await cli('', { CHECKOUT_GATEWAY_PASSWORD: 'another-password' })
    store.bank.fault({ kind: 'silence-before', method: listMethod })
    const silent = await cli('', { CHECKOUT_GATEWAY_TIMEOUT_MS: '1000' })

    expect([refused.exitCode, refused.out]).toEqual([2, ''])
    expect(refused.err).toContain('Ask the bank to allow this login "getLastOrdersForMerchants.do"')
    expect(refused.err).toContain('--file registry.csv')
    expect([silent.exitCode, silent.out]).toEqual([3, ''])
  })

  it('never asks with a token', async () => {
    const { exitCode, err } = await cli('', {
      CHECKOUT_GATEWAY_USER: '',
      CHECKOUT_GATEWAY_PASSWORD: '',
      CHECKOUT_GATEWAY_TOKEN: 'an-open-token',
    })

    expect([exitCode, err]).toEqual([2, expect.stringContaining('A token may not ask for the list of orders')])
    expect(timesAsked(store, listMethod)).toBe(0)
  })
})
