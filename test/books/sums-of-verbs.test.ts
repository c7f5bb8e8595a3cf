import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { readDaySheet } from '../../src/books/day-sheet.ts'
import { readDaySums } from '../../src/books/day-sums.ts'
import type { OpenedDay } from '../../src/books/day-sums.ts'
import { hasMoved } from '../../src/books/summed-money.ts'
import { dayAfter, dayOf } from '../../src/days.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { declineCategories, isPaid } from '../../src/order.ts'
import type { DeclineCategory, Order, OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder } from '../ledger/an-order.ts'

const timeZone = 'UTC'

/** What a shop, a buyer or a bank does to one order; nothing where the order does not allow it. */
type Deed = (ledger: Ledger, order: Order, choice: number) => Promise<unknown>

const bySweep = { trigger: 'sweep', checkInMs: null } as const

const leftOf = ({ capturedMinor, refundedMinor }: Order): number => capturedMinor - refundedMinor

const partOf = (amountMinor: number, choice: number): number =>
  Math.max(1, Math.floor((amountMinor * (1 + (choice % 9))) / 10))

function decline(choice: number) {
  const category: DeclineCategory = declineCategories[choice % declineCategories.length]!
  const actionCode = String(100 + choice)
  return { actionCode, category, text: 'The bank said no.', canRetry: true, advice: 'none' } as const
}

const isUnpaid = ({ status }: Order): boolean => ['registered', 'declined', 'expired'].includes(status)

const deeds: Readonly<Record<string, Deed>> = {
  register: async (ledger, order) =>
    order.status === 'registering' && ledger.move(order, { ...bySweep, to: 'registered', trigger: 'checkout' }),
  pay: async (ledger, order, choice) => {
    if (!isUnpaid(order)) return
    const changes = { capturedMinor: order.amountMinor, paidAt: new Date(), decline: undefined }
    const returnedAt = choice % 2 === 0 ? new Date() : undefined
    await ledger.moveAndClaim(
      order,
      { ...bySweep, to: 'paid', trigger: 'return', handOver: 'due', changes, returnedAt },
      { leaseMs: 60_000 },
    )
  },
  hold: async (ledger, order) => isUnpaid(order) && ledger.move(order, { ...bySweep, to: 'held' }),
  capture: async (ledger, order, choice) => {
    if (order.status !== 'held') return
    const changes = { capturedMinor: partOf(order.amountMinor, choice), paidAt: new Date() }
    await ledger.move(order, { ...bySweep, to: 'paid', trigger: 'capture', handOver: 'due', changes })
  },
  reverse: async (ledger, order) => order.status === 'held' && ledger.move(order, { ...bySweep, to: 'reversed' }),
  'refuse a try': async (ledger, order, choice) =>
    order.status === 'registered' && ledger.note(order, { trigger: 'return', changes: { decline: decline(choice) } }),
  'come back': (ledger, order) => ledger.noteReturn(order.orderNumber, new Date()),
  decline: async (ledger, order, choice) =>
    order.status === 'registered' &&
    ledger.move(order, { ...bySweep, to: 'declined', changes: { decline: decline(choice) } }),
  expire: async (ledger, order) =>
    (order.status === 'registered' || order.status === 'registering') &&
    ledger.move(order, { ...bySweep, to: 'expired' }),
  'pay strangely': async (ledger, order) => {
    if (!isUnpaid(order)) return
    const changes = { reviewReason: 'action-code-is-not-0', capturedMinor: order.amountMinor } as const
    await ledger.move(order, { ...bySweep, to: 'review', changes })
  },
  'pay and refund at the bank': async (ledger, order) => {
    if (!isUnpaid(order)) return
    const changes = { capturedMinor: order.amountMinor, refundedMinor: order.amountMinor }
    await ledger.move(order, { ...bySweep, to: 'refunded', changes })
  },
  refund: async (ledger, order, choice) => {
    if (leftOf(order) === 0) return
    const amountMinor = choice % 3 === 0 ? leftOf(order) : partOf(leftOf(order), choice)
    const key = randomUUID()
    if (choice % 4 === 1) await ledger.proposeRefund({ orderNumber: order.orderNumber, key, amountMinor, by: 'Ann' })
    const asked = await ledger.askRefund({
      orderNumber: order.orderNumber,
      key,
      amountMinor,
      externalRefundId: key,
      leaseMs: 60_000,
      mayBeReviewed: true,
    })
    if (asked.outcome !== 'asked') return
    if (choice % 5 === 0) await ledger.refuseRefund(asked.refund, { trigger: 'refund', reason: 'no' })
    else await ledger.completeRefund(asked.refund, { refundedMinor: undefined, trigger: 'refund', detail: undefined })
  },
  'refund in the portal': async (ledger, order, choice) => {
    if (!isPaid(order.status)) return
    const refundedMinor = order.refundedMinor + partOf(leftOf(order), choice)
    const changes = { refundedMinor }
    if (refundedMinor === order.capturedMinor) await ledger.move(order, { ...bySweep, to: 'refunded', changes })
    else if (order.status === 'partially_refunded') await ledger.note(order, { trigger: 'sweep', changes })
    else await ledger.move(order, { ...bySweep, to: 'partially_refunded', changes })
  },
  'charge back': async (ledger, order) =>
    isPaid(order.status) && ledger.move(order, { ...bySweep, to: 'review', changes: { reviewReason: 'chargeback' } }),
  resolve: async (ledger, order, choice) => {
    if (order.status !== 'review') return
    const kept = order.refundedMinor > 0 ? 'partially_refunded' : 'paid'
    const taken = choice % 2 === 0 ? 'refunded' : kept
    const to = order.capturedMinor > 0 ? taken : 'declined'
    const refunded = to === 'refunded' && { refundedMinor: order.capturedMinor }
    const changes = { reviewReason: undefined, paidAt: new Date(), ...refunded }
    const goods = isPaid(to) && ({ handOver: 'due' } as const)
    await ledger.move(order, { ...bySweep, to, trigger: 'resolve', changes, ...goods })
  },
  'hand over': async (ledger, { orderNumber }) => {
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000, isEarly: true })
    if (claim) await ledger.completeHandOver(claim, 'sweep')
  },
  forget: (ledger, { orderNumber }) => ledger.forget(orderNumber, { trigger: 'forget' }),
}

interface Step {
  readonly shop: number
  /** Which of its orders. */
  readonly order: number
  readonly deed: string
  readonly choice: number
}

const steps = fc.array(
  fc.record<Step>({
    shop: fc.nat({ max: 1 }),
    order: fc.nat({ max: 4 }),
    deed: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('open', 'register', 'pay') },
      { weight: 2, arbitrary: fc.constantFrom('refund', 'refund in the portal', 'charge back', 'resolve') },
      { weight: 3, arbitrary: fc.constantFrom('open', 'import', ...Object.keys(deeds)) },
    ),
    choice: fc.nat({ max: 60 }),
  }),
  { minLength: 10, maxLength: 60 },
)

const places: Partial<Record<OrderStatus, keyof OpenedDay>> = {
  held: 'held',
  declined: 'declined',
  expired: 'expired',
  reversed: 'reversed',
  review: 'inReview',
  refunded: 'givenBack',
}

/** Counts the orders of a shop one by one, from what the ledger says of each. */
async function counted(ledger: Ledger): Promise<Partial<OpenedDay> | undefined> {
  const counts: Record<string, number> = {}
  const count = (name: string, isIt: boolean): void => void (counts[name] = (counts[name] ?? 0) + (isIt ? 1 : 0))
  const names = [...new Set(['open', ...Object.values(places)])]
  for await (const { order, entries } of ledger.histories({})) {
    if (entries[0]?.trigger === 'import') continue
    const wasPaid = entries.some(({ to }) => isPaid(to))
    count('started', true)
    count('returned', order.returnedAt !== undefined)
    count('paid', wasPaid)
    count(
      'handedOver',
      entries.some(({ kind }) => kind === 'handed-over'),
    )
    for (const name of names) count(name, !wasPaid && (places[order.status] ?? 'open') === name)
  }
  return Object.keys(counts).length === 0 ? undefined : counts
}

/** What a test knows of a shop. */
interface Shop {
  readonly key: string
  /** Numbers of its orders. */
  readonly orders: string[]
  /** Why the bank said no, time after time. */
  readonly declines: string[]
}

const asImported = { trigger: 'import', registered: { formUrl: undefined, gatewayOrderId: undefined } } as const

let runs = 0

describe.each(Object.entries(ledgers))('whatever happens to orders in %s', (name, openLedger) => {
  let database: OpenedLedger
  beforeAll(async () => {
    database = await openLedger()
    // Nobody does all of this with one order.
    database.leaveBroken()
  })
  afterAll(() => database.close())

  async function carryOut(ledger: Ledger, { key: shop, orders, declines }: Shop, step: Step): Promise<void> {
    const { deed, order: index, choice } = step
    if (deed === 'open' || deed === 'import') {
      const currency = ['EUR', 'JPY', 'KWD'][choice % 3]!
      const how = deed === 'import' ? asImported : {}
      const { order } = await ledger.add(newOrder({ shop, currency, amountMinor: 1 + choice * 37, ...how }))
      orders.push(order.orderNumber)
      return
    }
    const orderNumber = orders[index % Math.max(1, orders.length)]
    const order = orderNumber === undefined ? undefined : await ledger.find(orderNumber)
    if (!order) return
    await deeds[deed]!(ledger, order, choice)
    const after = (await ledger.find(order.orderNumber))?.decline
    if (after && !isDeepStrictEqual(after, order.decline)) declines.push(after.category)
  }

  async function check(ledger: Ledger, { declines }: Shop): Promise<void> {
    const today = dayOf(new Date(), timeZone)
    const days = { from: today, to: dayAfter(today) }
    const sheet = await readDaySheet({ ledger, timeZone }, days)
    const sums = await readDaySums({ ledger, timeZone }, days)
    expect(sums.money).toEqual(sheet.filter(hasMoved))
    const { day: _day, ...counts } = sums.opened[0] ?? { day: today }
    expect(counts).toEqual((await counted(ledger)) ?? {})
    const lately = { since: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 86_400_000) }
    const reasons = await ledger.declineSums(lately)
    const every = reasons.flatMap(({ category, tries }) => Array<string>(tries).fill(category))
    expect(every.sort()).toEqual([...declines].sort())
  }

  it('the sums are those of the day sheet, and of the orders counted one by one', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        runs += 1
        const shops = ['north', 'south'].map((one): Shop => ({ key: `${one}-${runs}`, orders: [], declines: [] }))
        const shopLedgers = shops.map(({ key }) => database.another({ shop: { key, formerKeys: [], isVisited: true } }))
        try {
          for (const step of all) await carryOut(shopLedgers[step.shop]!, shops[step.shop]!, step)

          for (const [index, ledger] of shopLedgers.entries()) await check(ledger, shops[index]!)
        } finally {
          for (const ledger of shopLedgers) await ledger.close()
        }
      }),
      { numRuns: name === 'SQLite' ? 60 : 25 },
    )
  })
})
