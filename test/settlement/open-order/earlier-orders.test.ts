import { AlreadyPaidError, GatewayUnavailableError } from '../../../src/errors.ts'
import { silentLogger } from '../../../src/logger.ts'
import { orderStatuses, reviewReasons } from '../../../src/order.ts'
import type { Order, OrderStatus, ReviewReason } from '../../../src/order.ts'
import { makeEarlierOrders } from '../../../src/settlement/open-order/earlier-orders.ts'
import type { Browser, EarlierOrders } from '../../../src/settlement/open-order/earlier-orders.ts'
import { stand } from '../../../src/settlement/settled.ts'
import type { Settled, Standing } from '../../../src/settlement/settled.ts'
import { anOrder } from '../../support/samples.ts'

const dayMs = 24 * 3_600_000
const noAnswer = new GatewayUnavailableError('No answer')
const open = anOrder()
const paid = anOrder({ status: 'paid', capturedMinor: 1999 })
const anyone: Browser = { isStarter: () => false }
const starter: Browser = { isStarter: () => true }
const never = new Promise<never>(() => undefined)

const unanswered = (order: Order): Promise<Settled> => Promise.resolve(stand(order, 'silent'))

/** What the bank and the ledger say about the earlier orders. */
interface Script {
  /** How long ago the order was opened, in milliseconds: by default long enough to be asked about. */
  readonly ageMs?: number
  readonly settled?: (order: Order) => Promise<Settled>
  readonly declined?: () => Promise<Order>
  /** The order as the ledger has it once it was to be closed. */
  readonly afterwards?: Order | undefined
  /** Whether the buyer's patience ends at once, before any answer that is not there yet. */
  readonly isPatienceOver?: boolean
  readonly elapsedMs?: () => number
  readonly orders?: readonly Order[]
}

/** Earlier orders with a scripted bank, and a record of the calls, of the waits and of the log. */
function scripted(script: Script = {}) {
  const { ageMs = 60_000, settled = unanswered, declined = () => Promise.resolve(open), orders = [open] } = script
  const did: [string, ...unknown[]][] = []
  const waits: number[] = []
  const told: [string, object][] = []
  const now = new Date(open.createdAt.getTime() + ageMs)
  const earlier = makeEarlierOrders({
    settle: (orderNumber, trigger) => {
      did.push(['settle', orderNumber, trigger])
      return settled(orders.find((order) => order.orderNumber === orderNumber)!)
    },
    decline: (orderNumber) => {
      did.push(['decline', orderNumber])
      return declined()
    },
    ledger: {
      find: (orderNumber) => {
        did.push(['find', orderNumber])
        return Promise.resolve(script.afterwards)
      },
    },
    returnUrl: 'https://shop.example/payment/return',
    clock: {
      now: () => now,
      elapsedMs: script.elapsedMs ?? (() => now.getTime()),
      sleep: (ms) => {
        waits.push(ms)
        return script.isPatienceOver ? Promise.resolve() : never
      },
    },
    logger: {
      ...silentLogger,
      info: (object) => void told.push(['info', object]),
      warn: (object) => void told.push(['warn', object]),
    },
  })
  return { earlier, did, waits, told }
}

const answering = (order: Order, standing: Standing) => () => Promise.resolve(stand(order, standing))

/** The refusal, or undefined if there is none. */
async function refusalOf(work: () => unknown): Promise<AlreadyPaidError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof AlreadyPaidError) return error
    throw error
  }
}

const refusalFor = (order: Order, browser = anyone, { earlier }: { earlier: EarlierOrders } = scripted()) =>
  refusalOf(() => earlier.requireUnpaid([order], browser))

describe('a reference is sold only once', () => {
  const holding: readonly OrderStatus[] = ['held', 'paid', 'partially_refunded']

  it.each(orderStatuses.filter((status) => status !== 'review').map((status) => [status, holding.includes(status)]))(
    'if one of its orders holds money: %s is refused: %p',
    async (status, isRefused) => {
      const order = anOrder({ status })

      expect((await refusalFor(order))?.order).toBe(isRefused ? order : undefined)
    },
  )

  it('whichever of its orders has the money', async () => {
    const orders = [open, anOrder({ orderNumber: 'GONE', status: 'declined' }), paid]

    const refusal = await refusalOf(() => scripted().earlier.requireUnpaid(orders, anyone))

    expect(refusal?.order).toBe(paid)
    expect(await refusalOf(() => scripted().earlier.requireUnpaid([], anyone))).toBeUndefined()
  })

  const withoutMoney: readonly ReviewReason[] = [
    'no-final-word-a-day-after-expiry',
    'gateway-order-id-is-of-another-order',
    'gateway-order-id-differs',
    'order-number-differs',
    'declined-after-hold',
  ]

  it.each(reviewReasons.map((reason) => [reason, !withoutMoney.includes(reason)]))(
    'if money may have been taken for an order in review, its amount unknown: %s is refused: %p',
    async (reviewReason, isRefused) => {
      const order = anOrder({ status: 'review', reviewReason })

      expect((await refusalFor(order))?.order).toBe(isRefused ? order : undefined)
    },
  )

  it('if nobody can say why its order is in review', async () => {
    const order = anOrder({ status: 'review', reviewReason: undefined })

    expect((await refusalFor(order))?.order).toBe(order)
  })

  it.each<[ReviewReason, number, number, boolean]>([
    ['amount-differs', 1, 0, true],
    ['amount-differs', 1999, 1998, true],
    ['amount-differs', 1999, 1999, false],
    ['order-number-differs', 1, 0, true],
    ['order-number-differs', 1999, 1998, true],
    ['order-number-differs', 1999, 1999, false],
  ])(
    'as long as some of the money in review is left: %s, %i captured, %i refunded, is refused: %p',
    async (reviewReason, capturedMinor, refundedMinor, isRefused) => {
      const order = anOrder({ status: 'review', reviewReason, capturedMinor, refundedMinor })

      expect((await refusalFor(order))?.order).toBe(isRefused ? order : undefined)
    },
  )
})

describe('the buyer of a paid order', () => {
  const address = 'https://shop.example/payment/return?orderId=0aa0-1'

  it('is sent to its page, and nobody else is', async () => {
    expect((await refusalFor(paid, starter))?.location).toBe(address)
    expect((await refusalFor(paid, anyone))?.location).toBeUndefined()
    const ofThis: Browser = { isStarter: (order) => order === paid }
    expect((await refusalFor(paid, ofThis))?.location).toBe(address)
  })

  it("is sent to a page whose address keeps the bank's id in one piece", async () => {
    const odd = anOrder({ status: 'paid', gatewayOrderId: 'a&b=c d' })

    const location = (await refusalFor(odd, starter))!.location!

    expect([...new URL(location).searchParams]).toEqual([['orderId', 'a&b=c d']])
  })

  it('is sent nowhere if the bank has never told its id', async () => {
    const unread = anOrder({
      status: 'review',
      reviewReason: 'unreadable-a-day-after-expiry',
      gatewayOrderId: undefined,
    })

    const refusal = await refusalFor(unread, starter)

    expect([refusal?.order, refusal?.location]).toEqual([unread, undefined])
  })
})

describe('a reference that looks like a label', () => {
  const paidAgo = (agoMs: number): Order =>
    anOrder({ status: 'paid', reference: 'mugs', paidAt: new Date(open.createdAt.getTime() + 60_000 - agoMs) })

  it.each([
    [dayMs + 1, 1],
    [dayMs, 0],
    [0, 0],
    // The clocks of the bank and of the store need not agree.
    [-2 * dayMs, 0],
  ])('was paid %i ms ago: %i warnings', async (agoMs, count) => {
    const made = scripted()

    expect(await refusalFor(paidAgo(agoMs), anyone, made)).toBeDefined()

    expect(made.told).toEqual(Array(count).fill(['warn', { orderNumber: 'ORDER1', reference: 'mugs' }]))
  })

  it('is warned of once, however often it is refused', async () => {
    const made = scripted()
    for (const agoMs of [1, dayMs + 1, dayMs + 1, 2 * dayMs]) await refusalFor(paidAgo(agoMs), anyone, made)

    expect(made.told).toHaveLength(1)
  })

  it('is not warned of while nobody knows when it was paid', async () => {
    const made = scripted()

    expect(await refusalFor(anOrder({ status: 'held', paidAt: undefined }), anyone, made)).toBeDefined()

    expect(made.told).toEqual([])
  })
})

describe('the open order that a buyer is led back to', () => {
  it('is not asked about for its first 15 s', async () => {
    const { earlier, did } = scripted({ ageMs: 14_999 })

    expect(await earlier.stillOpen(open, anyone)).toBe(open)

    expect(did).toEqual([])
  })

  it('is asked about from then on, and given as it now is', async () => {
    const current = anOrder()
    const { earlier, did } = scripted({ ageMs: 15_000, settled: answering(current, 'open') })

    expect(await earlier.stillOpen(open, anyone)).toBe(current)

    expect(did).toEqual([['settle', 'ORDER1', 'checkout']])
  })

  it.each(['unknown', 'declined', 'expired', 'review'] as const)(
    'is not asked about if its registration has just ended: %s',
    async (status) => {
      const ended = anOrder({ status })
      const { earlier, did } = scripted()

      expect(await earlier.stillOpen(ended, anyone)).toBe(ended)

      expect(did).toEqual([])
    },
  )

  it.each<[string, Partial<Order>]>([
    ['declined', { status: 'declined' }],
    ['expired', { status: 'expired' }],
    ['refunded', { status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 }],
    ['in review, without money', { status: 'review', reviewReason: 'order-number-differs' }],
  ])('makes way for a new one once it is %s', async (_what, fields) => {
    const { earlier } = scripted({ settled: answering(anOrder(fields), 'final') })

    expect(await earlier.stillOpen(open, anyone)).toBeUndefined()
  })

  it.each<[string, Partial<Order>]>([
    ['paid', { status: 'paid', capturedMinor: 1999 }],
    ['held', { status: 'held' }],
    ['in review, with money', { status: 'review', reviewReason: 'amount-differs' }],
  ])('is not sold again if the bank says that it is %s', async (_what, fields) => {
    const current = anOrder(fields)
    const { earlier } = scripted({ settled: answering(current, 'final') })

    const refusal = await refusalOf(() => earlier.stillOpen(open, starter))

    expect(refusal?.order).toBe(current)
    expect(refusal?.location).toContain('orderId=0aa0-1')
    expect((await refusalOf(() => earlier.stillOpen(open, anyone)))?.location).toBeUndefined()
  })

  it('is given as it was if the bank has not answered within 3 s', async () => {
    const { earlier, waits } = scripted({ settled: () => never, isPatienceOver: true })

    expect(await earlier.stillOpen(open, anyone)).toBe(open)

    expect(waits).toEqual([3_000])
  })

  it('is given as it was if it cannot be asked about, which the log says', async () => {
    const { earlier, told } = scripted({ settled: () => Promise.reject(noAnswer) })

    expect(await earlier.stillOpen(open, anyone)).toBe(open)

    expect(told).toEqual([['info', { err: noAnswer }]])
  })

  it('is in the log if the question fails after the buyer has gone on', async () => {
    let fail: (error: Error) => void = () => undefined
    const question = new Promise<Settled>((_resolve, reject) => (fail = reject))
    const { earlier, told } = scripted({ isPatienceOver: true, settled: () => question })
    expect(await earlier.stillOpen(open, anyone)).toBe(open)
    expect(told).toEqual([])

    fail(noAnswer)
    await question.catch(() => undefined)

    expect(told).toEqual([['info', { err: noAnswer }]])
  })
})

describe('the older orders that a browser has open', () => {
  const other = anOrder({ orderNumber: 'ORDER2' })
  const of = (...own: readonly Order[]): Browser => ({ isStarter: (order) => own.includes(order) })
  const sameAgain = (order: Order) => Promise.resolve(stand(order, 'open'))

  it('are closed, all at once, when the bank says that nobody pays them', async () => {
    const { earlier, did } = scripted({ settled: sameAgain, orders: [open, other] })

    await earlier.closeOlder([open, other], of(open, other))

    // Neither waits for the other.
    expect(did.slice(0, 2)).toEqual([
      ['settle', 'ORDER1', 'checkout'],
      ['settle', 'ORDER2', 'checkout'],
    ])
    for (const number of ['ORDER1', 'ORDER2']) {
      expect(did.filter(([, of]) => of === number)).toEqual([
        ['settle', number, 'checkout'],
        ['decline', number],
        ['find', number],
      ])
    }
  })

  it('take no more than the patience of one press, the question and the closing of it together', async () => {
    let elapsedMs = 0
    const { earlier, waits } = scripted({
      elapsedMs: () => elapsedMs,
      settled: (order) => ((elapsedMs += 2_000), sameAgain(order)),
    })

    await earlier.closeOlder([open], starter)

    expect(waits).toEqual([3_000, 1_000])
  })

  it('are asked about however young they are', async () => {
    const { earlier, did } = scripted({ settled: sameAgain, ageMs: 0 })

    await earlier.closeOlder([open], starter)

    expect(did).toContainEqual(['decline', 'ORDER1'])
  })

  it('are left alone if another browser has started them', async () => {
    const { earlier, did } = scripted({ settled: sameAgain, orders: [open, other] })

    await earlier.closeOlder([open, other], of(other))

    expect(did.map(([, number]) => number)).toEqual(['ORDER2', 'ORDER2', 'ORDER2'])
  })

  it.each(orderStatuses.filter((status) => status !== 'registered'))(
    'are left alone if they are not open: %s',
    async (status) => {
      const { earlier, did } = scripted({ settled: sameAgain })

      await earlier.closeOlder([anOrder({ status })], starter)

      expect(did).toEqual([])
    },
  )

  it.each<[string, Script]>([
    ['being paid', { settled: answering(open, 'pending') }],
    ['silent', { settled: answering(open, 'silent') }],
    ['over, without money', { settled: answering(anOrder({ status: 'expired' }), 'final') }],
    ['slower than the buyer is patient', { settled: () => never, isPatienceOver: true }],
    ['out of reach', { settled: () => Promise.reject(noAnswer) }],
  ])('are not closed if the answer about them is %s', async (_what, script) => {
    const { earlier, did } = scripted(script)

    await earlier.closeOlder([open], starter)

    expect(did).toEqual([['settle', 'ORDER1', 'checkout']])
  })

  it('are not replaced if the bank says that one is paid: its buyer is sent to that one', async () => {
    const { earlier, did } = scripted({ settled: answering(paid, 'final') })

    const refusal = await refusalOf(() => earlier.closeOlder([open], starter))

    expect(refusal?.order).toBe(paid)
    expect(refusal?.location).toContain('orderId=0aa0-1')
    expect(did).toEqual([['settle', 'ORDER1', 'checkout']])
  })

  it('are not replaced if one is paid while it is being closed', async () => {
    const { earlier } = scripted({ settled: sameAgain, afterwards: paid })

    expect((await refusalOf(() => earlier.closeOlder([open], starter)))?.order).toBe(paid)
  })

  it.each<[string, Order | undefined]>([
    ['closed', anOrder({ status: 'declined' })],
    ['still open', open],
    ['gone from the ledger', undefined],
  ])('make way for a new one if the last is %s afterwards', async (_what, afterwards) => {
    const { earlier } = scripted({ settled: sameAgain, afterwards })

    expect(await refusalOf(() => earlier.closeOlder([open], starter))).toBeUndefined()
  })

  it.each<[string, Script]>([
    ['fails', { declined: () => Promise.reject(noAnswer) }],
    ['takes longer than 3 s', { declined: () => never, isPatienceOver: true }],
  ])('are read again if closing one %s: it may be paid all the same', async (_what, script) => {
    const { earlier, did, waits } = scripted({ settled: sameAgain, afterwards: paid, ...script })

    expect((await refusalOf(() => earlier.closeOlder([open], starter)))?.order).toBe(paid)

    expect(did.slice(-2)).toEqual([
      ['decline', 'ORDER1'],
      ['find', 'ORDER1'],
    ])
    expect(waits).toEqual([3_000, 3_000])
  })
})
