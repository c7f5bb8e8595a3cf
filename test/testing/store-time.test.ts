import { moveTime, movedOnMs } from '../../src/clock.ts'
import { hostedCheckout } from '../../src/index.ts'
import type { Order } from '../../src/index.ts'
import { ledgers } from '../support/ledgers.ts'
import { testStore } from '../../src/testing/index.ts'
import type { TestOptions } from '../../src/testing/index.ts'
import { aShop, catalog } from './a-shop.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

describe.each(Object.entries(ledgers))('the clock of a test store over %s', (_name, openLedger) => {
  it('brings retries and the end of three days, without waiting', async () => {
    const database = await openLedger()
    let failsLeft = 1
    const tried: string[] = []
    const own = aShop({
      onPaid({ sku }) {
        tried.push(sku)
        if (sku === 'tea' || failsLeft-- > 0) throw new Error('the parcel service is away')
      },
    })
    await using store = await testStore((options) => own.make({ ...options, databaseUrl: database.databaseUrl }))
    const [mug, tea] = [await store.buyer().buy('mug'), await store.buyer().buy('tea')]
    await store.expectNotHandedOver(mug)

    await store.clock.advance(2_000)
    await store.expectHandedOver(mug)
    for (let hours = 0; hours <= 72; hours += 8) await store.clock.advance(8 * hourMs)

    expect((await store.ledger.get(tea.orderNumber))?.handOver).toBe('stuck')
    await expect(store.expectNothingLeft()).rejects.toThrow(/its hand-over is stuck/)
    expect((await store.ledger.history(tea.orderNumber)).at(-1)!.at.getTime()).toBeGreaterThan(Date.now() + 2 * dayMs)
    expect(await store.ledger.verify()).toEqual([])
    await store.close()
    expect(movedOnMs()).toBe(0)
    await database.close({ isHandOverWanted: false })
  })
})

describe.each(Object.entries(ledgers))('moved time over %s', (_name, openLedger) => {
  it('ends the lease of a hand-over that hangs, and another process takes it', async () => {
    const { databaseUrl, close } = await openLedger()
    const asleep = deferred()
    const begun = deferred()
    const hangs = aShop({ onPaid: () => (begun.resolve(), asleep.promise) })
    let given: TestOptions = {}
    await using store = await testStore((options) => hangs.make((given = { ...options, databaseUrl })))
    const order = await store.buyer().checkout('mug')
    await order.pay()
    const reconciling = store.checkout.reconcile()
    await begun.promise
    const taken: string[] = []
    const onPaid = ({ orderNumber }: Order): void => void taken.push(orderNumber)
    const other = hostedCheckout({ catalog, ...given, onPaid })

    await other.reconcile()
    expect(taken).toEqual([])
    moveTime(61_000)
    await other.reconcile()
    moveTime(-61_000)
    expect(taken).toEqual([order.orderNumber])

    asleep.resolve()
    await Promise.all([reconciling, other.close()])
    await expect(store.expectHandedOver(order)).rejects.toThrow(/was handed over twice: onPaid resolved each time/)
    await store.close()
    await close({ isHandOverWanted: true })
  })
})

/** A promise that a test resolves itself. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((resolved) => (resolve = resolved))
  return { promise, resolve: () => resolve() }
}

describe('the clock of a test store', () => {
  it('expires what the bank never heard of, and puts before a person what it is silent about', async () => {
    await using store = await testStore(aShop().make)
    const buyer = store.buyer()
    store.bank.fault('reset-before', { method: 'register.do' })
    await expect(buyer.checkout('mug')).rejects.toThrow(/answered 503/)
    const silent = await buyer.checkout('tea')
    store.bank.fault('missing-fields', { method: 'getOrderStatusExtended.do', times: 1_000 })

    await store.clock.advance(hourMs)
    await store.clock.advance(26 * hourMs)

    await store.expectReview(silent)
    store.bank.clearFaults()
    expect((await store.ledger.find()).map(({ status }) => status).sort()).toEqual(['expired', 'review'])
  })

  it('brings the daily look at a paid order, which sees what went back behind the store', async () => {
    await using store = await testStore(aShop().make)
    const order = await store.buyer().buy('mug')
    store.bank.refundInPortal(order.gatewayOrderId, 500)
    await store.settled()
    await expect(store.expectNothingLeft()).rejects.toThrow(
      `Order ${order.orderNumber}: the bank has given 5.00 EUR of it back, and the store knows of 0.00 EUR.`,
    )

    await store.clock.advance(26 * hourMs)

    await store.expectRefunded(order, 500)
    await store.expectNothingLeft()
    for (let days = 0; days < 5; days += 1) await store.clock.advance(dayMs)
    expect(await store.story(order)).not.toContain('overdue')
  })

  it('moves every store of the process, its bank included, and each catches up when it settles', async () => {
    await using mover = await testStore(aShop().make)
    await using store = await testStore(aShop().make)
    const left = await store.buyer().checkout('mug')
    await mover.clock.advance(30 * 60_000)

    expect(await store.story(left)).toMatch(/This is due: the store does it in store\.settled\(\)/)
    expect(await store.story(left)).not.toContain('start()')
    await store.settled()
    await store.expectExpired(left)
    const { createdAt, paidAt } = await store.expectPaid(await store.buyer().buy('tea'))
    expect(paidAt!.getTime()).toBeGreaterThanOrEqual(createdAt.getTime())
    await mover.close()
    expect(Math.abs(store.bank.now().getTime() - Date.now())).toBeLessThan(hourMs / 4)
  })

  it('moves the store alone that made it, once that is closed', async () => {
    const [one, other] = [await testStore(aShop().make), await testStore(aShop().make)]
    await one.clock.advance(hourMs)
    await other.clock.advance(dayMs)

    await one.close()
    expect(movedOnMs()).toBe(dayMs)
    await Promise.all([other.close(), other.close()])
    expect(movedOnMs()).toBe(0)
  })

  it('stands still once the store is closed, whose buyers find nobody there', async () => {
    const store = await testStore(aShop().make)
    const buyer = store.buyer()
    const order = await buyer.checkout('mug')
    await store.close()

    await expect(store.clock.advance(hourMs)).rejects.toThrow('This test store is closed: its time no longer moves.')
    expect(movedOnMs()).toBe(0)
    await expect(buyer.buy('tea')).rejects.toThrow(
      /^POST \S+\/checkout\/tea: nothing listens there: perhaps the store is/,
    )
    await expect(order.pay()).rejects.toThrow(/^No page of the sandbox answers at http:\S+: perhaps it is closed\./)
  })
})

describe('a flaky day', () => {
  it('tells its seed where the test never came to its end', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const store = await testStore(aShop().make)
    const { seed } = store.flakyDay()
    await store.close()

    expect(warned.mock.calls).toEqual([[expect.stringContaining(`store.flakyDay(${seed}) repeats it`)]])
    warned.mockRestore()
  })

  it.each([1.5, NaN, -1, '7'])('takes no seed that could not be written down: %p', async (seed) => {
    await using store = await testStore(aShop().make)

    expect(() => store.flakyDay(seed as number)).toThrow(
      /^store\.flakyDay wants a whole number from 0 as its seed, got/,
    )
  })

  it('is the same for the same seed, and the store comes through it', async () => {
    const run = async (seed: number): Promise<readonly unknown[]> => {
      await using store = await testStore(aShop().make)
      const day = store.flakyDay(seed)
      const orders = [await store.buyer().buy('mug'), await store.buyer().buy('tea'), await store.buyer().buy('mug')]
      const met = store.bank.requests.map(({ method, fault }) => [method, fault])
      await expect(store.expectRefunded(orders[0]!)).rejects.toThrow(`store.flakyDay(${seed}) repeats it`)

      await day.end()
      for (const order of orders) await store.expectHandedOver(order)
      await store.expectNothingLeft()
      return met
    }

    const once = await run(424_242)
    expect(await run(424_242)).toEqual(once)
    expect(once.filter((call) => (call as unknown[])[1] !== undefined).length).toBeGreaterThan(1)
    expect(await run(7)).not.toEqual(once)
  })
})
