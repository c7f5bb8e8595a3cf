import { LedgerUnavailableError } from '../../../src/errors.ts'
import type { Order } from '../../../src/order.ts'
import { newOrder } from '../../ledger/an-order.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { silentLogger } from '../../../src/logger.ts'
import { systemClock } from '../../../src/clock.ts'
import { makeHandOver } from '../../../src/settlement/hand-over/hand-over.ts'
import type { OnPaid } from '../../../src/settlement/hand-over/handlers.ts'
import type { HandOver } from '../../../src/settlement/hand-over/hand-over.ts'
import { makeOrderNumber } from '../../../src/settlement/open-order/order-number.ts'
import { ledgers } from '../../support/ledgers.ts'
import type { OpenedLedger } from '../../support/ledgers.ts'
import { atThisPace } from '../../support/pace.ts'
import { makeGate, sleep, until } from '../../support/until.ts'

describe.each(Object.entries(ledgers))('a hand-over over %s', (_name, openLedger) => {
  let database: OpenedLedger
  let orderNumber: string
  beforeEach(async () => {
    database = await openLedger()
    orderNumber = await paidOrder(database.ledger)
  })
  afterEach(async () => database.close())

  const stuck: Order[] = []
  beforeEach(() => void stuck.splice(0))
  const onStuck = (order: Order): void => void stuck.push(order)

  const handOverOf = (onPaid: OnPaid | undefined, { ledger = database.ledger, leaseMs = 60_000 } = {}): HandOver =>
    makeHandOver({
      ledger,
      onPaid,
      onPaidInTransaction: undefined,
      onStuck,
      leaseMs,
      clock: systemClock,
      logger: silentLogger,
    })
  const handOverStatus = async (): Promise<string | undefined> => (await database.ledger.find(orderNumber))?.handOver
  const kinds = async (): Promise<string[]> => (await database.ledger.history(orderNumber)).map(({ kind }) => kind)

  it('calls the handler once with the paid order, and records it', async () => {
    const seen: Order[] = []
    const handOver = handOverOf((order) => void seen.push(order))

    const order = await handOver.run(orderNumber, { trigger: 'return' })

    expect(order).toMatchObject({ orderNumber, handOver: 'done' })
    expect(seen.map((one) => [one.orderNumber, one.status])).toEqual([[orderNumber, 'paid']])
    expect(await kinds()).toEqual(['opened', 'moved', 'handed-over'])
  })

  it('is not repeated', async () => {
    let calls = 0
    const handOver = handOverOf(() => void calls++)
    await handOver.run(orderNumber, { trigger: 'return' })

    expect(await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })).toBeUndefined()
    expect(calls).toBe(1)
  })

  it('runs for one caller at a time, of twenty in four processes', async () => {
    let running = 0
    let most = 0
    let calls = 0
    const onPaid = async (): Promise<void> => {
      calls += 1
      most = Math.max(most, (running += 1))
      await sleep(50)
      running -= 1
    }
    const processes = [database.ledger, database.another(), database.another(), database.another()].map((ledger) =>
      handOverOf(onPaid, { ledger }),
    )

    await Promise.all(
      processes.flatMap((one) => Array.from({ length: 5 }, () => one.run(orderNumber, { trigger: 'sweep' }))),
    )

    expect([calls, most]).toEqual([1, 1])
    expect(await handOverStatus()).toBe('done')
  })

  it('is retried when the handler throws, after the wait and not before', async () => {
    let calls = 0
    const handOver = handOverOf(() => {
      calls += 1
      if (calls === 1) throw new Error('the parcel service is closed\nand more that nobody needs')
    })

    expect(await handOver.run(orderNumber, { trigger: 'return' })).toMatchObject({ handOver: 'due' })
    expect(await handOver.run(orderNumber, { trigger: 'sweep' })).toBeUndefined()
    await database.age('checkout_hand_overs', 'next_try_at', 1_100)
    expect(await handOver.run(orderNumber, { trigger: 'sweep' })).toMatchObject({ handOver: 'done' })

    expect(calls).toBe(2)
    expect((await database.ledger.history(orderNumber)).slice(2)).toMatchObject([
      { kind: 'hand-over-failed', trigger: 'return', detail: { reason: 'Error: the parcel service is closed' } },
      { kind: 'handed-over', trigger: 'sweep' },
    ])
  })

  it('can be retried early on demand', async () => {
    let calls = 0
    const handOver = handOverOf(() => {
      calls += 1
      if (calls === 1) throw new Error('closed')
    })
    await handOver.run(orderNumber, { trigger: 'return' })

    expect(await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })).toMatchObject({ handOver: 'done' })
  })

  it('is stuck after 72 hours of failures, and not retried', async () => {
    let calls = 0
    const handOver = handOverOf(() => {
      calls += 1
      throw new Error('never')
    })
    await database.age('checkout_hand_overs', 'due_at', 73 * 3_600_000)

    expect(await handOver.run(orderNumber, { trigger: 'sweep' })).toMatchObject({ handOver: 'stuck' })

    expect(await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })).toBeUndefined()
    expect(calls).toBe(1)
    expect(await kinds()).toContain('hand-over-stuck')
  })

  it('of a process that died is taken over when its lease expires', async () => {
    const died = await database.ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
    let calls = 0
    const handOver = handOverOf(() => void calls++)

    expect(await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })).toBeUndefined()
    await database.age('checkout_hand_overs', 'lease_until', 61_000)
    expect(await handOver.run(orderNumber, { trigger: 'sweep' })).toMatchObject({ handOver: 'done' })

    expect(died?.fence).toBe(1)
    expect(calls).toBe(1)
  })

  it('keeps its claim while the handler runs longer than the lease', async () => {
    let calls = 0
    const gate = makeGate()
    const leaseMs = atThisPace(1_500)
    const slow = handOverOf(() => ((calls += 1), gate.opened), { leaseMs })
    const leaseEnd = async (): Promise<number> => {
      const [row] = await database.sql('select lease_until from checkout_hand_overs')
      return new Date(row!.lease_until as string).getTime()
    }
    const running = slow.run(orderNumber, { trigger: 'return' })
    await until(() => calls > 0)
    const firstEnd = await leaseEnd()
    await until(async () => (await leaseEnd()) > firstEnd + leaseMs)

    const other = handOverOf(() => void calls++, { ledger: database.another() })
    expect(await other.run(orderNumber, { trigger: 'sweep', isEarly: true })).toBeUndefined()
    gate.open()
    // Its caller may have stopped waiting by now.
    await running
    await slow.idle()

    expect(await database.ledger.find(orderNumber)).toMatchObject({ handOver: 'done' })
    expect(calls).toBe(1)
  })

  it('whose record fails is recorded again, and not made again', async () => {
    let calls = 0
    let fails = 3
    const ledger: Ledger = {
      ...database.ledger,
      completeHandOver: (...told) =>
        (fails -= 1) >= 0
          ? Promise.reject(new LedgerUnavailableError('a hiccup'))
          : database.ledger.completeHandOver(...told),
    }

    const order = await handOverOf(() => void calls++, { ledger }).run(orderNumber, { trigger: 'return' })

    expect(order).toMatchObject({ handOver: 'done' })
    expect(calls).toBe(1)
    expect(await kinds()).toEqual(['opened', 'moved', 'handed-over'])
  })

  it('whose record was made but its answer lost counts as made', async () => {
    let calls = 0
    let isLost = false
    const ledger: Ledger = {
      ...database.ledger,
      async completeHandOver(...told) {
        const order = await database.ledger.completeHandOver(...told)
        if (isLost) return order
        isLost = true
        throw new LedgerUnavailableError('the answer was lost')
      },
    }

    const order = await handOverOf(() => void calls++, { ledger }).run(orderNumber, { trigger: 'return' })

    expect(order).toMatchObject({ handOver: 'done' })
    expect(calls).toBe(1)
  })

  it('whose record fails until its claim expires is left to the next caller', async () => {
    let calls = 0
    const ledger: Ledger = {
      ...database.ledger,
      completeHandOver: () => Promise.reject(new LedgerUnavailableError('away')),
      renewHandOver: () => Promise.reject(new LedgerUnavailableError('away')),
    }
    const first = handOverOf(() => void calls++, { ledger, leaseMs: 300 })
    await first.run(orderNumber, { trigger: 'return' })
    await first.idle()
    await database.age('checkout_hand_overs', 'lease_until', 60_000)

    await handOverOf(() => void calls++).run(orderNumber, { trigger: 'sweep', isEarly: true })

    expect(calls).toBe(2)
    expect(await handOverStatus()).toBe('done')
  })

  it('tells its handler when the claim is lost', async () => {
    let signal: AbortSignal | undefined
    const gate = makeGate()
    const slow = handOverOf((_order, context) => ((signal = context.signal), gate.opened), { leaseMs: 600 })
    const running = slow.run(orderNumber, { trigger: 'return' })
    await until(() => signal !== undefined)
    expect(signal!.aborted).toBe(false)

    await database.sql('update checkout_hand_overs set fence = fence + 1')

    await until(() => signal!.aborted)
    gate.open()
    await running
    await slow.idle()
    await database.sql("update checkout_hand_overs set lease_until = '2026-01-01T00:00:00.000Z'")
  })

  it('that lost its claim is not marked done by the loser', async () => {
    const gate = makeGate()
    let hasBegun = false
    const slow = handOverOf(() => ((hasBegun = true), gate.opened))
    const running = slow.run(orderNumber, { trigger: 'return' })
    await until(() => hasBegun)
    await database.age('checkout_hand_overs', 'lease_until', 61_000)
    const taken = await database.another().claimHandOver(orderNumber, { leaseMs: 60_000, isEarly: true })

    gate.open()

    expect(await running).toBeUndefined()
    expect(taken?.fence).toBe(2)
    expect(await handOverStatus()).toBe('due')
  })

  it('reports that its claim was lost while it ran, and that a handler does not end', async () => {
    const said: string[] = []
    const logger = { ...silentLogger, error: (_object: object, message: string) => void said.push(message) }
    const gate = makeGate()
    const onPaid = (): Promise<void> => gate.opened
    const slow = makeHandOver({
      ledger: database.ledger,
      onPaid,
      onPaidInTransaction: undefined,
      onStuck,
      leaseMs: 60,
      clock: systemClock,
      logger,
    })
    const running = slow.run(orderNumber, { trigger: 'return' })
    await until(() => said.includes('onPaid has not finished; nobody else may try meanwhile'))
    await database.sql('update checkout_hand_overs set fence = fence + 1')
    await until(() => said.includes('claim on a running hand-over was lost'))
    gate.open()
    await running

    expect(said).toContain('hand-over was not recorded: its claim was lost, or the money went back')
  })

  it('is not wanted by a store without onPaid', async () => {
    const handOver = handOverOf(undefined)

    expect(handOver.isWanted).toBe(false)
    expect(await handOver.run(orderNumber, { trigger: 'sweep' })).toBeUndefined()
    expect(await handOverStatus()).toBe('due')
  })

  it('is not made for money that went back first: nothing is owed', async () => {
    let calls = 0
    await database.sql("update checkout_orders set status = 'refunded', refunded_minor = captured_minor")

    const order = await handOverOf(() => void calls++).run(orderNumber, { trigger: 'sweep' })

    expect(order).toMatchObject({ status: 'refunded', handOver: 'none' })
    expect(calls).toBe(0)
    expect(stuck).toEqual([])
    expect((await kinds()).at(-1)).toBe('hand-over-withdrawn')
    expect(await database.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([])
  })

  it('waits for a person if the order is in review', async () => {
    let calls = 0
    await database.sql("update checkout_orders set status = 'review', review_reason = 'chargeback'")

    const order = await handOverOf(() => void calls++).run(orderNumber, { trigger: 'sweep' })

    expect(order).toMatchObject({ status: 'review', handOver: 'stuck' })
    expect(calls).toBe(0)
    expect(stuck).toEqual([order])
    expect((await database.ledger.history(orderNumber)).at(-1)).toMatchObject({
      kind: 'hand-over-stuck',
      detail: { reason: 'Error: the order is review' },
    })
  })

  it('is made after a partial refund', async () => {
    await database.sql("update checkout_orders set status = 'partially_refunded', refunded_minor = 1")

    expect(await handOverOf(() => undefined).run(orderNumber, { trigger: 'sweep' })).toMatchObject({ handOver: 'done' })
  })

  it('that is stuck is reported once, and starts over when it is made due again', async () => {
    const failing = handOverOf(() => {
      throw new Error('no')
    })
    await database.age('checkout_hand_overs', 'due_at', 73 * 3_600_000)
    await failing.run(orderNumber, { trigger: 'sweep' })
    expect(stuck.map((order) => order.handOver)).toEqual(['stuck'])

    expect(await database.ledger.reviveHandOver(orderNumber, 'hand-over')).toMatchObject({ handOver: 'due' })
    const again = await failing.run(orderNumber, { trigger: 'hand-over' })

    expect(again).toMatchObject({ handOver: 'due' })
    expect((await database.ledger.history(orderNumber)).slice(-3)).toMatchObject([
      { kind: 'hand-over-stuck' },
      { kind: 'hand-over-due', trigger: 'hand-over' },
      { kind: 'hand-over-failed', detail: { tryNumber: 1, retryInMs: 1_000 } },
    ])
    expect(stuck).toHaveLength(1)
  })

  it('that was never due becomes due on request', async () => {
    await database.sql('delete from checkout_hand_overs')
    await database.sql("update checkout_orders set hand_over = 'none'")

    await database.ledger.reviveHandOver(orderNumber, 'hand-over')

    expect(await handOverOf(() => undefined).run(orderNumber, { trigger: 'hand-over' })).toMatchObject({
      handOver: 'done',
    })
    expect(await database.ledger.reviveHandOver(orderNumber, 'hand-over')).toMatchObject({ handOver: 'done' })
    expect(await database.ledger.reviveHandOver('nobody', 'hand-over')).toBeUndefined()
  })

  it('is awaited by idle', async () => {
    let isDone = false
    const handOver = handOverOf(async () => {
      await sleep(100)
      isDone = true
    })
    void handOver.run(orderNumber, { trigger: 'sweep' })

    await handOver.idle()

    expect(isDone).toBe(true)
    expect(await handOverStatus()).toBe('done')
  })
})

/** A newly paid order in the ledger, with its hand-over due. */
async function paidOrder(ledger: Ledger): Promise<string> {
  const { order } = await ledger.add(newOrder({ orderNumber: makeOrderNumber() }))
  await ledger.move(order, {
    to: 'paid',
    trigger: 'return',
    handOver: 'due',
    checkInMs: null,
    changes: { capturedMinor: 1999, paidAt: new Date() },
  })
  return order.orderNumber
}
