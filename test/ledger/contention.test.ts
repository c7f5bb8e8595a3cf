import { randomInt } from 'node:crypto'
import { silentLogger } from '../../src/logger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Order } from '../../src/order.ts'
import { systemClock } from '../../src/clock.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'
import { makeGate } from '../support/until.ts'
import { newOrder, paidOrder } from './an-order.ts'

const gateway = 'bank.example/#'
const reference = 'cart-1'

/** What several processes do to a handful of orders at the same time. Each reads the order afresh. */
const verbs: readonly ((ledger: Ledger, order: Order) => Promise<unknown>)[] = [
  // Of all orders of one reference the first is simply paid, the others with a reason. The move locks them all.
  async (ledger, order) => {
    if (order.status !== 'registering') return
    const changes = { capturedMinor: 1999, paidAt: new Date() }
    const paid = { to: 'paid', trigger: 'sweep', handOver: 'due', checkInMs: 1_000, changes } as const
    const instead = { ...paid, detail: { reason: 'reference-already-paid' } }
    return ledger.move(order, { ...paid, ifReferenceIsPaid: { reference, gateways: [gateway], instead } })
  },
  (ledger, order) => ledger.note(order, { trigger: 'settle', changes: { refundedMinor: 1 } }),
  (ledger) => ledger.claimDue({ statuses: ['registering', 'paid'], gateway, limit: 5, leaseMs: 1 }),
  (ledger, order) => ledger.plan(order, 0),
  async (ledger, { orderNumber }) => {
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 50, isEarly: true })
    const failure = { retryInMs: undefined, reason: 'no', trigger: 'sweep' } as const
    return claim && ledger.failHandOver(claim, failure)
  },
  (ledger, { orderNumber }) => ledger.reviveHandOver(orderNumber, 'hand-over'),
  async (ledger, { orderNumber }) => {
    const key = `key-${randomInt(3)}`
    const request = { orderNumber, key, amountMinor: 1, externalRefundId: orderNumber + key, leaseMs: 1 }
    const asked = await ledger.askRefund(request)
    if (asked.outcome !== 'asked' && asked.outcome !== 'unfinished') return
    return ledger.completeRefund(asked.refund, { refundedMinor: undefined, trigger: 'refund', detail: undefined })
  },
  (ledger) => ledger.claimRefund({ gateway, orderNumber: undefined, leaseMs: 1 }),
  (ledger, order) => ledger.instruct(order, { kind: 'capture-asked', trigger: 'capture', leaseMs: 1 }),
]

describe.each(Object.entries(ledgers))('a storm over %s', (name, openLedger) => {
  it('ends with every verb answered: none waits forever, and none fails on a deadlock', async () => {
    const opened = await openLedger()
    const orders: string[] = []
    for (let i = 0; i < 6; i += 1) {
      const { order } = await opened.ledger.add(newOrder({ reference, gatewayAccount: `${gateway}login` }))
      orders.push(order.orderNumber)
    }
    const processes = Array.from({ length: name === 'SQLite' ? 3 : 6 }, () => opened.another())
    const failures: unknown[] = []

    async function blow(ledger: Ledger): Promise<void> {
      for (let i = 0; i < 60; i += 1) {
        const order = (await ledger.find(orders[randomInt(orders.length)]!))!
        await verbs[randomInt(verbs.length)]!(ledger, order).catch((error: unknown) => failures.push(error))
      }
    }
    await Promise.all(processes.flatMap((ledger) => [blow(ledger), blow(ledger), blow(ledger)]))

    // The schema refuses a note of a refund on an order that is not refunded. That counts as an answer.
    expect(failures.filter((error) => !/constraint/i.test(String(error)))).toEqual([])
    expect(await opened.ledger.violations({ isHandOverWanted: true, moves: everyMove })).toEqual([])
    await opened.close()
  })
})

describeOver('postgres')('hand-overs whose own statements deadlock', () => {
  let opened: OpenedLedger
  beforeEach(async () => {
    opened = await ledgers.PostgreSQL!()
    await opened.sql('create table shelf (place integer primary key, parcels integer not null)')
    await opened.sql('insert into shelf values (1, 0), (2, 0)')
  })
  afterEach(() => opened.close())

  it('are both made, each once: the one that PostgreSQL aborts is retried', async () => {
    const orders = [await paidOrder(opened.ledger), await paidOrder(opened.ledger)]
    let runs = 0
    let taken = 0
    const bothHoldOne = makeGate()
    const oneHoldsBoth = makeGate()
    const handOver = makeHandOver({
      ledger: opened.ledger,
      onPaid: undefined,
      onStuck: () => undefined,
      leaseMs: 60_000,
      clock: systemClock,
      logger: silentLogger,
      async onPaidInTransaction({ orderNumber }, transaction) {
        runs += 1
        // The aborted one must not overtake the other, or it would be aborted again.
        if (runs > 2) await oneHoldsBoth.opened
        const places = orderNumber === orders[0]!.orderNumber ? [1, 2] : [2, 1]
        for (const place of places) {
          await transaction.query('update shelf set parcels = parcels + 1 where place = $1', [place])
          taken += 1
          if (taken === 2) bothHoldOne.open()
          if (taken === 3) oneHoldsBoth.open()
          await bothHoldOne.opened
        }
      },
    })

    const done = await Promise.all(orders.map(({ orderNumber }) => handOver.run(orderNumber, { trigger: 'sweep' })))

    expect(done).toMatchObject([{ handOver: 'done' }, { handOver: 'done' }])
    expect(await opened.sql('select parcels from shelf')).toEqual([{ parcels: 2 }, { parcels: 2 }])
    // PostgreSQL looks for deadlocks after a second. It aborted one of the two.
    expect(runs).toBe(3)
  })
})
