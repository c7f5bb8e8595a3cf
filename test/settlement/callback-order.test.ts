import type { Callback } from '../../src/gateway/callbacks.ts'
import type { Order } from '../../src/order.ts'
import { makeFindCallbackOrder } from '../../src/settlement/callback-order.ts'
import { anOrder } from '../support/samples.ts'

const aCallback = (fields: Partial<Callback> = {}): Callback => ({
  gatewayOrderId: '0aa0-1',
  orderNumber: 'ORDER1',
  isSigned: true,
  fingerprint: 'deposited',
  ...fields,
})

/** Looks for the order of a callback among a few orders, and records the look-ups and the log. */
function search(orders: readonly Order[], callback: Callback) {
  const lookUps: [string, unknown][] = []
  const log: [string, object][] = []
  const find = makeFindCallbackOrder({
    ledger: {
      find: (orderNumber) => {
        lookUps.push(['number', orderNumber])
        return Promise.resolve(orders.find((order) => order.orderNumber === orderNumber))
      },
      findByGatewayOrderId: (gatewayOrderId) => {
        lookUps.push(['id', gatewayOrderId])
        return Promise.resolve(orders.find((order) => order.gatewayOrderId === gatewayOrderId))
      },
    },
    logger: {
      info: (object) => void log.push(['info', object]),
      warn: (object) => void log.push(['warn', object]),
      error: (object) => void log.push(['error', object]),
    },
  })
  return { found: find(callback), lookUps, log }
}

const order = anOrder()
const withoutId = anOrder({ gatewayOrderId: undefined })
const other = anOrder({ orderNumber: 'ORDER2', gatewayOrderId: '0aa0-2' })

describe('the order of a callback', () => {
  it.each<[string, Partial<Callback>]>([
    ['with our number', {}],
    ['without our number', { orderNumber: undefined }],
    ['that anybody could send', { isSigned: false }],
  ])("is found by the gateway's id alone: a callback %s", async (_what, fields) => {
    const { found, lookUps, log } = search([other, order], aCallback(fields))

    expect(await found).toBe(order)
    expect(lookUps).toStrictEqual([['id', '0aa0-1']])
    expect(log).toStrictEqual([])
  })

  it('is found by our number if the answer to its registration was lost', async () => {
    const { found, lookUps, log } = search([other, withoutId], aCallback())

    expect(await found).toBe(withoutId)
    expect(lookUps).toStrictEqual([
      ['id', '0aa0-1'],
      ['number', 'ORDER1'],
    ])
    expect(log).toStrictEqual([])
  })

  it('is not looked for by a number that the callback does not name', async () => {
    const { found, lookUps } = search([withoutId], aCallback({ orderNumber: undefined }))

    await expect(found).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(lookUps).toStrictEqual([['id', '0aa0-1']])
  })

  it.each<[string, readonly Order[], Partial<Callback>]>([
    ['has its id, but another number', [order], { orderNumber: 'ORDER2' }],
    ['has its id, and the number of another order', [order, other], { orderNumber: 'ORDER2' }],
    ['has its number, but another id', [order], { gatewayOrderId: '0aa0-9' }],
    ['is unknown by both', [other], {}],
  ])('is not one that %s: nothing is settled', async (_what, orders, fields) => {
    const { found } = search(orders, aCallback(fields))

    await expect(found).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
  })

  it('that the ledger lacks is logged as an error if the gateway itself reports it', async () => {
    const { found, log } = search([], aCallback())

    await expect(found).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(log).toStrictEqual([['error', { gatewayOrderId: '0aa0-1', orderNumber: 'ORDER1' }]])
  })

  it('that the ledger lacks is not logged if anybody could have made it up', async () => {
    const { found, log } = search([], aCallback({ isSigned: false }))

    await expect(found).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(log).toStrictEqual([])
  })
})
