import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout, Order } from '../../src/index.ts'
import { buy, mounts, openStore, pathOf, secrets } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import express from 'express'
import type { Server } from 'node:http'
import { once } from 'node:events'
import request from 'supertest'

const cart = { cart: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1' } }

let store: Store
let others: { readonly checkout: HostedCheckout; readonly server: Server }[]
beforeEach(() => (others = []))
afterEach(async () => {
  for (const { checkout, server } of others) {
    await checkout.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await store.close()
})

/** Another shop on the same ledger, with the same login at the bank. */
async function anotherShop(options: Partial<CheckoutOptions> = {}) {
  const handedOver: Order[] = []
  const checkout = hostedCheckout({
    gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
    baseUrl: 'http://localhost:8080/other',
    secret: secrets.signing,
    databaseUrl: store.database.databaseUrl,
    catalog: cart,
    checkoutsPerMinute: 0,
    logger: store.logger,
    onPaid: (order) => void handedOver.push(order),
    ...options,
  })
  const server = express().use(checkout).listen(0, '127.0.0.1')
  await once(server, 'listening')
  others.push({ checkout, server })
  return { checkout, server, handedOver }
}

const numbersIn = async (checkout: HostedCheckout): Promise<string[]> => {
  const found: string[] = []
  for await (const { orderNumber } of checkout.orders.find()) found.push(orderNumber)
  return found
}

describe.each(mounts)('two shops on one ledger %s', (_title, mount) => {
  beforeEach(async () => {
    store = await openStore({ mount, options: { catalog: cart, doublePayment: 'refund' } })
    await store.checkout.start()
  })

  it('see nothing of each other, and do nothing with each other’s orders', async () => {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    const other = await anotherShop()
    await other.checkout.start()
    await store.bank.pay(gatewayOrderId)

    await expect(other.checkout.settle(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    await expect(other.checkout.handOver(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    for (const member of ['capture', 'reverse', 'decline'] as const)
      await expect(other.checkout[member](orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    await expect(other.checkout.refund(orderNumber, { amountMinor: 1, key: 'a' })).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_NOT_FOUND',
    })
    await other.checkout.reconcile()
    await request(other.server).get(`/payment/return?orderId=${gatewayOrderId}`).expect(404)
    await request(other.server).get(`/payment/callback?mdOrder=${gatewayOrderId}`).expect(404)
    expect(await other.checkout.orders.get(orderNumber)).toBeUndefined()
    expect(await other.checkout.orders.history(orderNumber)).toEqual([])
    expect(await numbersIn(other.checkout)).toEqual([])
    expect(other.handedOver).toEqual([])
    const broken = `where order_number = '${orderNumber}' and status = 'registered'`
    await store.database.sql(`update checkout_orders set next_check_at = null ${broken}`)
    expect(await other.checkout.verify()).toEqual([])
    expect(await store.checkout.verify()).toMatchObject([{ code: 'open-without-look', orderNumber }])

    await store.checkout.reconcile()
    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('each sell the same reference once, and no payment counts as a double of the other shop’s', async () => {
    const other = await anotherShop({ doublePayment: 'refund' })
    const ours = await buy(store, store.browser(), 'cart')
    await store.bank.pay(ours.gatewayOrderId)
    await store.checkout.settle(ours.orderNumber)

    const answer = await request(other.server).get('/checkout/cart').expect(302)
    const theirs = new URL(answer.headers.location!).searchParams.get('mdOrder')!
    await store.bank.pay(theirs)
    await other.checkout.reconcile()
    await store.checkout.reconcile()

    expect([store.handedOver.length, other.handedOver.length]).toEqual([1, 1])
    expect(store.bank.order(theirs)).toMatchObject({ refundedAmount: 0 })
  })

  it('keep their orders apart when both sweep at the same time', async () => {
    const other = await anotherShop({ sweep: { everyMs: 100 } })
    await other.checkout.start()
    const orders = await Promise.all(Array.from({ length: 5 }, () => buy(store, store.browser(), 'cart')))
    // One reference, one order at the bank, whichever browser asked.
    expect(new Set(orders.map(({ orderNumber }) => orderNumber)).size).toBe(1)
    await store.bank.pay(orders[0]!.gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)

    await Promise.all([other.checkout.reconcile(), store.checkout.reconcile(), other.checkout.reconcile()])

    expect(store.handedOver).toHaveLength(1)
    expect(other.handedOver).toEqual([])
  })

  it('become one when the other has moved: its orders go along, with one warning', async () => {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    await store.database.sql("update checkout_shops set used_at = '2026-01-01T00:00:00.000Z'")

    const moved = await anotherShop({ baseUrl: 'http://localhost:8080/moved' })
    expect(await moved.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })

    expect(moved.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect(store.log.filter((line) => line.includes('this shop has moved'))).toHaveLength(1)
  })

  it('stay two while the other is in use', async () => {
    const { orderNumber } = await buy(store, store.browser(), 'cart')

    const other = await anotherShop({ baseUrl: 'http://localhost:8080/moved' })

    await expect(other.checkout.settle(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(store.log.join()).not.toContain('this shop has moved')
  })

  it('are one if they have the same key, whatever their addresses', async () => {
    await store.checkout.close()
    const blue = await anotherShop({ baseUrl: 'http://localhost:1/blue', shop: { key: 'tea' } })
    const green = await anotherShop({ baseUrl: 'http://localhost:1/green', shop: { key: 'tea' } })
    const answer = await request(blue.server).get('/checkout/cart').expect(302)
    const { orderNumber } = store.bank.order(new URL(answer.headers.location!).searchParams.get('mdOrder')!)!

    expect(await green.checkout.settle(orderNumber)).toMatchObject({ orderNumber, shop: 'tea' })
  })

  it('are one if the new one names its former key, in use or not', async () => {
    const { orderNumber } = await buy(store, store.browser(), 'cart')
    const before = new URL(store.baseUrl)
    const formerKeys = [before.host + before.pathname.replace(/\/$/, '')]

    const renamed = await anotherShop({ shop: { key: 'tea', formerKeys } })

    expect(await renamed.checkout.settle(orderNumber)).toMatchObject({ orderNumber })
  })
})

describe('the orders of version 0.1.0, which name no shop', () => {
  it('belong to the first shop that starts, and to no other', async () => {
    store = await openStore({ options: { catalog: cart } })
    const { orderNumber } = await buy(store, store.browser(), 'cart')
    await store.database.sql('update checkout_orders set shop = null')
    const other = await anotherShop()

    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ orderNumber, shop: undefined })
    expect(await numbersIn(store.checkout)).toEqual([orderNumber])
    await expect(other.checkout.settle(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(await numbersIn(other.checkout)).toEqual([])
    expect(pathOf(store.baseUrl)).toBe('/')
  })
})
