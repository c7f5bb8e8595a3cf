import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import request from 'supertest'
import { hostedCheckout } from '../../src/index.ts'
import type { Order } from '../../src/index.ts'
import { makeOrderNumber } from '../../src/settlement/open-order.ts'
import { ledgers } from '../support/ledgers.ts'

describe('an order number', () => {
  it('is 26 letters and digits that cannot be mistaken for each other', () => {
    expect(makeOrderNumber()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  it('is never made twice, and uses its whole alphabet evenly', () => {
    const numbers = Array.from({ length: 10_000 }, makeOrderNumber)
    const counts = new Map<string, number>()
    for (const letter of numbers.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1)

    expect(new Set(numbers).size).toBe(10_000)
    expect(counts.size).toBe(32)
    const even = (10_000 * 26) / 32
    for (const count of counts.values()) expect(Math.abs(count - even) / even).toBeLessThan(0.1)
  })
})

describe.each(Object.entries(ledgers))('a gateway that gives one id to two orders, over %s', (_name, openLedger) => {
  it('sends only the first buyer to pay, and the second order to review', async () => {
    const bank = createServer((_req, res) => {
      const { port } = bank.address() as AddressInfo
      res.end(JSON.stringify({ orderId: 'one-and-the-same', formUrl: `http://127.0.0.1:${port}/pay` }))
    })
    await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve))
    const database = await openLedger()
    const reviewed: Order[] = []
    const checkout = hostedCheckout({
      gateway: { url: `http://127.0.0.1:${(bank.address() as AddressInfo).port}/`, user: 'u', password: 'p' },
      ...{ baseUrl: 'http://localhost', secret: 'x'.repeat(32), databaseUrl: database.databaseUrl },
      catalog: { mug: { amountMinor: 100, currency: 'EUR' } },
      onReview: (order) => void reviewed.push(order),
    })
    const app = express().use(checkout)

    await request(app).get('/checkout/mug').expect(302)
    const second = await request(app).get('/checkout/mug').expect(502)

    expect(second.headers.location).toBeUndefined()
    const statuses: string[] = []
    for await (const order of checkout.orders.find()) statuses.push(`${order.status} ${order.gatewayOrderId}`)
    expect(statuses).toEqual(['review undefined', 'registered one-and-the-same'])
    expect(reviewed).toMatchObject([{ reviewReason: 'gateway-order-id-is-of-another-order' }])
    await checkout.close()
    await new Promise((resolve) => bank.close(resolve))
    await database.close()
  })
})
