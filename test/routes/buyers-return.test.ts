import { readDaySums } from '../../src/books/day-sums.ts'
import type { OpenedDay } from '../../src/books/day-sums.ts'
import { dayOf } from '../../src/days.ts'
import { buy, mounts, openStore, orderOf, pathOf } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

describe.each(mounts)('when a buyer comes back %s', (_title, mount) => {
  let store: Store
  // A pass of the sweep would ask the bank first.
  beforeEach(async () => (store = await openStore({ mount, options: { sweep: { everyMs: 60_000 } } })))
  afterEach(() => store.close())

  const back = (gatewayOrderId: string): string => store.path(`/payment/return?orderId=${gatewayOrderId}`)

  async function bought(): Promise<{ browser: Browser; gatewayOrderId: string; orderNumber: string }> {
    const browser = store.browser()
    return { browser, ...(await buy(store, browser)) }
  }

  async function counted(): Promise<Partial<OpenedDay>> {
    const [from, to] = [-1, 1].map((days) => dayOf(new Date(Date.now() + days * 86_400_000), 'UTC')) as [string, string]
    const { opened } = await readDaySums({ ledger: store.database.ledger, timeZone: 'UTC' }, { from, to })
    const { day: _day, ...counts } = opened[0]!
    return counts
  }

  it('the ledger knows when, from the very write that says it is paid', async () => {
    const { browser, gatewayOrderId, orderNumber } = await bought()
    const before = Date.now()

    await browser.get(pathOf((await store.bank.pay(gatewayOrderId)).location)).expect(200)

    const { returnedAt } = await orderOf(store, gatewayOrderId)
    expect(returnedAt?.getTime()).toBeGreaterThanOrEqual(before - 1_000)
    const paid = (await store.checkout.orders.history(orderNumber)).find(({ to }) => to === 'paid')
    expect(returnedAt?.getTime()).toBeLessThanOrEqual(paid!.at.getTime())
    expect(await counted()).toMatchObject({ started: 1, returned: 1, paid: 1, handedOver: 1, open: 0 })
  })

  it('it is written once, and stays what it was', async () => {
    const { browser, gatewayOrderId } = await bought()
    await browser.get(back(gatewayOrderId)).expect(200)
    const { returnedAt } = await orderOf(store, gatewayOrderId)
    expect(returnedAt).toBeDefined()

    await browser.get(pathOf((await store.bank.pay(gatewayOrderId)).location)).expect(200)
    await browser.get(back(gatewayOrderId)).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', returnedAt })
    expect(await counted()).toMatchObject({ started: 1, returned: 1, paid: 1 })
  })

  it('it is known where the callback was first, and nothing else is left to write', async () => {
    const { browser, gatewayOrderId, orderNumber } = await bought()
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    expect(await counted()).toMatchObject({ returned: 0, paid: 1 })

    await browser.get(back(gatewayOrderId)).expect(200)

    expect((await orderOf(store, gatewayOrderId)).returnedAt).toBeDefined()
    expect(await counted()).toMatchObject({ returned: 1, paid: 1 })
  })

  it('it is known of who was refused, and the refusal is counted', async () => {
    const { browser, gatewayOrderId } = await bought()
    store.bank.alter(gatewayOrderId, { actionCode: 116 })

    await browser.get(back(gatewayOrderId)).expect(200)

    const order = await orderOf(store, gatewayOrderId)
    expect(order).toMatchObject({ status: 'registered', decline: { actionCode: '116' } })
    expect(order.returnedAt).toBeDefined()
    expect(await counted()).toMatchObject({ started: 1, returned: 1, paid: 0, open: 1 })
    const lately = { since: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) }
    expect(await store.database.ledger.declineSums(lately)).toEqual([{ category: order.decline?.category, tries: 1 }])
  })

  it('a stranger with the address is nobody who came back', async () => {
    const { browser, gatewayOrderId } = await bought()
    await store.bank.pay(gatewayOrderId)

    await store.browser().get(back(gatewayOrderId)).expect(200)
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', returnedAt: undefined })
    expect(await counted()).toMatchObject({ returned: 0, paid: 1 })

    await browser.get(back(gatewayOrderId)).expect(200)
    expect(await counted()).toMatchObject({ returned: 1, paid: 1 })
  })
})
