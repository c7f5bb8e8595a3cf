import type { StatusAnswer } from '../../src/gateway/answers.ts'
import type { Trigger } from '../../src/ledger/entry.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { HandOverStatus, Order, OrderStatus } from '../../src/order.ts'
import { makeSettle } from '../../src/settlement/settle.ts'
import type { Settled } from '../../src/settlement/settled.ts'
import { clockAt } from '../support/clock.ts'
import { anOrder, aPlan, heldEvidence, paidEvidence, untriedEvidence } from '../support/samples.ts'

const gatewayAccount = 'bank.example/#login'
const paidAndOwed = anOrder({ gatewayAccount, status: 'paid', capturedMinor: 1999, handOver: 'none', handsOver: true })
const due = anOrder({ ...paidAndOwed, handOver: 'due' })
const done = anOrder({ ...paidAndOwed, handOver: 'done' })

/** Settles an order once, and records what is asked and done. */
async function run(
  order: Order,
  script: {
    readonly trigger?: Trigger
    readonly answer?: StatusAnswer
    /** The order at the second read. */
    readonly readAgain?: Order
    /** What the ledger makes due. */
    readonly owed?: Order
    readonly handedOver?: Order
    readonly isJustRead?: boolean
  } = {},
): Promise<{ did: [string, ...unknown[]][]; settled: Settled }> {
  const did: [string, ...unknown[]][] = []
  const reads = script.isJustRead ? [script.readAgain ?? order] : [order, script.readAgain ?? order]
  const ledger: Partial<Ledger> = {
    find: () => Promise.resolve((did.push(['find']), reads.length > 1 ? reads.shift() : reads[0])),
    makeOwedDue: (request) => Promise.resolve((did.push(['make due', request]), script.owed ? [script.owed] : [])),
    ofReference: () => Promise.resolve([]),
    plan: () => Promise.resolve((did.push(['plan']), true)),
    move: (given, { to, changes }) => {
      did.push(['move', to, changes?.reviewReason])
      return Promise.resolve({ ...given, ...changes, status: to } as Order)
    },
  }
  const settle = makeSettle({
    ledger: ledger as Ledger,
    gateway: {
      status: (key) => Promise.resolve((did.push(['status', key]), script.answer ?? { outcome: 'absent' })),
      decline: () => Promise.reject(new Error('Nothing is closed.')),
      acknowledge: undefined,
    },
    gatewayAccount,
    gatewayTimeoutMs: 1_000,
    handOver: {
      isWanted: true,
      claimTerms: () => undefined,
      run: (...given) => Promise.resolve((did.push(['hand over', ...given]), script.handedOver)),
    },
    latePayment: 'hand-over',
    doublePayment: 'review',
    refundLate: () => Promise.resolve(undefined),
    onReview: () => undefined,
    plan: aPlan({ jitterPercent: 0 }),
    clock: clockAt(new Date(order.createdAt.getTime() + 60_000)),
    logger: silentLogger,
  })
  const settled = await settle(
    'ORDER1',
    script.trigger ?? 'settle',
    script.isJustRead ? { justRead: order } : undefined,
  )
  return { did, settled }
}

const names = (did: readonly [string, ...unknown[]][]): string => did.map(([name]) => name).join(', ')
const answered = (evidence = paidEvidence()): StatusAnswer => ({ outcome: 'answered', evidence })

describe('goods that were promised but never made due', () => {
  const request = { gateway: 'bank.example/#', orderNumber: 'ORDER1', limit: 1 }

  it('are made due and handed over when the buyer returns to the paid order', async () => {
    const { did, settled } = await run(paidAndOwed, { trigger: 'return', owed: due, handedOver: done })

    expect(did).toStrictEqual([
      ['find'],
      ['make due', { ...request, trigger: 'return' }],
      ['hand over', 'ORDER1', { trigger: 'return' }],
    ])
    expect(settled).toStrictEqual({
      order: done,
      standing: 'final',
      isUntried: false,
      wasAsked: false,
      hasMoved: false,
    })
  })

  it('are made due and handed over when the gateway says that nothing has changed', async () => {
    const { did, settled } = await run(paidAndOwed, { answer: answered(), owed: due, handedOver: done })

    expect(names(did)).toBe('find, status, plan, make due, hand over')
    expect(settled).toMatchObject({ order: done, wasAsked: true, hasMoved: false })
  })

  it('show as due while the hand-over goes on', async () => {
    const { settled } = await run(paidAndOwed, { trigger: 'return', owed: due })

    expect(settled.order).toBe(due)
  })

  it('are not handed over if the ledger knows that the money is on its way back', async () => {
    const { did, settled } = await run(paidAndOwed, { trigger: 'return' })

    expect(names(did)).toBe('find, make due')
    expect(settled.order).toBe(paidAndOwed)
  })

  it.each<[OrderStatus, HandOverStatus, boolean | undefined, boolean]>([
    ['paid', 'none', true, true],
    ['partially_refunded', 'none', true, true],
    // No goods were promised, or it was not written down.
    ['paid', 'none', false, false],
    ['paid', 'none', undefined, false],
    // They are on their way, or out.
    ['paid', 'due', true, false],
    ['paid', 'done', true, false],
    ['paid', 'stuck', true, false],
    // There is no money for them.
    ['refunded', 'none', true, false],
    ['reversed', 'none', true, false],
    ['declined', 'none', true, false],
    ['expired', 'none', true, false],
    ['review', 'none', true, false],
    // Nothing of it holds.
    ['refunded', 'done', false, false],
  ])(
    'are looked for only where they can be: %s, hand-over %s, promised %s',
    async (status, handOver, handsOver, is) => {
      const order = anOrder({ ...paidAndOwed, status, handOver, handsOver })

      const { did, settled } = await run(order, { trigger: 'return' })

      expect(names(did)).toBe(is ? 'find, make due' : 'find')
      expect(settled.order).toBe(order)
    },
  )
})

describe('an order on hold', () => {
  const held = anOrder({ gatewayAccount, status: 'held', capture: 'manual' })
  const capturing = anOrder({ ...held, capturingMinor: 500 })
  const partlyCaptured = answered(paidEvidence({ depositedMinor: 500 }))

  it('is read again after the answer, so that a partial capture requested meanwhile is no mismatch', async () => {
    for (const isJustRead of [false, true]) {
      const { did, settled } = await run(held, { answer: partlyCaptured, readAgain: capturing, isJustRead })

      expect(did.at(-1)).toStrictEqual(['move', 'paid', undefined])
      expect(settled.order).toMatchObject({ status: 'paid', capturedMinor: 500 })
    }
  })

  it('goes to review if nobody requested that capture', async () => {
    const { did } = await run(held, { answer: partlyCaptured })

    expect(did.at(-1)).toStrictEqual(['move', 'review', 'deposited-amount-differs'])
  })

  it('is returned as another process moved it meanwhile', async () => {
    const { did, settled } = await run(held, { answer: answered(heldEvidence()), readAgain: done })

    expect(names(did)).toBe('find, status, find')
    expect(settled).toMatchObject({ order: done, wasAsked: true, hasMoved: false })
  })
})

describe('an order that is not on hold', () => {
  it.each<[string, Order, StatusAnswer, boolean, string]>([
    ['open', anOrder({ gatewayAccount }), answered(untriedEvidence()), false, 'find, status, plan'],
    ['open, just read', anOrder({ gatewayAccount }), answered(untriedEvidence()), true, 'status, plan'],
    ['paid', done, answered(), false, 'find, status, plan'],
  ])('is read once (%s)', async (_what, order, answer, isJustRead, all) => {
    expect(names((await run(order, { answer, isJustRead })).did)).toBe(all)
  })
})
