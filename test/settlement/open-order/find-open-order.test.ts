import type { FoundReusableOrder, ReuseTerms } from '../../../src/ledger/order-ledger.ts'
import type { Order } from '../../../src/order.ts'
import type { Browser } from '../../../src/settlement/open-order/earlier-orders.ts'
import { isStartedBy, makeFindOpenOrder, starterOf } from '../../../src/settlement/open-order/find-open-order.ts'
import type { OpenOrderRequest } from '../../../src/settlement/open-order/request.ts'
import { clockAt } from '../../support/clock.ts'
import { anOrder } from '../../support/samples.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const open = anOrder()
const registering = anOrder({ status: 'registering', formUrl: undefined, gatewayOrderId: undefined })

const asking = (fields: Partial<OpenOrderRequest> = {}): OpenOrderRequest => ({
  wish: { sku: 'mug', amountMinor: 1999, currency: 'EUR' },
  browserKey: 'browser-1',
  isBrowserKeyPassing: false,
  idempotencyMark: undefined,
  wishKey: 'wish',
  remembered: [],
  isStarter: () => false,
  admit: () => Promise.reject(new Error('Nothing is opened here.')),
  ...fields,
})

/** What the ledger holds, and what comes of it. */
interface Script {
  /** The order that holds the key. */
  readonly reusable?: Partial<FoundReusableOrder>
  /** By order number. */
  readonly orders?: Readonly<Record<string, Order>>
  /** The order after the wait for its registration. */
  readonly afterWait?: Order
  readonly isGone?: boolean
  /** Milliseconds since {@link anOrder} was opened. */
  readonly nowMs?: number
}

/** A search over a scripted ledger, and a record of what was looked for and of the browser in question. */
function scripted({ reusable, orders = {}, afterWait, isGone = false, nowMs = minuteMs }: Script = {}) {
  const looked: (ReuseTerms | string)[] = []
  const asked: { order: Order; browser: Browser }[] = []
  const { find, reuseOf } = makeFindOpenOrder({
    ledger: {
      find: (orderNumber) => Promise.resolve((looked.push(orderNumber), orders[orderNumber])),
      findReusable: (terms) => {
        looked.push(terms)
        const found = { order: open, startedBy: 'browser-1', ageMs: minuteMs, ...reusable }
        return Promise.resolve(reusable && found)
      },
    },
    gatewayTimeoutMs: 2_000,
    reuseOpenOrderForMs: 10 * minuteMs,
    earlierOrders: {
      stillOpen: (order, browser) => {
        asked.push({ order, browser })
        return Promise.resolve(isGone ? undefined : order)
      },
    },
    waitForRegistration: (order) => Promise.resolve(afterWait ?? order),
    clock: clockAt(new Date(open.createdAt.getTime() + nowMs)),
  })
  return { find, reuseOf, looked, asked }
}

const passing = { isBrowserKeyPassing: true }
const marked = { idempotencyMark: 'mark-1' }

describe('the key of an open order', () => {
  it.each<[string, Partial<OpenOrderRequest>, boolean, string | undefined, number]>([
    ["a browser's own wish", {}, false, 'browser-1', 10 * minuteMs],
    ['a wish of a browser that nothing identifies', { browserKey: undefined }, false, undefined, 10 * minuteMs],
    // It may be planted: only the other half of a double click finds the order.
    ['a wish of a browser with a passing key', passing, false, 'browser-1', 0],
    ['a reference that is sold once', {}, true, 'wish', 10 * minuteMs],
    ['a reference that is sold once, with a passing key', passing, true, 'wish', 10 * minuteMs],
    // The client says what one order is, and for how long is no question.
    ['an idempotency key', marked, false, 'browser-1', dayMs],
    ['an idempotency key, whatever the browser has', { ...marked, ...passing }, false, 'browser-1', dayMs],
    ['an idempotency key for a reference that is sold once', marked, true, 'wish', dayMs],
  ])('for %s', (_what, fields, isOnce, reuseKey, reuseOpenForMs) => {
    expect(scripted().reuseOf(asking(fields), isOnce)).toEqual({
      reuseKey,
      reuseOpenForMs,
      // The deadline of the call, and five seconds.
      reuseRegisteringForMs: 7_000,
    })
  })
})

describe('the order that a buyer is led back to', () => {
  it('is the one that holds the key', async () => {
    const { find, reuseOf, looked, asked } = scripted({ reusable: {} })

    expect(await find(asking(), false)).toEqual({ order: open, isStarter: true })

    expect(looked).toEqual([reuseOf(asking(), false)])
    expect(asked).toMatchObject([{ order: open }])
  })

  it('of a reference that is sold once is looked for as long as it can be paid', async () => {
    const { find, reuseOf, looked } = scripted()

    expect(await find(asking(), true)).toBeUndefined()

    expect(looked).toEqual([{ ...reuseOf(asking(), true), reuseOpenForMs: dayMs }])
  })

  it.each<[string, Partial<FoundReusableOrder>, Partial<OpenOrderRequest>, boolean]>([
    ["the browser's own, not ten minutes old", { ageMs: 10 * minuteMs - 1 }, {}, true],
    ["the browser's own, ten minutes old", { ageMs: 10 * minuteMs }, {}, false],
    ["its own by the order's cookie, ten minutes old", { startedBy: 'b' }, { isStarter: () => true }, false],
    ['ten minutes old, of another browser', { startedBy: 'browser-2' }, {}, true],
    ['ten minutes old, of nobody known', { startedBy: undefined }, { browserKey: undefined }, true],
    ['ten minutes old, of a key that may be planted', {}, passing, true],
    ['of the idempotency key, almost a day old', { startedBy: 'mark-1', ageMs: dayMs - 1 }, marked, true],
  ])('of a reference that is sold once: %s', async (_what, reusable, fields, isFound) => {
    const { find } = scripted({ reusable: { ageMs: 10 * minuteMs, ...reusable } })

    expect((await find(asking(fields), true))?.order).toBe(isFound ? open : undefined)
  })

  it('is waited for while another click registers it, however old it is', async () => {
    const reusable = { order: registering, ageMs: 20 * minuteMs }
    const { find, asked } = scripted({ reusable, afterWait: open })

    expect(await find(asking(), true)).toEqual({ order: open, isStarter: true })

    expect(asked).toMatchObject([{ order: open }])
  })

  it('is none if its registration does not end', async () => {
    const { find, asked } = scripted({ reusable: { order: registering } })

    expect(await find(asking(), false)).toBeUndefined()

    expect(asked).toEqual([])
  })

  it('is none if it has come to nothing', async () => {
    expect(await scripted({ reusable: {}, isGone: true }).find(asking(), false)).toBeUndefined()
  })

  it('is no order that nobody could pay', async () => {
    const { find } = scripted({ reusable: { order: registering }, afterWait: anOrder({ status: 'declined' }) })

    await expect(find(asking(), false)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED' })
  })
})

describe('the order that a browser remembers', () => {
  const remembering = asking({ browserKey: undefined, remembered: ['NEWER', 'OLDER'] })
  const newer = anOrder({ orderNumber: 'NEWER' })
  const older = anOrder({ orderNumber: 'OLDER' })

  it('is only looked for if none holds the key', async () => {
    const orders = { NEWER: newer, OLDER: older }
    const { find, looked } = scripted({ reusable: {}, orders })
    expect((await find(remembering, false))?.order).toBe(open)
    expect(looked).toHaveLength(1)

    expect((await scripted({ orders }).find(remembering, false))?.order).toBe(newer)
  })

  it.each<[string, Order | undefined]>([
    ['that the ledger does not have', undefined],
    ['that has ended', anOrder({ status: 'declined' })],
    ['without a page', anOrder({ formUrl: undefined })],
    ['that the bank no longer takes money for', anOrder({ expiresAt: new Date(open.createdAt.getTime() + minuteMs) })],
    ['opened ten minutes ago', anOrder({ createdAt: new Date(open.createdAt.getTime() - 9 * minuteMs) })],
  ])('is not one %s: the next is tried', async (_what, first) => {
    const orders = { OLDER: older, ...(first && { NEWER: first }) }

    expect((await scripted({ orders }).find(remembering, false))?.order).toBe(older)
  })

  it.each<[string, Partial<Order>]>([
    ['until it expires', { expiresAt: new Date(open.createdAt.getTime() + minuteMs + 1) }],
    ['for ten minutes', { createdAt: new Date(open.createdAt.getTime() - 9 * minuteMs + 1) }],
  ])('is open to it %s', async (_what, fields) => {
    const order = anOrder(fields)

    expect((await scripted({ orders: { NEWER: order, OLDER: older } }).find(remembering, false))?.order).toBe(order)
  })

  it("is its own only by the order's cookie", async () => {
    const { find } = scripted({ orders: { NEWER: newer } })

    expect(await find(remembering, false)).toMatchObject({ isStarter: false })
    const isStarter = (order: Order): boolean => order === newer
    expect(await find({ ...remembering, isStarter }, false)).toMatchObject({ isStarter: true })
  })
})

describe('whoever is led back to an order', () => {
  /** The browser that the question about an earlier order is told of. */
  async function browserOf(reusable: Partial<FoundReusableOrder>, fields: Partial<OpenOrderRequest>): Promise<Browser> {
    const { find, asked } = scripted({ reusable })
    await find(asking(fields), false)
    return asked[0]!.browser
  }

  it('has started it as it stands later, too, by the same key', async () => {
    const { isStarter } = await browserOf({}, {})

    expect(isStarter(anOrder({ status: 'paid' }))).toBe(true)
  })

  it('has otherwise started what its cookies say', async () => {
    const other = { startedBy: 'browser-2' }

    const { isStarter } = await browserOf(other, { isStarter: ({ status }) => status === 'paid' })

    expect([isStarter(open), isStarter(anOrder({ status: 'paid' }))]).toEqual([false, true])
    expect((await browserOf(other, {})).isStarter(open)).toBe(false)
  })
})

describe('the browser that started an order', () => {
  it('is known by its idempotency key, or else by its own key', () => {
    expect(starterOf(asking(marked))).toBe('mark-1')
    expect(starterOf(asking())).toBe('browser-1')
    expect(starterOf(asking({ browserKey: undefined }))).toBeUndefined()
  })

  const cookie = { isStarter: (order: Order) => order === open }
  it.each<[string, string | undefined, Order, Partial<OpenOrderRequest>, boolean]>([
    ['the same key', 'browser-1', open, {}, true],
    ['another key', 'browser-2', open, {}, false],
    ['the same idempotency key', 'mark-1', open, marked, true],
    ["the browser's key where the idempotency key counts", 'browser-1', open, marked, false],
    ['no key on either side', undefined, open, { browserKey: undefined }, false],
    ['a key that the ledger does not have', undefined, open, {}, false],
    // The other half of a double click.
    ['a passing key, while the order is being registered', 'browser-1', registering, passing, true],
    ['a passing key, once the order is registered', 'browser-1', open, passing, false],
    ["somebody else's passing key, while the order is being registered", 'browser-2', registering, passing, false],
    ['another key, while the order is being registered', 'browser-2', registering, {}, false],
    ["the order's cookie", 'browser-2', open, cookie, true],
    ["the order's cookie and a passing key", 'browser-1', open, { ...passing, ...cookie }, true],
    ["another order's cookie", 'browser-2', registering, cookie, false],
  ])('is told by %s', (_what, startedBy, order, fields, is) => {
    expect(isStartedBy({ order, startedBy }, asking(fields))).toBe(is)
  })
})
