import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import request from 'supertest'
import {
  AlreadyPaidError,
  GatewayRefusedError,
  GatewayUnavailableError,
  OrderNumberTakenError,
} from '../../../src/errors.ts'
import { makeFormGate } from '../../../src/gateway/form-hosts.ts'
import type { RegisterAnswer } from '../../../src/gateway/answers.ts'
import type { Gateway, Registration } from '../../../src/gateway/gateway.ts'
import { hostedCheckout } from '../../../src/index.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { silentLogger } from '../../../src/logger.ts'
import type { Order } from '../../../src/order.ts'
import type { EarlierOrders } from '../../../src/settlement/open-order/earlier-orders.ts'
import { makeOpenOrder } from '../../../src/settlement/open-order/open-order.ts'
import { makeOrderNumber } from '../../../src/settlement/open-order/order-number.ts'
import type { OpenOrder, OpenOrderDeps } from '../../../src/settlement/open-order/open-order.ts'
import type { OpenedOrder, OpenOrderRequest } from '../../../src/settlement/open-order/request.ts'
import type { Wish } from '../../../src/settlement/open-order/wish.ts'
import { newOrder, registeredOrder } from '../../ledger/an-order.ts'
import { clockAt, steppingClock } from '../../support/clock.ts'
import { ledgers } from '../../support/ledgers.ts'
import type { OpenedLedger } from '../../support/ledgers.ts'
import { aPlan } from '../../support/samples.ts'
import { makeGate, until } from '../../support/until.ts'

const wish: Wish = {
  sku: 'tea',
  amountMinor: 1999,
  currency: 'EUR',
  description: 'Tea',
  reference: 'cart-1',
  email: 'a@b.example',
  clientId: 'client-1',
  language: 'de',
  orderBundle: { a: 1 },
  jsonParams: { b: 2 },
  features: ['FORCE_TDS'],
  metadata: { lines: 1 },
}
const timeoutMs = 2_000

/** Earlier orders that nobody has paid. */
const untouched: EarlierOrders = {
  requireUnpaid: () => undefined,
  stillOpen: (order) => Promise.resolve(order),
  closeOlder: () => Promise.resolve(),
}

describe('an order number', () => {
  it('has 26 letters and digits that cannot be confused, or as many as the bank takes', () => {
    expect(makeOrderNumber()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(makeOrderNumber({ maxCharacters: 36 })).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(makeOrderNumber({ maxCharacters: 10 })).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
  })

  it('is never repeated, and uses its whole alphabet evenly', () => {
    const numbers = Array.from({ length: 10_000 }, makeOrderNumber)
    const counts = new Map<string, number>()
    for (const letter of numbers.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1)

    expect(new Set(numbers).size).toBe(10_000)
    expect(counts.size).toBe(32)
    const even = (10_000 * 26) / 32
    for (const count of counts.values()) expect(Math.abs(count - even) / even).toBeLessThan(0.1)
  })
})

describe.each(Object.entries(ledgers))('a number that an order of the ledger has, over %s', (_name, openLedger) => {
  it('is refused by name, so that another is drawn', async () => {
    const { ledger, close } = await openLedger()
    await ledger.add(newOrder({ orderNumber: 'A1B2C3D4E5' }))

    await expect(ledger.add(newOrder({ orderNumber: 'A1B2C3D4E5' }))).rejects.toBeInstanceOf(OrderNumberTakenError)
    await close()
  })
})

describe.each(Object.entries(ledgers))('a gateway that gives one id to two orders, over %s', (_name, openLedger) => {
  it('gets only the first buyer, and the second order goes to review', async () => {
    const bank = createServer((_req, res) => {
      const { port } = bank.address() as AddressInfo
      res.end(JSON.stringify({ orderId: 'one-and-the-same', formUrl: `http://127.0.0.1:${port}/pay` }))
    })
    await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve))
    const database = await openLedger()
    const reviewed: Order[] = []
    const checkout = hostedCheckout({
      gateway: { url: `http://127.0.0.1:${(bank.address() as AddressInfo).port}/`, user: 'u', password: 'p' },
      baseUrl: 'http://localhost',
      secret: 'x'.repeat(32),
      databaseUrl: database.databaseUrl,
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

/** Everything between Buy and the bank's page, with a scripted gateway. */
describe('an order being opened', () => {
  let opened: OpenedLedger
  let sent: Registration[]
  let admitted: number
  let reviewed: Order[]
  /** When the sweep checks next, in milliseconds from each write. null: never again. */
  let looks: (number | null)[]
  /** The time of the last order added. Nothing then depends on how long anything takes. */
  let now: Date
  let answer: (registration: Registration) => RegisterAnswer | Promise<RegisterAnswer>
  beforeEach(async () => {
    opened = await ledgers.SQLite!()
    ;[sent, admitted, reviewed, looks, now] = [[], 0, [], [], new Date()]
    answer = () => ({ outcome: 'answered', gatewayOrderId: randomUUID(), formUrl: 'https://bank.example/pay?x=1' })
  })
  afterEach(() => opened.close())

  const watched = (): Ledger => ({
    ...opened.ledger,
    async add(order) {
      looks.push(order.checkInMs)
      const added = await opened.ledger.add(order)
      now = added.order.createdAt
      return added
    },
    move(order, move) {
      looks.push(move.checkInMs)
      return opened.ledger.move(order, move)
    },
  })
  const opener = (deps: Partial<OpenOrderDeps> = {}): OpenOrder =>
    makeOpenOrder({
      gateway: {
        register: async (registration: Registration) => {
          sent.push(registration)
          return answer(registration)
        },
      } as Partial<Gateway> as Gateway,
      gatewayAccount: 'bank.example/#login',
      gatewayTimeoutMs: timeoutMs,
      ledger: watched(),
      capture: 'manual',
      returnUrl: 'https://shop.example/payment/return',
      callbackUrl: undefined,
      reuseOpenOrderForMs: 600_000,
      plan: aPlan({ jitterPercent: 0 }),
      closedForMs: () => undefined,
      shop: 'shop.example',
      handsOver: true,
      tellsClosed: true,
      references: 'repeat',
      earlierOrders: untouched,
      onReview: (order) => void reviewed.push(order),
      isAllowedForm: makeFormGate(['bank.example']),
      clock: { now: () => now, elapsedMs: () => now.getTime(), sleep: () => Promise.resolve() },
      logger: silentLogger,
      ...deps,
    })
  const asking = (request: Partial<OpenOrderRequest> = {}): OpenOrderRequest => ({
    wish,
    browserKey: 'browser-1',
    isBrowserKeyPassing: false,
    idempotencyMark: undefined,
    wishKey: JSON.stringify(wish),
    remembered: [],
    isStarter: () => false,
    admit: () => Promise.resolve(void admitted++),
    ...request,
  })
  const orders = async (): Promise<readonly Order[]> => {
    const found: Order[] = []
    for await (const order of opened.ledger.search({})) found.push(order)
    return found
  }
  const onlyOrder = async (): Promise<Order> => {
    const found = await orders()
    expect(found).toHaveLength(1)
    return found[0]!
  }
  const refused = (): RegisterAnswer => ({
    outcome: 'refused',
    error: new GatewayRefusedError('Wrong amount', '5'),
  })
  const silent = (): RegisterAnswer => ({ outcome: 'unavailable', error: new GatewayUnavailableError('No answer') })

  it('gets another number if one is taken, before anything is sent', async () => {
    // As if the bank took two characters: about seven of 120 orders draw one that is taken.
    const openOrder = opener({ orderNumberForm: { maxCharacters: 2, characters: 'letters-and-digits' } })
    for (let index = 0; index < 120; index += 1) await openOrder(asking({ browserKey: `browser-${index}` }))

    expect(sent.filter(({ orderNumber }) => /^[0-9A-Z]{2}$/.test(orderNumber))).toHaveLength(120)
    expect(new Set(sent.map(({ orderNumber }) => orderNumber)).size).toBe(120)
  })

  it('is sent to the gateway with everything from the catalog, after it is in the ledger', async () => {
    let before: Order | undefined
    answer = async ({ orderNumber }) => {
      before = await opened.ledger.find(orderNumber)
      return { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay?x=1' }
    }

    const { order } = await opener({ callbackUrl: 'https://shop.example/payment/callback' })(asking())

    const { orderNumber } = order
    expect(before).toMatchObject({
      status: 'registering',
      sku: 'tea',
      reference: 'cart-1',
      description: 'Tea',
      metadata: { lines: 1 },
      amountMinor: 1999,
      currency: 'EUR',
      language: 'de',
      capture: 'manual',
      formUrl: undefined,
      gatewayAccount: 'bank.example/#login',
    })
    expect(before!.expiresAt.getTime() - before!.createdAt.getTime()).toBe(1_200_000)
    expect(sent).toEqual([
      {
        orderNumber,
        amountMinor: 1999,
        currency: 'EUR',
        description: 'Tea',
        language: 'de',
        capture: 'manual',
        email: 'a@b.example',
        clientId: 'client-1',
        orderBundle: { a: 1 },
        jsonParams: { b: 2 },
        features: ['FORCE_TDS'],
        returnUrl: 'https://shop.example/payment/return',
        sessionTimeoutSecs: 1200,
        dynamicCallbackUrl: 'https://shop.example/payment/callback',
      },
    ])
    expect(order).toMatchObject({
      status: 'registered',
      gatewayOrderId: 'bank-1',
      formUrl: 'https://bank.example/pay?x=1',
    })
    expect(await onlyOrder()).toEqual(order)
    expect(looks).toEqual([62_000, 20_000])
    expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({
      kind: 'moved',
      from: 'registering',
      to: 'registered',
      trigger: 'checkout',
      detail: undefined,
    })
  })

  it('is reused by the same browser, and admitted once', async () => {
    const first = await opener()(asking())

    expect(await opener({ closedForMs: () => 1_000 })(asking())).toEqual(first)
    expect([sent.length, admitted]).toEqual([1, 1])
    expect((await opener()(asking({ browserKey: 'browser-2' }))).order.orderNumber).not.toBe(first.order.orderNumber)
    expect([sent.length, admitted]).toEqual([2, 2])
  })

  it('is not opened beyond the limit', async () => {
    const admit = () => Promise.reject(new Error('too many'))

    await expect(opener()(asking({ admit }))).rejects.toThrow('too many')

    expect([sent, await orders()]).toEqual([[], []])
  })

  it('is not opened while the breaker is open', async () => {
    await expect(opener({ closedForMs: () => 7_000 })(asking())).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      retryAfterMs: 7_000,
    })

    expect([sent, await orders(), admitted]).toEqual([[], [], 0])
  })

  it('that is refused is declined for good, and the next click opens a new one', async () => {
    answer = refused

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: '5' })

    const { orderNumber, status } = await onlyOrder()
    expect(status).toBe('declined')
    expect(looks).toEqual([62_000, null])
    expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({
      detail: { errorCode: '5', reason: 'Wrong amount' },
    })
    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED' })
    expect(sent).toHaveLength(2)
  })

  it('that was never sent expires, and is not checked', async () => {
    answer = () => ({ ...silent(), isUnsent: true })

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    const { orderNumber, status } = await onlyOrder()
    expect(status).toBe('expired')
    expect(looks).toEqual([62_000, null])
    expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({ detail: { reason: 'No answer' } })
  })

  it('without an answer is unknown, is checked in a minute, and the next click opens a new one', async () => {
    answer = silent

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    const { orderNumber, status } = await onlyOrder()
    expect(status).toBe('unknown')
    expect(looks).toEqual([62_000, 60_000])
    expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({ detail: { reason: 'No answer' } })
    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    expect(sent).toHaveLength(2)
  })

  const kept = { formOrigin: 'https://evil.example' }
  it.each<[string, string, Record<string, string>]>([
    [
      'https://evil.example/pay?mdOrder=secret',
      'https://evil.example, which is not https on one of the allowed hosts (option gateway.formHosts, ' +
        'CHECKOUT_FORM_HOSTS)',
      kept,
    ],
    ...[
      ['{}', 'a text that is not an https address'],
      ['https://bank.example/pay?mdOrder=secret 1', 'an address with a space in it'],
      ['https://bank.example/pay?mdOrder={secret}', 'an address with curly brackets in it, as in an unfilled template'],
      ['https://bank.example/оплата?mdOrder=secret', 'an address with letters outside ASCII'],
    ].map(([formUrl = '', fault = '']): [string, string, Record<string, string>] => [
      formUrl,
      `named ${fault}`,
      { formUrl: expect.stringContaining(fault) as string },
    ]),
  ])("sends no buyer to a page that is not the bank's, and says why: %s", async (formUrl, told, detail) => {
    answer = () => ({ outcome: 'answered', gatewayOrderId: randomUUID(), formUrl })

    const error = await opener()(asking()).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE', message: expect.stringContaining(told) })
    expect(String(error)).not.toContain('secret')
    const order = await onlyOrder()
    expect(order).toMatchObject({ status: 'registered', formUrl: undefined, gatewayOrderId: expect.any(String) })
    expect(looks).toEqual([62_000, 20_000])
    expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
      detail: { reason: 'form-url-refused', ...detail },
    })
    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })
    expect(sent).toHaveLength(2)
  })

  it('whose id belongs to another order goes to review, and the next click opens a new one', async () => {
    const first = await registeredOrder(opened.ledger)
    answer = () => ({ outcome: 'answered', gatewayOrderId: first.gatewayOrderId!, formUrl: 'https://bank.example/pay' })

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })

    expect(reviewed).toMatchObject([
      { status: 'review', reviewReason: 'gateway-order-id-is-of-another-order', gatewayOrderId: undefined },
    ])
    expect(looks).toEqual([62_000, 20_000, null])
    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })
    expect(sent).toHaveLength(2)
  })

  it('sends no buyer to its page when the ledger cannot record it, and asks nobody to review it', async () => {
    answer = async () => {
      await opened.ledger.close()
      return { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay' }
    }

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })

    expect(reviewed).toEqual([])
  })

  it('is left unchanged if the ledger fails for any other reason', async () => {
    let moves = 0
    const move: Ledger['move'] = (...given) => {
      moves += 1
      return moves === 1 ? Promise.reject(new Error('The disk is full.')) : opened.ledger.move(...given)
    }

    await expect(opener({ ledger: { ...opened.ledger, move } })(asking())).rejects.toThrow('The disk is full.')

    expect([(await onlyOrder()).status, reviewed]).toEqual(['registering', []])
  })

  it('sends no buyer to its page when another process has moved it meanwhile', async () => {
    answer = async ({ orderNumber }) => {
      const order = await opened.ledger.find(orderNumber)
      await opened.ledger.move(order!, { to: 'unknown', trigger: 'sweep', checkInMs: 1_000, freesReuseKey: true })
      return { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay' }
    }

    await expect(opener()(asking())).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })

    expect(await onlyOrder()).toMatchObject({ status: 'unknown' })
  })

  describe('that is not the first of its reference or of its idempotency key', () => {
    /** What the second one is told of the orders before it, and the browser that asks. */
    async function before(request: Partial<OpenOrderRequest>, references: OpenOrderDeps['references'] = 'once') {
      const { order: first } = await opener({ references: 'once' })(asking({ idempotencyMark: 'mark-1' }))
      let told: Parameters<EarlierOrders['requireUnpaid']> | undefined
      const requireUnpaid: EarlierOrders['requireUnpaid'] = (...given) => {
        told = given
        throw new AlreadyPaidError(first, undefined)
      }
      await expect(
        opener({ references, earlierOrders: { ...untouched, requireUnpaid } })(
          asking({ browserKey: 'browser-2', ...request }),
        ),
      ).rejects.toMatchObject({ code: 'CHECKOUT_ALREADY_PAID' })
      const [orders, browser] = told!
      return { first, orders, browser }
    }

    it('is only opened if no order of its reference is paid', async () => {
      const { first, orders, browser } = await before({})

      expect(orders).toEqual([first])
      expect(browser.isStarter(first)).toBe(false)
    })

    it.each<[string, Wish, OpenOrderDeps['references']]>([
      ['it has no reference', { ...wish, reference: undefined }, 'once'],
      ['its item says that the reference is a mere label', { ...wish, repeatable: true }, 'once'],
      ['the store says that references are mere labels', wish, 'repeat'],
    ])('is opened whatever else is paid if %s', async (_what, labelled, references) => {
      expect((await before({ wish: labelled }, references)).orders).toEqual([])
    })

    it('belongs to the client that sends the same idempotency key, as the first one does', async () => {
      const { first, orders, browser } = await before({ idempotencyMark: 'mark-1' }, 'repeat')

      expect(orders).toEqual([first])
      expect(browser.isStarter(first)).toBe(true)
      expect(browser.isStarter(await registeredOrder(opened.ledger))).toBe(false)
    })

    it('counts each order before it once, however it was found', async () => {
      const { first, orders } = await before({ idempotencyMark: 'mark-1' })

      expect(orders).toEqual([first])
    })
  })

  it.each([
    ['another browser', 'browser-2', false],
    ['another click of the same browser', 'browser-1', true],
  ])('that %s opens just before is the one the buyer gets', async (_what, browserKey, isStarter) => {
    const other: OpenedOrder[] = []
    const closeOlder = async (): Promise<void> => {
      other.push(await opener({ references: 'once' })(asking({ browserKey })))
    }

    const found = await opener({ references: 'once', earlierOrders: { ...untouched, closeOlder } })(asking())

    expect(found).toEqual({ order: other[0]!.order, isStarter })
    expect(sent).toHaveLength(1)
  })

  describe('that the browser remembers', () => {
    const nameless = (remembered: readonly string[]): OpenOrderRequest => asking({ browserKey: undefined, remembered })

    it('is reused, the newest first', async () => {
      const [older, newer] = [await registeredOrder(opened.ledger), await registeredOrder(opened.ledger)]

      const found = await opener()(nameless(['nobody', newer.orderNumber, older.orderNumber]))

      expect(found.order.orderNumber).toBe(newer.orderNumber)
      expect(sent).toEqual([])
    })

    it.each<[string, (order: Order) => Promise<unknown>]>([
      ['has ended', (order) => opened.ledger.move(order, { to: 'declined', trigger: 'sweep', checkInMs: null })],
      ['has no page', () => opened.sql('update checkout_orders set form_url = null')],
      ['is too old', () => opened.age('checkout_orders', 'created_at', 600_001)],
    ])('is not reused when it %s', async (_what, change) => {
      const order = await registeredOrder(opened.ledger)
      now = order.createdAt
      await change(order)

      expect((await opener()(nameless([order.orderNumber]))).order.orderNumber).not.toBe(order.orderNumber)
    })

    it('is reused up to the age that the store allows', async () => {
      const order = await registeredOrder(opened.ledger)
      const at = (ageMs: number) =>
        opener({ clock: clockAt(new Date(order.createdAt.getTime() + ageMs)) })(nameless([order.orderNumber]))

      expect((await at(599_999)).order.orderNumber).toBe(order.orderNumber)
      expect((await at(600_000)).order.orderNumber).not.toBe(order.orderNumber)
    })
  })

  describe('by another click a moment ago', () => {
    /** A second click while the first one waits for the gateway. On its clock only its own waiting takes time. */
    async function secondClick(
      meanwhile: (waitedMs: number, answerFirst: (given: RegisterAnswer) => Promise<unknown>) => unknown,
    ): Promise<{ waits: readonly number[]; end: unknown }> {
      let give: (given: RegisterAnswer) => void = () => undefined
      answer = () => new Promise((resolve) => (give = resolve))
      const clicked = opener()(asking()).catch(() => undefined)
      await until(() => sent.length > 0)
      const answerFirst = (given: RegisterAnswer) => (give(given), clicked)
      const clock = steppingClock()
      const sleep = async (ms: number): Promise<void> => {
        await clock.sleep(ms)
        await meanwhile(clock.nowMs(), answerFirst)
      }
      const end = await opener({ clock: { ...clock, sleep } })(asking()).catch((error: unknown) => error)
      await answerFirst(silent())
      return { waits: clock.sleeps, end }
    }

    const answering = (given: RegisterAnswer, afterMs: number) =>
      secondClick((waitedMs, answerFirst) => (waitedMs >= afterMs ? answerFirst(given) : undefined))

    it('is waited for, and not registered twice', async () => {
      const given = { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay' } as const

      const { waits, end } = await answering(given, 500)

      expect(end).toMatchObject({ order: { gatewayOrderId: 'bank-1' } })
      expect(waits).toEqual([100, 100, 100, 100, 100])
      expect([sent.length, admitted]).toEqual([1, 1])
    })

    it.each([
      ['refused', refused, { code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: 'declined' }],
      ['without an answer', silent, { code: 'CHECKOUT_GATEWAY_UNAVAILABLE' }],
    ])('and is %s gets the same answer', async (_what, first, told) => {
      const { end } = await answering(first(), 300)

      expect(end).toMatchObject(told)
      expect(sent).toHaveLength(1)
    })

    it('is watched by one of five hundred clicks, and all of them get its page', async () => {
      const gate = makeGate()
      answer = async () => {
        await gate.opened
        return { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay?x=1' }
      }
      let looked = 0
      let slept = 0
      const ledger: Ledger = {
        ...watched(),
        find(orderNumber) {
          looked += 1
          return opened.ledger.find(orderNumber)
        },
      }
      // The bank hangs until the clicks have waited ten times.
      const sleep = (): Promise<void> => {
        slept += 1
        if (slept === 10) gate.open()
        return new Promise((resolve) => setImmediate(resolve))
      }
      const open = opener({ ledger, clock: { now: () => now, elapsedMs: () => 0, sleep } })
      const first = open(asking())
      await until(() => sent.length === 1)

      const clicks = await Promise.all(Array.from({ length: 500 }, () => open(asking())))

      expect(new Set(clicks.map(({ order }) => order.formUrl))).toEqual(new Set([(await first).order.formUrl]))
      expect(sent).toHaveLength(1)
      expect(looked).toBe(slept)
      expect(looked).toBeLessThan(500)
    })

    it('and has a page on another host sends nobody there', async () => {
      const given = { outcome: 'answered', gatewayOrderId: 'bank-1', formUrl: 'https://evil.example/' } as const

      const { end } = await answering(given, 300)

      expect(end).toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })
    })

    it("and has another order's id sends nobody there", async () => {
      const { gatewayOrderId } = await registeredOrder(opened.ledger)
      const given = {
        outcome: 'answered',
        gatewayOrderId: gatewayOrderId!,
        formUrl: 'https://bank.example/pay',
      } as const

      const { end } = await answering(given, 300)

      expect(end).toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })
      expect(reviewed).toHaveLength(1)
    })

    it('counts as lost five seconds after the deadline of a registration, and a new one is opened', async () => {
      const given = { outcome: 'answered', gatewayOrderId: 'bank-2', formUrl: 'https://bank.example/pay' } as const

      const { waits, end } = await secondClick(async (waitedMs) => {
        if (waitedMs < 7_000) return
        // The ledger's clock has moved on as well.
        await opened.age('checkout_orders', 'created_at', waitedMs)
        answer = () => given
      })

      expect(waits).toHaveLength(70)
      expect(end).toMatchObject({ order: { gatewayOrderId: 'bank-2' } })
      expect([sent.length, admitted]).toEqual([2, 2])
      expect(sent[1]!.orderNumber).not.toBe(sent[0]!.orderNumber)
    })
  })
})
