import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout, Order } from '../../src/index.ts'
import { buy, mounts, openStore, secrets, shelf, timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { makeGate, until } from '../support/until.ts'

let store: Store
let others: HostedCheckout[]
let told: Order[]
beforeEach(() => {
  others = []
  told = []
})
afterEach(async () => {
  for (const other of others) await other.close()
  await store.close()
})

const declinedCard = { number: '5168494895055780' }
const onClosed = (order: Order): void => void told.push(order)

/** Another process of the same shop, on the same ledger. */
function another(options: Partial<CheckoutOptions> = {}): HostedCheckout {
  const other = hostedCheckout({
    gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
    baseUrl: store.baseUrl,
    secret: secrets.signing,
    databaseUrl: store.database.databaseUrl,
    catalog: shelf,
    logger: store.logger,
    ...options,
  })
  others.push(other)
  return other
}

describe.each(mounts)('onClosed %s', (_title, mount) => {
  async function open(options: Partial<CheckoutOptions> = {}): Promise<void> {
    store = await openStore({ mount, options: { onClosed, ...options } })
  }

  async function expired(): Promise<string> {
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2014 })
    return orderNumber
  }

  const closingOf = async (orderNumber: string) => (await store.checkout.orders.get(orderNumber))?.closing
  const kindsOf = async (orderNumber: string) =>
    (await store.checkout.orders.history(orderNumber)).map(({ kind }) => kind)
  const numbers = () => told.map(({ orderNumber }) => orderNumber)

  it('is called once for an order that expired, with the order as it ended', async () => {
    await open()
    const orderNumber = await expired()
    expect(await closingOf(orderNumber)).toBe('owed')

    const order = await store.checkout.settle(orderNumber)
    await store.checkout.settle(orderNumber)
    await store.checkout.reconcile()

    expect(order).toMatchObject({ status: 'expired', closing: 'done', handOver: 'none' })
    expect(told).toEqual([expect.objectContaining({ orderNumber, status: 'expired', sku: 'mug' })])
    expect((await kindsOf(orderNumber)).filter((kind) => kind.startsWith('closing'))).toEqual(['closing-told'])
  })

  it('is called for one that the bank declined for good, when its buyer comes back', async () => {
    await open()
    const browser = store.browser()
    const { orderNumber, gatewayOrderId } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId, declinedCard)
    const back = store.path(`/payment/return?orderId=${gatewayOrderId}`)
    await browser.get(back).expect(200)
    // Declined, but open: the buyer may try another card.
    expect(told).toEqual([])

    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: 116 })
    await browser.get(back).expect(200)

    expect(told).toEqual([expect.objectContaining({ orderNumber, status: 'declined' })])
  })

  it('is called for a hold that was released', async () => {
    await open({ capture: 'manual' })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    expect(told).toEqual([])

    expect(await store.checkout.reverse(orderNumber)).toMatchObject({ status: 'reversed' })

    expect(told).toEqual([expect.objectContaining({ orderNumber, status: 'reversed' })])
  })

  it('is called by the sweep for an order that never got as far as the bank', async () => {
    await open()
    const body = '{"errorCode":"5","errorMessage":"Access denied"}'
    store.bank.fault({ kind: 'html', method: 'register.do', body })
    await store.browser().get(store.path('/checkout/mug')).expect(502)
    expect(told).toEqual([])

    await store.checkout.start()
    await until(() => told.length > 0)

    expect(told).toEqual([expect.objectContaining({ status: 'declined', gatewayOrderId: undefined })])
  })

  it('is not called for an order that is paid, refunded, or in review', async () => {
    await open()
    const paid = await buy(store, store.browser())
    await store.bank.pay(paid.gatewayOrderId)
    await store.checkout.settle(paid.orderNumber)
    await store.checkout.refund(paid.orderNumber, { amountMinor: 1999, key: 'all' })
    const looked = await buy(store, store.browser(), 'tea')
    await store.checkout.review(looked.orderNumber, { by: 'Ann', note: 'who is this?' })

    await store.checkout.reconcile()

    expect(told).toEqual([])
    expect([await closingOf(paid.orderNumber), await closingOf(looked.orderNumber)]).toEqual(['owed', 'owed'])
  })

  it('is called once an order in review is resolved as declined', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.checkout.review(orderNumber, { by: 'Ann', note: 'who is this?' })
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2014 })
    await store.checkout.resolve(orderNumber, { as: 'declined', by: 'Ann', note: 'nobody' })

    await store.checkout.reconcile()

    expect(told).toEqual([expect.objectContaining({ orderNumber, status: 'declined' })])
  })

  it('is tried again until it resolves, and says so in the history', async () => {
    let failures = 2
    await open({
      onClosed: (order) => {
        if (failures-- > 0) throw new Error('the warehouse is down')
        told.push(order)
      },
    })
    const orderNumber = await expired()

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'expired', closing: 'due' })
    await store.checkout.reconcile()
    await store.checkout.reconcile()

    expect(numbers()).toEqual([orderNumber])
    expect((await kindsOf(orderNumber)).filter((kind) => kind.startsWith('closing'))).toEqual([
      ...['closing-failed', 'closing-failed', 'closing-told'],
    ])
    expect(store.log.join('\n')).toContain('error closing failed')
  })

  it('waits for its next try after a failure, like onPaid', async () => {
    let calls = 0
    await open({
      onClosed: () => {
        calls += 1
        throw new Error('the warehouse is down')
      },
    })
    const orderNumber = await expired()
    await store.checkout.settle(orderNumber)
    await store.database.sql(
      `update checkout_closings set next_try_at = '2999-01-01T00:00:00.000Z' where order_number = '${orderNumber}'`,
    )
    await store.checkout.start()
    const later = await expired()
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)

    // The sweep has passed by once it has tried the other.
    await until(async () => (await closingOf(later)) === 'due' && calls === 2)
    expect(calls).toBe(2)
  })

  it('is given up after three days: the log and the history say so, and explain what to do', async () => {
    await open({
      onClosed: () => {
        throw new Error('the warehouse is down')
      },
    })
    const orderNumber = await expired()
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_closings', 'due_at', 73 * 3_600_000)

    await store.checkout.reconcile()
    await store.checkout.reconcile()

    expect(await closingOf(orderNumber)).toBe('stuck')
    expect(store.log.filter((line) => line.startsWith('error closing is stuck'))).toHaveLength(1)
    expect((await store.checkout.explain(orderNumber)).text).toMatch(
      /was to be told that it ended unpaid.*has failed twice.*the warehouse is down.*hand-over \w+/s,
    )
  })

  /** An order of which `onClosed` has failed for three days. */
  async function stuck(): Promise<string> {
    const orderNumber = await expired()
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_closings', 'due_at', 73 * 3_600_000)
    await store.checkout.reconcile()
    expect(await closingOf(orderNumber)).toBe('stuck')
    return orderNumber
  }

  it('that was given up is tried again when a person asks for it, and is in the history with the name', async () => {
    let isDown = true
    const calls: string[] = []
    await open({
      onClosed: (order) => {
        if (isDown) throw new Error('the warehouse is down')
        calls.push(order.orderNumber)
      },
    })
    const orderNumber = await stuck()
    isDown = false

    expect(await store.checkout.handOver(orderNumber, { by: 'Ann' })).toMatchObject({
      closing: 'done',
      handOver: 'none',
    })

    expect(calls).toEqual([orderNumber])
    expect((await store.checkout.orders.history(orderNumber)).slice(-2)).toMatchObject([
      { kind: 'closing-due', trigger: 'hand-over', detail: { by: 'Ann' } },
      { kind: 'closing-told', trigger: 'hand-over' },
    ])
    await expect(store.checkout.handOver(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
    expect(calls).toEqual([orderNumber])
  })

  it('that was given up stays so in a process without `onClosed`, which says so', async () => {
    await open({
      onClosed: () => {
        throw new Error('the warehouse is down')
      },
    })
    const orderNumber = await stuck()

    await expect(another({ onPaid: () => undefined }).handOver(orderNumber)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining('no onClosed') as string,
    })
    expect(await closingOf(orderNumber)).toBe('stuck')
  })

  it('runs in one process at a time, of three that see the end at once', async () => {
    const gate = makeGate()
    let running = 0
    let most = 0
    const slow = async (order: Order): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await gate.opened
      running -= 1
      told.push(order)
    }
    await open({ onClosed: slow })
    const orderNumber = await expired()
    const processes = [store.checkout, another({ onClosed: slow }), another({ onClosed: slow })]

    const settling = Promise.all(processes.map((one) => one.settle(orderNumber)))
    await until(() => running > 0)
    const reconciling = Promise.all(processes.map((one) => one.reconcile()))
    gate.open()
    await Promise.all([settling, reconciling])

    expect(most).toBe(1)
    expect(numbers()).toEqual([orderNumber])
  })

  it('is owed by the shop: a process without a handler settles and never claims, another one calls it', async () => {
    await open()
    const orderNumber = await expired()
    const without = another()

    expect(await without.settle(orderNumber)).toMatchObject({ status: 'expired', closing: 'due' })
    await without.reconcile()
    expect(await store.database.sql('select fence, try_count from checkout_closings')).toEqual([
      { fence: 0, try_count: 0 },
    ])
    expect(told).toEqual([])

    await store.checkout.reconcile()
    expect(numbers()).toEqual([orderNumber])
  })

  it('is not owed for an order that was opened without it, even if the store has one by now', async () => {
    await open({ onClosed: undefined })
    const orderNumber = await expired()
    const later = another({ onClosed })

    expect(await later.settle(orderNumber)).toMatchObject({ status: 'expired', closing: 'none' })
    await later.reconcile()

    expect(told).toEqual([])
  })

  it.each([
    ['the sweep', async () => void (await store.checkout.start())],
    ['a settle', async (orderNumber: string) => void (await store.checkout.settle(orderNumber))],
    ['a reconcile', async () => void (await store.checkout.reconcile())],
  ])('is called through %s if a process of version 0.2.0 has ended the order', async (_what, look) => {
    await open()
    const orderNumber = await expired()
    await another().settle(orderNumber)
    await store.database.sql('delete from checkout_closings')
    await store.database.sql("update checkout_orders set closing = 'owed'")

    await look(orderNumber)
    await until(() => told.length > 0)

    expect(numbers()).toEqual([orderNumber])
  })

  it('was called, and the order is paid all the same: the goods go out', async () => {
    await open()
    const orderNumber = await expired()
    await store.checkout.settle(orderNumber)
    expect(numbers()).toEqual([orderNumber])

    await lateMoney(orderNumber)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'paid',
      handOver: 'done',
      closing: 'done',
    })
    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect(numbers()).toEqual([orderNumber])
  })

  it('is not called any more once money has come, although it was due', async () => {
    await open()
    const orderNumber = await expired()
    await another().settle(orderNumber)
    expect(await closingOf(orderNumber)).toBe('due')

    await lateMoney(orderNumber)
    expect(await another().settle(orderNumber)).toMatchObject({ status: 'paid', closing: 'due' })
    await store.checkout.reconcile()

    expect(told).toEqual([])
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ handOver: 'done', closing: 'owed' })
    expect(await kindsOf(orderNumber)).toContain('closing-withdrawn')
  })

  it('asks the bank nothing, and says nothing of stuck goods', async () => {
    const stuck: Order[] = []
    await open({
      onClosed: () => {
        throw new Error('never')
      },
      onStuck: (order) => void stuck.push(order),
    })
    const orderNumber = await expired()
    await store.checkout.settle(orderNumber)
    const asked = timesAsked(store, 'getOrderStatusExtended.do')
    await store.database.age('checkout_closings', 'due_at', 73 * 3_600_000)
    await another({ onClosed: () => Promise.reject(new Error('never')) }).reconcile()

    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(asked)
    expect(stuck).toEqual([])
    expect(await closingOf(orderNumber)).toBe('stuck')
  })

  /** Paid at the bank after the ledger had given it up. */
  async function lateMoney(orderNumber: string): Promise<void> {
    const { gatewayOrderId = '' } = (await store.checkout.orders.get(orderNumber))!
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: store.bank.order(gatewayOrderId)!.orderStatus, actionCode: 0 })
  }
})
