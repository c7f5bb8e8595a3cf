import type { Order } from '../../src/index.ts'
import { until } from '../support/until.ts'
import { buyAndPay } from './buyer.ts'
import type { Cell } from './cells.ts'
import { endedWell, newLedgerFolder, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder, StorePlace } from './open-cell.ts'
import { killWhatRuns } from './programs.ts'
import type { Serving } from './programs.ts'

const old: Cell = { express: 'lowest 4', node: '22.16.0', modules: 'CommonJS' }
const recent: Cell = { express: 'latest 5', node: '26', modules: 'ES modules' }

/** Enough for the two to collide at the file again and again. */
const ordersEach = 20

let bank: Serving<BankPlace>
let ledger: OpenedLedgerFolder
let environment: Readonly<Record<string, string>>

beforeEach(async () => {
  bank = await serveIn('bank', old)
  ledger = newLedgerFolder()
  // One shop, though each process has its own address.
  environment = { ...ledger.environment, CHECKOUT_GATEWAY_URL: bank.said.url, CHECKOUT_SHOP_KEY: 'shop' }
})

afterEach(async () => {
  await killWhatRuns()
  ledger.close()
})

/** Sells `times` mugs at each store, to four buyers at a time. */
async function sellAt(baseUrls: readonly string[], times: number): Promise<readonly string[]> {
  const queues = baseUrls.flatMap((baseUrl) => [baseUrl, baseUrl, baseUrl, baseUrl])
  const sold = await Promise.all(
    queues.map(async (baseUrl) => {
      const orderNumbers: string[] = []
      while (orderNumbers.length < times / 4) orderNumbers.push(await buyAndPay(baseUrl))
      return orderNumbers
    }),
  )
  return sold.flat()
}

async function expectEachHandedOverOnce(baseUrls: readonly string[], orderNumbers: readonly string[]): Promise<void> {
  expect(new Set(orderNumbers).size).toBe(ordersEach * baseUrls.length)
  await until(() => ledger.parcels().length >= orderNumbers.length)
  // All stores look for unfinished work at once.
  await Promise.all(baseUrls.map((baseUrl) => fetch(`${baseUrl}/staff/reconcile`, { method: 'POST' })))
  expect([...ledger.parcels()].sort()).toEqual(orderNumbers.map((orderNumber) => `mug ${orderNumber}`).sort())

  for (const baseUrl of baseUrls) {
    const orders = (await (await fetch(`${baseUrl}/staff/orders`)).json()) as Order[]
    expect(orders.map(({ orderNumber }) => orderNumber).sort()).toEqual([...orderNumbers].sort())
    expect(await (await fetch(`${baseUrl}/staff/verify`, { method: 'POST' })).json()).toEqual([])
  }
}

describe('one ledger in SQLite', () => {
  it('serves two stores on different Node versions at once, and each order is handed over once', async () => {
    const stores = await Promise.all([
      serveIn<StorePlace>('serve', old, environment),
      serveIn<StorePlace>('serve', recent, environment),
    ])
    const baseUrls = stores.map(({ said }) => said.baseUrl)

    await expectEachHandedOverOnce(baseUrls, await sellAt(baseUrls, ordersEach))

    for (const store of stores) expect(await store.stop()).toMatchObject(endedWell)
  })

  it.each([old, recent])('serves both copies of the library in one process, on Node $node', async (cell) => {
    const stores = await serveIn<{ baseUrls: string[] }>('two-copies', { ...cell, modules: 'ES modules' }, environment)
    const { baseUrls } = stores.said

    await expectEachHandedOverOnce(baseUrls, await sellAt(baseUrls, ordersEach))

    expect(await stores.stop()).toMatchObject(endedWell)
  })
})
