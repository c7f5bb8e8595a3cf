import type { ClaimTerms, DueOrder } from '../../src/ledger/hand-over-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { move as moveTo } from '../../src/settlement/judge/decision.ts'
import { makeMoveOrder } from '../../src/settlement/move-order.ts'
import type { Settled } from '../../src/settlement/settled.ts'
import { clockAt } from '../support/clock.ts'
import { anOrder, aPlan, paidEvidence } from '../support/samples.ts'

const terms: ClaimTerms = { leaseMs: 60_000, retryWaitsMs: [1_000] }
const claim = { orderNumber: 'ORDER1', fence: 1, tryNumber: 1, dueForMs: 0 }
const due = anOrder({ status: 'paid', handOver: 'due' })
const toPaid = moveTo('paid', { capturedMinor: 1999 })

/** Moves an order to `paid`, and records what the ledger is told and what follows. */
async function run(
  order: Order,
  script: {
    readonly terms?: ClaimTerms
    /** What a move with a claim leads to; undefined if another process moved the order first. */
    readonly claimed?: DueOrder | undefined
    /** The order as it is when read again. */
    readonly found?: Order
    readonly ofReference?: readonly Order[]
  } = {},
): Promise<{ did: [string, ...unknown[]][]; settled: Settled }> {
  const did: [string, ...unknown[]][] = []
  const ledger: Partial<Ledger> = {
    find: (orderNumber) => Promise.resolve((did.push(['find', orderNumber]), script.found)),
    ofReference: (reference) => Promise.resolve((did.push(['of reference', reference]), script.ofReference ?? [])),
    move: (_order, { to }) => Promise.resolve((did.push(['move', to]), due)),
    moveAndClaim: (_order, { to, handOver }, given) => {
      did.push(['move and claim', to, handOver, given])
      return Promise.resolve(script.claimed)
    },
  }
  const { move } = makeMoveOrder({
    gatewayAccount: 'bank.example/#login',
    ledger: ledger as Ledger,
    handOver: {
      isWanted: true,
      claimTerms: () => script.terms,
      run: (...given) => Promise.resolve((did.push(['hand over', ...given]), undefined)),
    },
    latePayment: 'hand-over',
    doublePayment: 'review',
    settleAnother: (orderNumber) => Promise.resolve(void did.push(['settle another', orderNumber])),
    refundLate: (orderNumber) => Promise.resolve((did.push(['refund late', orderNumber]), undefined)),
    onReview: () => void did.push(['review']),
    plan: aPlan({ jitterPercent: 0 }),
    clock: clockAt(order.createdAt),
    logger: silentLogger,
  })
  return { settled: await move({ order, trigger: 'return', evidence: paidEvidence() }, toPaid), did }
}

describe('a move that makes goods due', () => {
  it('claims them in the same commit, and hands them over under that claim', async () => {
    const { did, settled } = await run(anOrder(), { terms, claimed: { order: due, claim } })

    expect(did).toStrictEqual([
      ['move and claim', 'paid', 'due', terms],
      ['hand over', 'ORDER1', { trigger: 'return', claimed: { claim, order: due } }],
    ])
    expect(settled).toMatchObject({ order: due, hasMoved: true, standing: 'final' })
  })

  it('hands over without a claim of its own if the goods were due before', async () => {
    const { did } = await run(anOrder(), { terms, claimed: { order: due, claim: undefined } })

    expect(did.at(-1)).toStrictEqual(['hand over', 'ORDER1', { trigger: 'return' }])
  })

  it('claims nothing if the hand-over waits for its turn, or for another process', async () => {
    const { did } = await run(anOrder())

    expect(did).toStrictEqual([
      ['move', 'paid'],
      ['hand over', 'ORDER1', { trigger: 'return' }],
    ])
  })

  it('claims nothing for an order that owes no goods', async () => {
    const { did } = await run(anOrder({ handsOver: false }), { terms })

    expect(did[0]).toStrictEqual(['move', 'paid'])
  })

  it('hands nothing over if another process moved the order first', async () => {
    const found = anOrder({ status: 'paid', handOver: 'done' })
    const { did, settled } = await run(anOrder(), { terms, claimed: undefined, found })

    expect(did.map(([name]) => name)).toStrictEqual(['move and claim', 'find'])
    expect(settled).toMatchObject({ order: found, hasMoved: false })
  })
})

describe('money for a reference', () => {
  const order = anOrder({ reference: 'cart-1' })
  const another = (status: OrderStatus): Order => anOrder({ orderNumber: status, status, reference: 'cart-1' })

  it('is judged after the gateway was asked about the orders that took money before, and no others', async () => {
    const others = [
      ...(['registering', 'unknown', 'registered', 'held', 'paid', 'partially_refunded'] as const),
      ...(['refunded', 'reversed', 'declined', 'expired', 'review'] as const),
    ].map(another)

    const { did } = await run(order, { ofReference: [anOrder({ ...order, status: 'held' }), ...others] })

    expect(did).toStrictEqual([
      ['of reference', 'cart-1'],
      ['settle another', 'held'],
      ['settle another', 'paid'],
      ['settle another', 'partially_refunded'],
      ['move', 'paid'],
      ['hand over', 'ORDER1', { trigger: 'return' }],
    ])
  })

  it('that may be paid more than once is nobody else’s concern', async () => {
    const { did } = await run(anOrder({ ...order, isRepeatable: true }), { ofReference: [another('paid')] })

    expect(did.map(([name]) => name)).toStrictEqual(['move', 'hand over'])
  })
})
