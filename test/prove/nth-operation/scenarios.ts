import type { Order } from '../../../src/index.ts'
import { ageEntries } from '../../ledger/age-entries.ts'
import { price } from './store-options.ts'
import type { Mode } from './store-options.ts'
import { died, ordersOf } from './world.ts'
import type { World } from './world.ts'

/** Something a store or a buyer does. Every statement and request in it is broken in turn. */
export interface Scenario {
  readonly name: string
  readonly mode: Mode
  /** Whether the bank has no part in it. */
  readonly asksNothing?: boolean
  /** Runs without faults. */
  readonly prepare: (world: World) => Promise<Order | { readonly sku: string }>
  /** Returns an HTTP status, `resolved`, an error's code, or that the process died. */
  readonly act: (world: World, prepared: never) => Promise<string>
  /** The allowed outcomes. Anything else, a status 500 above all, is a violation. */
  readonly allowed: readonly string[]
  /** Runs after the recovery. Throws on a violation. */
  readonly check: (world: World, prepared: never, outcome: string) => Promise<void>
}

/** The allowed outcomes of a store's own call when something is broken. */
const callOutcomes = ['resolved', 'CHECKOUT_LEDGER_UNAVAILABLE', 'CHECKOUT_GATEWAY_UNAVAILABLE', died]

const amount = price.amountMinor
const part = 500

function scenario<Prepared extends Order | { readonly sku: string }>(one: {
  readonly name: string
  readonly mode?: Mode
  readonly asksNothing?: boolean
  readonly prepare: (world: World) => Promise<Prepared>
  readonly act: (world: World, prepared: Prepared) => Promise<string>
  readonly allowed: readonly string[]
  readonly check: (world: World, prepared: Prepared, outcome: string) => Promise<void>
}): Scenario {
  return { mode: 'automatic', ...one } as unknown as Scenario
}

const idOf = ({ gatewayOrderId = '' }: Order): string => gatewayOrderId

async function now(world: World, { orderNumber }: Order): Promise<Order> {
  const order = await world.checkout.orders.get(orderNumber)
  if (!order) throw new Error(`The ledger has lost order ${orderNumber}.`)
  return order
}

const atBank = (world: World, order: Order) => {
  const found = world.bank.order(order.orderNumber)
  if (!found) throw new Error(`The bank has no order ${order.orderNumber}.`)
  return found
}

const sent = (world: World, method: string, order: Order): number =>
  world.bank.requests.filter((one) => one.method === method && one.parameters.orderId === order.gatewayOrderId).length

async function paidAtBank(world: World): Promise<Order> {
  const order = await world.register()
  await world.bank.pay(idOf(order))
  return order
}

async function held(world: World): Promise<Order> {
  return world.checkout.settle((await paidAtBank(world)).orderNumber)
}

async function paid(world: World): Promise<Order> {
  return world.checkout.settle((await paidAtBank(world)).orderNumber)
}

async function expectHandedOver(world: World, order: Order): Promise<void> {
  expect(await now(world, order)).toMatchObject({ status: 'paid', handOver: 'done', capturedMinor: amount })
  const times = await world.packed(order.orderNumber)
  expect(times).toBeGreaterThanOrEqual(1)
  // By the process that broke, and by the one that recovered.
  expect(times).toBeLessThanOrEqual(2)
}

/** By the process that recovers: the one that breaks does not hand over. */
async function expectHandedOverOnce(world: World, order: Order): Promise<void> {
  await expectHandedOver(world, order)
  expect(await world.packed(order.orderNumber)).toBe(1)
}

const back = (order: Order): string => `/payment/return?orderId=${idOf(order)}`
const notification = (order: Order): string =>
  `/payment/callback?mdOrder=${idOf(order)}&orderNumber=${order.orderNumber}&operation=deposited&status=1`

const comeBack = async (world: World, order: Order): Promise<string> => (await world.get(back(order))).outcome
const sweep = (world: World): Promise<string> => world.call('reconcile')

export const scenarios: readonly Scenario[] = [
  scenario({
    name: 'a checkout',
    prepare: (world) => Promise.resolve({ sku: world.nextSku() }),
    act: async (world, { sku }) => {
      const { outcome, location } = await world.get(`/checkout/${sku}`)
      // Only a 302 leads to a page.
      expect(location !== null).toBe(outcome === '302')
      return outcome
    },
    allowed: ['302', '503', died],
    async check(world, { sku }, outcome) {
      if (outcome === '302') {
        const [order] = await ordersOf(world.checkout, sku)
        expect(order).toMatchObject({ status: 'registered', formUrl: expect.stringContaining('http') })
        await world.bank.pay(idOf(order!))
        await world.recover()
        return expectHandedOver(world, order!)
      }
      // Nobody was sent to pay. Anything registered is closed, here and at the bank, at the latest when its time is
      // over. (If only the answer to the last commit was lost, this browser can still come back to the page.) The buyer
      // may try again.
      for (const order of await ordersOf(world.checkout, sku)) {
        if (order.status === 'registered') world.bank.expire(idOf(order))
      }
      await world.database.age('checkout_orders', 'expires_at', 1_300_000)
      await world.recover()
      for (const order of await ordersOf(world.checkout, sku)) {
        expect(['declined', 'expired']).toContain(order.status)
        const there = world.bank.order(order.orderNumber)
        if (there) expect(there.orderStatus).toBe(6)
      }
      expect((await world.get(`/checkout/${sku}`)).outcome).toBe('302')
      const [order] = await ordersOf(world.checkout, sku)
      await world.bank.pay(idOf(order!))
      await world.recover()
      return expectHandedOver(world, order!)
    },
  }),

  scenario({
    name: 'a buyer who comes back, and the hand-over',
    prepare: paidAtBank,
    act: comeBack,
    // While the ledger is away, the buyer sees a page that reloads.
    allowed: ['200', '503', died],
    check: expectHandedOver,
  }),

  scenario({
    name: 'a hand-over in a transaction',
    mode: 'in a transaction',
    prepare: paidAtBank,
    act: comeBack,
    allowed: ['200', '503', died],
    async check(world, order) {
      await expectHandedOver(world, order)
      expect(await world.packed(order.orderNumber)).toBe(1)
    },
  }),

  scenario({
    name: 'a callback',
    prepare: paidAtBank,
    act: async (world, order) => (await world.get(notification(order))).outcome,
    allowed: ['200', '503', died],
    check: expectHandedOver,
  }),

  scenario({
    name: 'a pass of the sweep',
    prepare: paidAtBank,
    act: sweep,
    allowed: callOutcomes,
    check: expectHandedOver,
  }),

  scenario({
    name: 'a buyer who comes back to a process that hands nothing over',
    mode: 'the one that breaks hands nothing over',
    prepare: paidAtBank,
    act: comeBack,
    allowed: ['200', '503', died],
    check: expectHandedOverOnce,
  }),

  scenario({
    name: 'a pass of the sweep that hands nothing over',
    mode: 'the one that breaks hands nothing over',
    prepare: paidAtBank,
    act: sweep,
    allowed: callOutcomes,
    check: expectHandedOverOnce,
  }),

  scenario({
    name: 'a buyer who comes back to another shop',
    mode: 'the one that breaks is another shop',
    asksNothing: true,
    prepare: paidAtBank,
    act: comeBack,
    allowed: ['404', '503', died],
    check: expectHandedOverOnce,
  }),

  scenario({
    name: 'a pass of another shop',
    mode: 'the one that breaks is another shop',
    asksNothing: true,
    prepare: paidAtBank,
    async act(world, order) {
      const outcome = await sweep(world)
      expect((await now(world, order)).status).toBe('registered')
      return outcome
    },
    allowed: callOutcomes,
    check: expectHandedOverOnce,
  }),

  scenario({
    name: 'a capture',
    mode: 'manual',
    prepare: held,
    act: (world, order) => world.call('capture', order.orderNumber),
    allowed: callOutcomes,
    async check(world, order, outcome) {
      const isCaptured = atBank(world, order).orderStatus === 2
      if (outcome === 'resolved') expect(isCaptured).toBe(true)
      expect((await now(world, order)).status).toBe(isCaptured ? 'paid' : 'held')
      // Nothing captures without being asked.
      expect(sent(world, 'deposit.do', order)).toBeLessThanOrEqual(1)
      await world.checkout.capture(order.orderNumber)
      expect(atBank(world, order)).toMatchObject({ orderStatus: 2, depositedAmount: amount })
      await world.recover()
      return expectHandedOver(world, order)
    },
  }),

  scenario({
    name: 'a partial capture',
    mode: 'manual',
    prepare: held,
    act: (world, order) => world.call('capture', order.orderNumber, { amountMinor: part }),
    allowed: callOutcomes,
    async check(world, order) {
      expect(sent(world, 'deposit.do', order)).toBeLessThanOrEqual(1)
      await world.checkout.capture(order.orderNumber, { amountMinor: part })
      expect(atBank(world, order)).toMatchObject({ orderStatus: 2, depositedAmount: part })
      expect(await now(world, order)).toMatchObject({ status: 'paid', capturedMinor: part })
    },
  }),

  scenario({
    name: 'a reversal',
    mode: 'manual',
    prepare: held,
    act: (world, order) => world.call('reverse', order.orderNumber),
    allowed: callOutcomes,
    async check(world, order, outcome) {
      const isReversed = atBank(world, order).orderStatus === 3
      if (outcome === 'resolved') expect(isReversed).toBe(true)
      expect((await now(world, order)).status).toBe(isReversed ? 'reversed' : 'held')
      // The gateway allows one attempt.
      expect(sent(world, 'reverse.do', order)).toBeLessThanOrEqual(1)
      await world.checkout.reverse(order.orderNumber)
      expect(atBank(world, order)).toMatchObject({ orderStatus: 3, depositedAmount: 0 })
      expect((await now(world, order)).status).toBe('reversed')
    },
  }),

  scenario({
    name: 'a refund',
    prepare: paid,
    act: (world, order) => world.call('refund', order.orderNumber, { amountMinor: part, key: 'a' }),
    allowed: callOutcomes,
    async check(world, order, outcome) {
      const seenMinor = atBank(world, order).refundedAmount
      if (outcome === 'resolved') expect(seenMinor).toBe(part)
      // The sweep carries on a refund that was asked for.
      expect((await now(world, order)).refundedMinor).toBe(seenMinor)
      await world.checkout.refund(order.orderNumber, { amountMinor: part, key: 'a' })
      expect(atBank(world, order)).toMatchObject({ refundedAmount: part, depositedAmount: amount - part })
      expect(await now(world, order)).toMatchObject({ status: 'partially_refunded', refundedMinor: part })
    },
  }),

  scenario({
    name: 'an order that is forgotten',
    asksNothing: true,
    prepare: async (world) => {
      const order = await paid(world)
      await world.recover()
      return order
    },
    act: (world, order) => world.call('forget', { orderNumber: order.orderNumber }),
    allowed: ['resolved', 'CHECKOUT_LEDGER_UNAVAILABLE', died],
    async check(world, order, outcome) {
      const first = await now(world, order)
      // All of it or nothing, and never a row that lets entries change.
      const isBlank = first.forgottenAt !== undefined
      if (outcome === 'resolved') expect(isBlank).toBe(true)
      expect([first.email, first.metadata, first.description, first.card].every((value) => value === undefined)).toBe(
        isBlank,
      )
      const kinds = (await world.checkout.orders.history(order.orderNumber)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'forgotten')).toHaveLength(isBlank ? 1 : 0)
      expect(await world.database.sql('select * from checkout_forgetting')).toEqual([])

      await world.checkout.forget({ orderNumber: order.orderNumber })
      const after = await now(world, order)
      expect(after).toMatchObject({ status: 'paid', capturedMinor: amount, email: undefined, card: undefined })
      const details = (await world.checkout.orders.history(order.orderNumber)).map(({ detail }) => detail)
      expect(JSON.stringify(details)).not.toMatch(/maskedPan|Roe/)
    },
  }),

  scenario({
    name: 'a pass of the retention',
    asksNothing: true,
    prepare: async (world) => {
      const order = await paid(world)
      await world.recover()
      await ageEntries(world.database, order.orderNumber, 40)
      const reference = `retention of ${order.orderNumber}`
      const { linkNumber } = await world.checkout.link({ ...price, reference }, { note: 'Jane Roe rang' })
      await world.checkout.links.withdraw(linkNumber)
      const past = new Date(Date.now() - 40 * 86_400_000).toISOString()
      await world.database.sql(`update checkout_links set withdrawn_at = '${past}' where link_number = '${linkNumber}'`)
      return { ...order, linkNumber }
    },
    act: (world) => world.call('retain'),
    allowed: ['resolved', 'CHECKOUT_LEDGER_UNAVAILABLE', died],
    async check(world, order, outcome) {
      const first = await now(world, order)
      const link = await world.checkout.links.get(order.linkNumber)
      const isBlank = first.forgottenAt !== undefined
      if (outcome === 'resolved') expect([isBlank, link?.email, link?.note]).toEqual([true, undefined, undefined])
      expect([first.email, first.metadata, first.card].every((value) => value === undefined)).toBe(isBlank)
      expect([link?.email, link?.metadata].every((value) => value === undefined)).toBe(link?.note === undefined)
      expect(await world.database.sql('select * from checkout_forgetting')).toEqual([])

      // The next pass does what this one left.
      await world.retain()
      expect(await now(world, order)).toMatchObject({ status: 'paid', capturedMinor: amount, email: undefined })
      const kinds = (await world.checkout.orders.history(order.orderNumber)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'forgotten')).toHaveLength(1)
      expect(JSON.stringify(await world.checkout.links.get(order.linkNumber))).not.toMatch(/Roe|jane|retention of/)
    },
  }),

  scenario({
    name: 'a second refund, of the rest',
    prepare: async (world) => {
      const { orderNumber } = await paid(world)
      return world.checkout.refund(orderNumber, { amountMinor: part, key: 'a' })
    },
    act: (world, order) => world.call('refund', order.orderNumber, { amountMinor: amount - part, key: 'b' }),
    allowed: callOutcomes,
    async check(world, order) {
      await world.checkout.refund(order.orderNumber, { amountMinor: amount - part, key: 'b' })
      expect(atBank(world, order)).toMatchObject({ refundedAmount: amount, depositedAmount: 0 })
      expect(atBank(world, order).refunds).toHaveLength(2)
      expect(await now(world, order)).toMatchObject({ status: 'refunded', refundedMinor: amount })
    },
  }),

  scenario({
    name: 'an order that is declined',
    prepare: (world) => world.register(),
    act: (world, order) => world.call('decline', order.orderNumber),
    allowed: callOutcomes,
    async check(world, order, outcome) {
      const isDeclined = atBank(world, order).orderStatus === 6
      if (outcome === 'resolved') expect(isDeclined).toBe(true)
      await world.checkout.decline(order.orderNumber)
      expect(atBank(world, order).orderStatus).toBe(6)
      expect(['declined', 'expired']).toContain((await now(world, order)).status)
      expect(await world.packed(order.orderNumber)).toBe(0)
    },
  }),

  scenario({
    name: 'late money that is refunded',
    mode: 'late money is refunded',
    prepare: async (world) => {
      const order = await world.register()
      world.bank.alter(idOf(order), { orderStatus: 6, actionCode: -2014 })
      expect(await world.checkout.settle(order.orderNumber)).toMatchObject({ status: 'expired' })
      await world.bank.pay(idOf(order))
      world.bank.alter(idOf(order), { orderStatus: 2, actionCode: 0 })
      return order
    },
    act: async (world, order) => (await world.get(notification(order))).outcome,
    allowed: ['200', '503', died],
    async check(world, order) {
      // An order that was given up is queried again on request.
      await world.checkout.settle(order.orderNumber)
      await world.recover()
      expect(atBank(world, order)).toMatchObject({ refundedAmount: amount, depositedAmount: 0 })
      expect(atBank(world, order).refunds).toHaveLength(1)
      expect(await now(world, order)).toMatchObject({ status: 'refunded', refundedMinor: amount, handOver: 'none' })
      expect(await world.packed(order.orderNumber)).toBe(0)
    },
  }),
]
