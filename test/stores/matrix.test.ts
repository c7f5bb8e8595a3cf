import type { Order, SweepReport } from '../../src/index.ts'
import type { SandboxRequest } from '../../src/sandbox/index.ts'
import { until } from '../support/until.ts'
import type { Buyer } from './buyer.ts'
import { cards, makeBuyer, payBy } from './buyer.ts'
import { cells } from './cells.ts'
import { ground } from './ground.ts'
import { endedWell, newLedgerFolder, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder, StorePlace } from './open-cell.ts'
import { killWhatRuns } from './programs.ts'
import type { Serving } from './programs.ts'

const { nodes, stores } = ground()
const titled = cells.map((cell) => {
  const title = `Express ${stores[cell.express]!.expressVersion} on Node ${nodes[cell.node]!.version}, ${cell.modules}`
  return [title, cell] as const
})

describe.each(titled)('a store: %s', (_title, cell) => {
  let bank: Serving<BankPlace>
  let store: Serving<StorePlace>
  let ledger: OpenedLedgerFolder

  const openStore = (port = '0'): Promise<Serving<StorePlace>> =>
    serveIn('serve', cell, { ...ledger.environment, CHECKOUT_GATEWAY_URL: bank.said.url, PORT: port })

  beforeAll(async () => {
    ledger = newLedgerFolder()
    bank = await serveIn('bank', cell)
    store = await openStore()
  })

  afterAll(async () => {
    await killWhatRuns()
    ledger.close()
  })

  const at = (path: string): string => store.said.baseUrl + path
  const parcelsOf = (orderNumber: string): number =>
    ledger.parcels().filter((parcel) => parcel.endsWith(` ${orderNumber}`)).length

  async function buy(buyer: Buyer, sku = 'mug'): Promise<{ formUrl: string; orderId: string; orderNumber: string }> {
    const { status, location = '' } = await buyer.get(at(`/checkout/${sku}`))
    expect({ status, host: new URL(location).host }).toEqual({ status: 302, host: new URL(bank.said.url).host })
    const orderId = new URL(location).searchParams.get('mdOrder')!
    const order = (await allOrders()).find(({ gatewayOrderId }) => gatewayOrderId === orderId)!
    return { formUrl: location, orderId, orderNumber: order.orderNumber }
  }

  async function staff<Result>(path: string, init?: RequestInit): Promise<Result> {
    const answer = await fetch(at(`/staff/${path}`), init)
    return (await answer.json()) as Result
  }
  const allOrders = (): Promise<Order[]> => staff('orders')
  const orderOf = async (orderNumber: string): Promise<Order | undefined> =>
    (await allOrders()).find((order) => order.orderNumber === orderNumber)
  const reconcile = (): Promise<SweepReport> => staff('reconcile', { method: 'POST' })

  it('sends a buyer to the bank, and hands over once after payment', async () => {
    const buyer = makeBuyer()
    const { formUrl, orderNumber } = await buy(buyer)

    const { location = '' } = await payBy(buyer, formUrl, cards.approved)
    const thanks = await buyer.get(location)

    expect(location).toMatch(at('/payment/return'))
    expect(thanks).toMatchObject({ status: 200, text: `Thank you for mug ${orderNumber}` })
    await until(() => parcelsOf(orderNumber) > 0)
    // A reload, and a pass that would run anything still due.
    expect(await buyer.get(location)).toEqual(thanks)
    await reconcile()
    expect(parcelsOf(orderNumber)).toBe(1)
  })

  it('shows the failure page once the bank has declined, and hands over nothing', async () => {
    const buyer = makeBuyer()
    const { formUrl, orderNumber } = await buy(buyer, 'noodles')

    // The bank allows four attempts.
    let back = await payBy(buyer, formUrl, cards.declined)
    for (let tries = 1; tries <= 3; tries += 1) back = await payBy(buyer, formUrl, cards.declined)

    expect(await buyer.get(back.location!)).toMatchObject({ status: 200, text: 'No noodles this time: declined' })
    expect(parcelsOf(orderNumber)).toBe(0)
  })

  it('takes no forged return for a payment', async () => {
    const buyer = makeBuyer()
    const { orderId, orderNumber } = await buy(buyer)
    const forged = at(`/payment/return?orderId=${orderId}&status=paid&orderStatus=2`)

    const own = await buyer.get(forged)
    const other = await makeBuyer().get(forged)

    expect(own.text).toBe('No mug this time: registered')
    expect(other.text).not.toContain('mug')
    expect(await orderOf(orderNumber)).toMatchObject({ status: 'registered', handOver: 'none' })
    expect(parcelsOf(orderNumber)).toBe(0)
  })

  it('hands over to a buyer who paid and never came back', async () => {
    const buyer = makeBuyer()
    const { formUrl, orderNumber } = await buy(buyer)
    await payBy(buyer, formUrl, cards.approved)
    expect(parcelsOf(orderNumber)).toBe(0)

    expect(await reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
    await reconcile()

    expect(await orderOf(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(parcelsOf(orderNumber)).toBe(1)
  })

  it('refunds once per key, however often it is asked', async () => {
    const buyer = makeBuyer()
    const { formUrl, orderId, orderNumber } = await buy(buyer)
    await payBy(buyer, formUrl, cards.approved)
    await reconcile()
    const refund = (): Promise<Order> =>
      staff(`refund?order=${orderNumber}&amountMinor=500&key=a-broken-handle`, { method: 'POST' })

    const refunded = { orderNumber, status: 'partially_refunded', refundedMinor: 500 }
    expect(await refund()).toMatchObject(refunded)
    expect(await refund()).toMatchObject(refunded)

    const requests = (await (await fetch(bank.said.requestsUrl)).json()) as SandboxRequest[]
    const sent = requests.filter(({ method, parameters }) => method === 'refund.do' && parameters.orderId === orderId)
    expect(sent.map(({ parameters }) => parameters.amount)).toEqual(['500'])
  })

  it('finds its orders after a restart, in a ledger without violations', async () => {
    const buyer = makeBuyer()
    const { formUrl, orderNumber } = await buy(buyer)
    const before = await allOrders()
    const { location = '' } = await payBy(buyer, formUrl, cards.approved)

    expect(await store.stop()).toMatchObject(endedWell)
    store = await openStore(new URL(store.said.baseUrl).port)

    expect(await allOrders()).toEqual(before)
    expect(await buyer.get(location)).toMatchObject({ status: 200, text: `Thank you for mug ${orderNumber}` })
    await until(() => parcelsOf(orderNumber) === 1)
    expect(await staff('verify', { method: 'POST' })).toEqual([])
    // Every parcel of this ledger is for a different order.
    expect(new Set(ledger.parcels()).size).toBe(ledger.parcels().length)
  })

  it('exits cleanly on SIGTERM, as does the bank', async () => {
    expect(await store.stop()).toMatchObject(endedWell)
    expect(await bank.stop()).toMatchObject(endedWell)
  })
})
