import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import request from 'supertest'
import { hostedCheckout } from '../src/index.ts'
import type { HostedCheckout } from '../src/index.ts'
import { createSandbox } from '../src/sandbox/index.ts'
import type { Sandbox } from '../src/sandbox/index.ts'
import { ledgers } from './support/ledgers.ts'
import type { OpenedLedger } from './support/ledgers.ts'
import { gatewayOrderIdIn, pathOf, storeSession } from './support/store.ts'
import { until } from './support/until.ts'

const places = ['north', 'south'] as const
type Place = (typeof places)[number]

const noop = () => undefined

describe.each(Object.keys(ledgers))('two banks in one app, each with variables of its own, over %s', (ledger) => {
  let server: Server
  let database: OpenedLedger
  let banks: Record<Place, Sandbox>
  let checkouts: Record<Place, HostedCheckout>
  const handedOver: string[] = []
  const warned: string[] = []
  const named: string[] = []

  beforeAll(async () => {
    database = await ledgers[ledger]!()
    server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const [north, south] = [
      await createSandbox({ password: 'of-north' }),
      await createSandbox({ password: 'of-south' }),
    ]
    banks = { north, south }
    const app = express().use(storeSession())
    const open = (place: Place): HostedCheckout => {
      const prefix = `${place.toUpperCase()}_CHECKOUT_`
      const variables = {
        GATEWAY_URL: banks[place].url,
        GATEWAY_USER: 'sandbox-api',
        GATEWAY_PASSWORD: `of-${place}`,
        BASE_URL: `${origin}/${place}`,
        SECRET: `${place} `.repeat(10),
        DATABASE_URL: database.databaseUrl,
        CALLBACK_DYNAMIC: 'true',
      }
      for (const [name, value] of Object.entries(variables)) {
        process.env[prefix + name] = value
        named.push(prefix + name)
      }
      const checkout = hostedCheckout({
        environmentPrefix: prefix,
        catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
        onPaid: ({ orderNumber }) => void handedOver.push(`${place} ${orderNumber}`),
        logger: { info: noop, warn: (_object, message) => void warned.push(message), error: noop },
      })
      app.use(`/${place}`, checkout)
      return checkout
    }
    checkouts = { north: open('north'), south: open('south') }
    server.on('request', app)
  })

  afterAll(async () => {
    for (const name of named) Reflect.deleteProperty(process.env, name)
    for (const place of places) await checkouts[place].close()
    server.closeAllConnections()
    server.close()
    for (const place of places) await banks[place].close()
    await database.close({ isHandOverWanted: true })
  })

  it('have each sale arrive at its own bank, and no bank or shop hear of the other', async () => {
    const browser = request.agent(server)
    for (const place of places) {
      const { headers } = await browser.post(`/${place}/checkout/mug`).expect(302)
      const { location } = await banks[place].pay(gatewayOrderIdIn(headers.location))
      expect(pathOf(location)).toMatch(`/${place}/payment/return?`)
      await browser.get(pathOf(location)).expect(200)
    }
    await until(() => handedOver.length === 2)

    for (const [index, place] of places.entries()) {
      const [order, ...more] = banks[place].orders()
      expect([order?.orderStatus, more]).toEqual([2, []])
      expect(handedOver).toContain(`${place} ${order!.orderNumber}`)
      const others = checkouts[places[1 - index]!]
      expect(await others.orders.get(order!.orderNumber)).toBeUndefined()
      await expect(others.refund(order!.orderNumber, { amountMinor: 1, key: 'k' })).rejects.toMatchObject({
        code: 'CHECKOUT_ORDER_NOT_FOUND',
      })
      await checkouts[place].refund(order!.orderNumber, { amountMinor: 500, key: 'k' })
      expect(banks[place].order(order!.orderNumber)).toMatchObject({ refundedAmount: 500 })
      const users = banks[place].requests.map(({ parameters }) => parameters.orderNumber ?? parameters.orderId)
      expect(new Set(users)).toEqual(new Set([order!.orderNumber, order!.gatewayOrderId]))
    }
  })

  it('need no folder that they were started in', () => {
    const gone = jest.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd')
    })
    try {
      expect(hostedCheckout({ environmentPrefix: 'NORTH_CHECKOUT_', catalog: {} })).toBeInstanceOf(Function)
    } finally {
      gone.mockRestore()
    }
  })

  it('are told of their own variables, in the log and by doctor', async () => {
    const looksMadeUp = (place: string) => `The secret (${place}_CHECKOUT_SECRET) looks made up`

    expect(warned.filter((line) => line.includes('made up'))).toEqual([
      expect.stringContaining(looksMadeUp('NORTH')),
      expect.stringContaining(looksMadeUp('SOUTH')),
    ])
    const findings = await checkouts.south.doctor()
    const ofSecret = findings.filter(({ code }) => code === 'secret-guessable')
    expect(ofSecret).toEqual([expect.objectContaining({ message: expect.stringContaining(looksMadeUp('SOUTH')) })])
    expect(findings.map(({ message, help }) => message + help).join()).not.toMatch(/(?<!(?:NORTH|SOUTH)_)CHECKOUT_/)
  })
})
