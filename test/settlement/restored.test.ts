import { createHmac } from 'node:crypto'
import request from 'supertest'
import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout } from '../../src/index.ts'
import { signedText } from '../../src/gateway/callbacks.ts'
import { buy, mounts, openStore, orderOf, pathOf, secrets, shelf } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import express from 'express'

const key = 'the-callback-key-of-the-merchant'

// A backup from a minute ago, or a standby without the last commits.
describe.each(mounts)('a ledger that lost its last minute %s', (_title, mount) => {
  let store: Store
  let after: HostedCheckout
  afterEach(async () => {
    await after.close()
    await store.close()
  })

  it('relearns what the gateway knows, and hands over again under the same order number', async () => {
    store = await openStore({ mount, options: { callback: { key } } })
    const before = await buy(store, store.browser())
    await store.bank.pay(before.gatewayOrderId)
    await store.checkout.reconcile()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser, 'tea')

    const restore = await store.database.backUp()
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    const lost = await buy(store, store.browser())
    const lostNumber = (await orderOf(store, lost.gatewayOrderId)).orderNumber
    await store.bank.pay(lost.gatewayOrderId)
    expect(store.handedOver).toHaveLength(2)
    await store.checkout.close()
    await store.database.ledger.close()
    await restore()

    const log: string[] = []
    const write = (_object: object, message: string) => void log.push(message)
    const handedOver: string[] = []
    after = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      callback: { key },
      logger: { info: write, warn: write, error: write },
      onPaid: (order) => void handedOver.push(order.orderNumber),
    })
    expect(await after.orders.get(orderNumber)).toMatchObject({ status: 'registered', handOver: 'none' })

    expect(await after.reconcile()).toMatchObject({ asked: 1, paid: 1, handedOver: 1 })

    // The store recognises the repeat by the number (`once`). What was handed over before the backup is left alone.
    expect(handedOver).toEqual([orderNumber])
    expect(await after.verify()).toEqual([])

    // Only the gateway knows of an order that is lost altogether. That is reported.
    const parameters = { mdOrder: lost.gatewayOrderId, operation: 'deposited', orderNumber: lostNumber, status: '1' }
    const text = signedText(new URLSearchParams(parameters))
    const checksum = createHmac('sha256', key).update(text).digest('hex').toUpperCase()
    await request(express().use(after))
      .get('/payment/callback')
      .query({ ...parameters, checksum })
      .expect(404)
    expect(log.join('\n')).toContain('was the ledger restored from a backup')
  })
})
