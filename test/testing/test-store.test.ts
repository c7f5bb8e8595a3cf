import { AssertionError } from 'node:assert'
import { faultKinds } from '../../src/sandbox/index.ts'
import type { SandboxFaultKind } from '../../src/sandbox/index.ts'
import { testStore } from '../../src/testing/index.ts'
import type { Buyer, Purchase, TestStore } from '../../src/testing/index.ts'
import { aShop } from './a-shop.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What a claim that does not hold says. */
async function told(claim: Promise<unknown>): Promise<string> {
  const error = await claim.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AssertionError)
  return (error as AssertionError).message
}

describe('testStore', () => {
  const shop = aShop()
  let store: TestStore

  beforeAll(async () => {
    store = await testStore(shop.make, { callbacks: true })
  })
  afterAll(() => store.close())

  const aCheckout = (): Promise<Purchase> => store.buyer().checkout('tea')

  it('sells to a buyer who pays and comes back', async () => {
    const order = await store.buyer().buy('mug')

    await store.expectPaid(order)
    await store.expectHandedOver(order)
    expect(order.page).toMatchObject({ status: 200, text: expect.stringContaining('19.99') })
    expect(shop.parcels.filter((one) => one === order.orderNumber)).toHaveLength(1)
  })

  it('hears from the bank of a buyer who closes the tab, and shows the late one the page all the same', async () => {
    const order = await store.buyer().checkout('mug')
    await order.pay('5555 5555 5555 5599')
    await store.expectHandedOver(order)

    await store.clock.advance(hourMs)
    const late = await order.comeBack()
    const twice = await order.comeBack()
    const elsewhere = await order.comeBack({ in: store.buyer() })

    expect([late.status, twice.text]).toEqual([200, late.text])
    expect(late.text).toContain('19.99')
    expect(elsewhere.text).not.toContain('19.99')
    await store.expectHandedOver(order)
  })

  it('is any known bank by name, such as one whose callbacks are tokens and that wants to know the buyer', async () => {
    const customerDetails = { email: 'buyer@example.com', phone: '40740123456' }
    const mug = { amountMinor: 1999, currency: 'RON', orderBundle: { customerDetails } }
    const shop = aShop({ catalog: { mug } })
    await using store = await testStore(shop.make, { dialect: 'bt', callbacks: true })
    const order = await store.buyer().checkout('mug')
    await order.pay()

    await store.expectHandedOver(order)
    await store.checkout.refund(order.orderNumber, { amountMinor: 500, key: 'broken' })
    await store.expectRefunded(order, 500)
  })

  it('sells nothing to buyers who cancel, are declined, or let the time run out', async () => {
    const buyer = store.buyer()
    const cancelled = await buyer.checkout('mug')
    await (await cancelled.cancel()).comeBack()
    const declined = await store.buyer().checkout('tea')
    await (await declined.decline()).comeBack()
    const refused = await store.buyer().buy('tea', { card: '5168 4948 9505 5780' })

    await store.expectNotPaid(cancelled)
    await store.expectDeclined(declined)
    await store.expectNotHandedOver(refused)
    await store.clock.advance(25 * minuteMs)
    await store.expectExpired(cancelled)
    await store.expectExpired(refused)
  })

  it('buys by a form of the store, by script, and by a page that goes on by itself', async () => {
    const cart = await store.buyer().buy({ path: '/cart/pay' }, { form: { note: 'a gift' } })
    const byScript = await store.buyer().checkout('mug', { headers: { accept: 'application/json' } })
    await (await byScript.pay()).comeBack()
    await using other = await testStore(aShop({ formRedirect: 'page' }).make)
    const byPage = await other.buyer().buy('mug', { method: 'GET' })

    expect(await store.expectHandedOver(cart)).toMatchObject({ description: 'A cart, a gift', amountMinor: 2449 })
    await store.expectHandedOver(byScript)
    await other.expectHandedOver(byPage)
  })

  it('opens one order for a double click', async () => {
    const buyer = store.buyer()
    await buyer.buy('tea')
    const [one, other] = await buyer.doubleClick('mug')

    expect(one.orderNumber).toBe(other.orderNumber)
  })

  it('tells of refunds, and of orders for a person', async () => {
    const buyer = store.buyer()
    const [refunded, wrong] = [await buyer.buy('mug'), await buyer.checkout('tea')]
    store.bank.fault('wrong-amount', { times: 10 })
    await (await wrong.pay()).comeBack()
    store.bank.clearFaults()
    await store.checkout.refund(refunded.orderNumber, { amountMinor: 500, key: 'chipped' })

    await store.expectRefunded(refunded, 500)
    expect(await told(store.expectRefunded(refunded))).toMatch(
      'is refunded by 5.00 EUR, not by 19.99 EUR; 19.99 EUR of it',
    )
    await store.expectReview(wrong, 'amount-differs')
    expect(await told(store.expectNothingLeft())).toMatch(`Order ${wrong.orderNumber} is in review: amount-differs.`)
    await store.checkout.resolve(wrong.orderNumber, { as: 'paid', note: 'looked', by: 'me' })
    await store.settled()
    await store.expectHandedOver(wrong)
    await store.expectNothingLeft()
  })

  it('tells the story of the order where a claim does not hold', async () => {
    const order = await store.buyer().checkout('mug')
    await store.buyer().visit('/')

    const message = await told(store.expectHandedOver(order))

    expect(message).toMatch(/^Order \w{26} was not handed over: it is registered\./)
    expect(message).toMatch(/The story of order [\s\S]+registering > registered, by checkout/)
    expect(message).toMatch(/At the bank: orderStatus 0\.\nIt was asked: register\.do/)
    expect(message).toMatch(/onPaid was never called\./)
    expect(await told(store.expectPaid('nobody'))).toMatch('The ledger has no order nobody.')
  })

  it('says so where a fault never struck, and where the bank has money that the store does not know of', async () => {
    const quiet = await testStore(aShop().make)
    const order = await quiet.buyer().checkout('mug')
    quiet.bank.fault('html', { method: 'refund.do' })
    await order.pay()

    const left = await told(quiet.expectNothingLeft())
    expect(left).toMatch(`Order ${order.orderNumber}: the bank has taken its money, and the store does not know.`)
    expect(left).toMatch('The fault "html" never struck: no call met it.')
    quiet.bank.clearFaults()
    await quiet.settled()
    await quiet.expectHandedOver(order)
    await quiet.expectNothingLeft()
    await quiet.close()
  })

  it('takes an order, its number, or the id of the bank wherever the bank is told of one', async () => {
    const order = await store.buyer().buy('mug')
    const known = await store.expectPaid(order)

    store.bank.refundInPortal(order, 100)
    store.bank.refundInPortal(known, 100)
    store.bank.refundInPortal(order.orderNumber, 100)
    store.bank.refundInPortal(order.gatewayOrderId, 100)
    store.bank.alter(order, { chargeback: false })
    expect(store.bank.order(order)).toMatchObject({ orderNumber: order.orderNumber, refundedAmount: 400 })
    await store.checkout.settle(order.orderNumber)
    await store.expectRefunded(order, 400)

    const [declined, cancelled, expired] = [await aCheckout(), await aCheckout(), await aCheckout()]
    await store.bank.decline(declined)
    await store.bank.cancel(cancelled)
    await store.bank.pay(cancelled.orderNumber)
    store.bank.expire(expired)
    expect([declined, cancelled, expired].map((one) => store.bank.order(one)?.orderStatus)).toEqual([6, 2, 6])
  })

  it('says which order the bank does not have, and what is none', async () => {
    const wanted = 'Wanted an order, its number, or the id that the bank has of it, got'
    expect(() => store.bank.refundInPortal('nobody', 1)).toThrow('The sandbox has no order nobody.')
    expect(() => store.bank.alter({ orderNumber: 'nobody' }, {})).toThrow('The sandbox has no order nobody.')
    expect(() => store.bank.alter({} as never, {})).toThrow(`${wanted} an object.`)
    expect(() => store.bank.expire(undefined as never)).toThrow(`${wanted} nothing.`)
    const forgotten = aCheckout()
    await expect(store.bank.pay(forgotten as never)).rejects.toThrow('Await it first.')
    await forgotten
  })

  it('names what is wrong with a fault, a sku, a second payment, and a clock that would go back', async () => {
    const misspelt = 'reset-aftr' as SandboxFaultKind
    expect(() => store.bank.fault(misspelt)).toThrow(/no fault of kind "reset-aftr"\. Did you mean "reset-after"\?/)
    const wrong = { metod: 'refund.do' } as object
    expect(() => store.bank.fault('html', wrong)).toThrow(/unknown name "metod"\. Did you mean "method"\?/)
    await expect(store.buyer().buy('mugg')).rejects.toThrow(
      /^The store does not sell "mugg"\. http:\S+\/checkout\/mugg answered 404: /,
    )
    const order = await store.buyer().buy('mug')
    await expect(order.pay()).rejects.toThrow(`Order ${order.orderNumber} is paid already`)
    await expect(store.clock.advance(-1)).rejects.toThrow('whole number of milliseconds, 0 or more')
    await expect(store.buyer().visit('/checkout/tea')).rejects.toThrow('leads to the bank')
    await expect(store.buyer().checkout({ path: '/nowhere' })).rejects.toThrow('The store does not sell /nowhere')
  })

  it.each<[string, (buyer: Buyer, open: Purchase) => Promise<unknown>, string]>([
    ['buy', (buyer) => buyer.buy('tea', { crad: '5168 4948 9505 5780' } as object), '"crad". Did you mean "card"?'],
    ['buy', (buyer) => buyer.buy({ pth: '/cart/pay' } as never), '"pth". Did you mean "path"?'],
    ['checkout', (buyer) => buyer.checkout('tea', { from: {} } as object), '"from". Did you mean "form"?'],
    ['checkout', (buyer) => buyer.checkout('tea', { card: '4111' } as object), '"card". Known names: method, form'],
    ['doubleClick', (buyer) => buyer.doubleClick('tea', { header: {} } as object), '"header". Did you mean "headers"?'],
    ['visit', (buyer) => buyer.visit('/', { methd: 'POST' } as object), '"methd". Did you mean "method"?'],
    ['pay', (_buyer, open) => open.pay({ numbr: '5168' } as object), '"numbr". Did you mean "number"?'],
    ['comeBack', (buyer, open) => open.comeBack({ on: buyer } as object), '"on". Did you mean "in"?'],
    ['testStore', () => testStore(aShop().make, { dialekt: 'bt' } as object), '"dialekt". Did you mean "dialect"?'],
  ])('names what is misspelt in %s', async (verb, act, problem) => {
    const open = await aCheckout()
    const before = store.bank.requests.length

    await expect(act(store.buyer(), open)).rejects.toThrow(`${verb}: unknown name ${problem}`)
    expect(store.bank.requests).toHaveLength(before)
  })

  it('refuses fake timers, under which it would wait for ever', async () => {
    jest.useFakeTimers()
    try {
      await expect(testStore(shop.make)).rejects.toThrow('The timers of this test are fake.')
      await expect(store.settled()).rejects.toThrow('store.clock.advance(ms)')
    } finally {
      jest.useRealTimers()
    }
  })

  it.each(Object.keys(faultKinds) as SandboxFaultKind[])('meets the fault %s, and settles after it', async (kind) => {
    const isOfRegister = faultKinds[kind].meets.startsWith('register')
    const buyer = store.buyer()
    if (isOfRegister) {
      store.bank.fault(kind)
      await expect(buyer.checkout('tea')).rejects.toThrow(/did not lead to the bank|answered 50\d/)
    }
    const order = await buyer.checkout('tea')
    if (!isOfRegister) store.bank.fault(kind, faultKinds[kind].meets === 'callback' ? { delayMs: 50 } : {})
    await order.pay()
    await order.comeBack()

    await store.clock.advance(minuteMs)
    if (faultKinds[kind].group === 'lie' && !isOfRegister) await store.expectReview(order)
    else await store.expectHandedOver(order)
    expect(store.bank.unmetFaults()).toEqual([])
  })
})
