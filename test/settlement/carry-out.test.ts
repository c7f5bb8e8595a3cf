import { GatewayRefusedError, GatewayResponseError, GatewayUnavailableError } from '../../src/errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../src/gateway/answers.ts'
import type { Evidence } from '../../src/gateway/evidence.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Trigger } from '../../src/ledger/entry.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Move } from '../../src/ledger/order-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Decline, Order } from '../../src/order.ts'
import { makeCarryOut } from '../../src/settlement/carry-out.ts'
import type { CarryOutDeps } from '../../src/settlement/carry-out.ts'
import type { Settled } from '../../src/settlement/settled.ts'
import { clockAt } from '../support/clock.ts'
import { anOrder, aPlan, heldEvidence, paidEvidence, untriedEvidence } from '../support/samples.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const gatewayAccount = 'bank.example/#login'
const open = anOrder({ gatewayAccount })
const noAnswer = new GatewayUnavailableError('No answer')
const refusedBy = new GatewayRefusedError('Access denied', '5')
const declined: Decline = {
  actionCode: '116',
  category: 'insufficient-funds',
  text: 'Not enough money.',
  canRetry: true,
  advice: 'other-card',
}

const answered = (evidence: Evidence): StatusAnswer => ({ outcome: 'answered', evidence })
const absent: StatusAnswer = { outcome: 'absent' }
const silent: StatusAnswer = { outcome: 'unavailable', error: noAnswer }
const unreadable: StatusAnswer = { ...silent, isUnreadable: true }
const refused: StatusAnswer = { outcome: 'refused', error: refusedBy }
const evidenceOf = (decision: object): Evidence => ({ ...untriedEvidence(), ...decision })

/** Carries out an answer about an order, and records what the ledger is told and what follows. */
function scripted(
  script: {
    /** The age of the order, in milliseconds since Buy. It expires after 20 minutes. */
    readonly ageMs?: number
    /** The order as it is when read again, after another process moved it first. */
    readonly movedBySomebody?: Order
    /** The other orders of its reference in the ledger. */
    readonly ofReference?: readonly Order[]
    readonly moveFails?: Error
    readonly noteFails?: Error
    readonly acknowledgement?: Acknowledgement
    readonly later?: StatusAnswer
    readonly handedOver?: Order | undefined
  } = {},
  deps: Partial<CarryOutDeps> = {},
) {
  const did: [string, ...unknown[]][] = []
  const reviews: Order[] = []
  const isFirst = script.movedBySomebody === undefined
  const ledger: Partial<Ledger> = {
    find: () => Promise.resolve(script.movedBySomebody),
    ofReference: () => Promise.resolve(script.ofReference ?? []),
    history: () => Promise.resolve([]),
    makeOwedDue: () => Promise.resolve([]),
    plan: (_order, checkInMs) => Promise.resolve((did.push(['plan', checkInMs]), isFirst)),
    note: (order, note) => {
      did.push(['note', note])
      if (script.noteFails) return Promise.reject(script.noteFails)
      return Promise.resolve(isFirst ? { ...order, ...note.changes } : undefined)
    },
    move: (order, move) => {
      did.push(['move', move])
      if (script.moveFails && move.to !== 'review') return Promise.reject(script.moveFails)
      const moved: Order = { ...order, status: move.to, handOver: move.handOver ?? 'none' }
      return Promise.resolve(isFirst ? moved : undefined)
    },
  }
  const all: CarryOutDeps = {
    gateway: {
      decline: (request) => {
        did.push(['decline', request])
        return Promise.resolve(script.acknowledgement ?? { outcome: 'answered' })
      },
      status: (key) => Promise.resolve((did.push(['status', key]), script.later ?? absent)),
    } as Partial<Gateway> as Gateway,
    gatewayAccount,
    ledger: ledger as Ledger,
    latePayment: 'hand-over',
    doublePayment: 'review',
    settleAnother: (orderNumber) => Promise.resolve(void did.push(['settle another', orderNumber])),
    handOver: {
      isWanted: true,
      claimTerms: () => undefined,
      run: (orderNumber, request) => {
        did.push(['hand over', orderNumber, request])
        return Promise.resolve(script.handedOver)
      },
    },
    refundLate: (orderNumber) => Promise.resolve((did.push(['refund late', orderNumber]), undefined)),
    plan: aPlan({ jitterPercent: 0 }),
    onReview: (order) => void reviews.push(order),
    clock: clockAt(new Date(open.createdAt.getTime() + (script.ageMs ?? 1_000))),
    logger: silentLogger,
    ...deps,
  }
  return { deps: all, did, reviews }
}

async function run(
  order: Order,
  answer: StatusAnswer,
  script: Parameters<typeof scripted>[0] = {},
  { deps = {}, trigger = 'sweep' }: { deps?: Partial<CarryOutDeps>; trigger?: Trigger } = {},
): Promise<{ did: [string, ...unknown[]][]; reviews: Order[]; settled: Settled }> {
  const { deps: all, did, reviews } = scripted(script, deps)
  return { did, reviews, settled: await makeCarryOut(all)({ order, trigger }, answer) }
}

const asked = { isUntried: false, wasAsked: true, hasMoved: false }

describe('an order that stays open', () => {
  it('is checked again as planned', async () => {
    const { did, settled } = await run(open, answered(untriedEvidence()))

    expect(did).toStrictEqual([['plan', 19_000]])
    expect(settled).toStrictEqual({ order: open, standing: 'open', ...asked, isUntried: true })
  })

  it.each<[string, Partial<Order>, number, StatusAnswer, number]>([
    ['as planned, if that is sooner', {}, 1_000, silent, 19_000],
    ['in five minutes if its plan says an hour', {}, 1_850_000, silent, 300_000],
    ['in five minutes, and not in 22 hours', {}, 8_000_000, silent, 300_000],
    ['in five minutes while it is on hold', { status: 'held', capture: 'manual' }, 1_000, silent, 300_000],
    ['as planned if the gateway refuses to answer', {}, 8_000_000, refused, 79_600_000],
    ['once an hour, a day after it expired', {}, 90_000_000, silent, 3_600_000],
  ])('that nobody could be asked about is checked %s', async (_what, fields, ageMs, answer, checkInMs) => {
    const { did } = await run(anOrder({ ...open, ...fields }), answer, { ageMs })

    expect(did).toStrictEqual([['plan', checkInMs]])
  })

  it('may be checked a little later than planned', async () => {
    const plan = { ...aPlan(), jittered: (ms: number) => ms + 7 }

    expect((await run(open, answered(untriedEvidence()), {}, { deps: { plan } })).did).toStrictEqual([['plan', 19_007]])
  })

  it('records a failed attempt, once', async () => {
    const evidence = untriedEvidence({ isUntried: false, actionCode: '116', decline: declined, card: undefined })

    const { did, settled } = await run(open, answered(evidence))
    expect(did).toStrictEqual([
      [
        'note',
        {
          trigger: 'sweep',
          returnedAt: undefined,
          changes: { decline: declined, card: undefined },
          detail: { orderStatus: 2 },
        },
      ],
      ['plan', 19_000],
    ])
    expect(settled).toMatchObject({ standing: 'open', isUntried: false, order: { decline: declined } })

    const known = await run(anOrder({ ...open, decline: declined }), answered(evidence))
    expect(known.did).toStrictEqual([['plan', 19_000]])
    const other = await run(anOrder({ ...open, decline: { ...declined, actionCode: '51' } }), answered(evidence))
    expect(other.did.map(([name]) => name)).toStrictEqual(['note', 'plan'])
  })

  it('learns its id at the gateway', async () => {
    const { did } = await run(
      anOrder({ ...open, gatewayOrderId: undefined }),
      answered(paidEvidence({ phase: 'authenticating' })),
    )

    expect(did).toStrictEqual([
      [
        'note',
        { trigger: 'sweep', returnedAt: undefined, changes: { gatewayOrderId: '0aa0-1' }, detail: { orderStatus: 2 } },
      ],
      ['plan', 19_000],
    ])
  })

  it('goes to review if that id belongs to another order, and is not checked again', async () => {
    const { did, reviews, settled } = await run(
      anOrder({ ...open, gatewayOrderId: undefined }),
      answered(paidEvidence({ phase: 'authenticating' })),
      { noteFails: new GatewayResponseError('another order has this id') },
    )

    expect(did.map(([name]) => name)).toStrictEqual(['note', 'move'])
    expect(reviews).toStrictEqual([settled.order])
    expect(settled).toMatchObject({ order: { status: 'review' }, standing: 'final', hasMoved: true })
  })

  it('is returned as it is if another process moved it', async () => {
    const movedBySomebody = anOrder({ status: 'paid' })

    const { settled } = await run(open, answered(untriedEvidence()), { movedBySomebody })
    expect(settled).toStrictEqual({ order: movedBySomebody, standing: 'final', ...asked })

    const evidence = untriedEvidence({ isUntried: false, actionCode: '116', decline: declined })
    const noted = await run(open, answered(evidence), { movedBySomebody })
    expect(noted.settled).toStrictEqual({ order: movedBySomebody, standing: 'final', ...asked })
    expect(noted.did.map(([name]) => name)).toStrictEqual(['note'])
  })

  it('goes to review a day after it expired without a final word, and a person is notified', async () => {
    const early = await run(open, answered(untriedEvidence()), { ageMs: 1_200_000 + dayMs - 1 })
    expect(early.did.map(([name]) => name)).toStrictEqual(['plan'])

    const { did, reviews, settled } = await run(open, answered(untriedEvidence()), { ageMs: 1_200_000 + dayMs })

    expect(did).toStrictEqual([
      [
        'move',
        {
          to: 'review',
          trigger: 'sweep',
          returnedAt: undefined,
          checkInMs: null,
          freesReuseKey: true,
          detail: { orderStatus: 2 },
          changes: { reviewReason: 'no-final-word-a-day-after-expiry', formUrl: undefined },
        },
      ],
    ])
    expect(reviews).toHaveLength(1)
    expect(settled).toMatchObject({ standing: 'final', ...asked, hasMoved: true, order: { status: 'review' } })
  })
})

describe('a payment', () => {
  it('is recorded with what was seen, and the goods go out', async () => {
    const done = anOrder({ status: 'paid', handOver: 'done' })
    const { did, settled } = await run(open, answered(paidEvidence()), { handedOver: done })

    expect(did).toStrictEqual([
      [
        'move',
        {
          to: 'paid',
          trigger: 'sweep',
          returnedAt: undefined,
          handOver: 'due',
          checkInMs: dayMs,
          freesReuseKey: true,
          changes: expect.objectContaining({ capturedMinor: 1999, formUrl: undefined }),
          detail: { orderStatus: 2 },
        },
      ],
      ['hand over', 'ORDER1', { trigger: 'sweep' }],
    ])
    expect(settled).toStrictEqual({ order: done, standing: 'final', ...asked, hasMoved: true })
  })

  it('is returned as recorded while the hand-over goes on', async () => {
    const { settled } = await run(open, answered(paidEvidence()))

    expect(settled).toMatchObject({ order: { status: 'paid', handOver: 'due' }, hasMoved: true })
  })

  it('makes nothing due if the store wants no hand-over', async () => {
    const { deps } = scripted()
    const { did } = await run(
      anOrder({ ...open, handsOver: undefined }),
      answered(paidEvidence()),
      {},
      { deps: { handOver: { ...deps.handOver, isWanted: false } } },
    )

    expect(did[0]![1]).not.toHaveProperty('handOver')
    expect(did[1]).toStrictEqual(['refund late', 'ORDER1'])
  })

  it.each([
    ['promises a hand-over, whichever process settles it', true, false, true],
    ['promises none, though the store hands over now', false, true, false],
  ])('makes the goods due as the order says: it %s', async (_what, handsOver, isWanted, isDue) => {
    const { deps } = scripted()

    const { did } = await run(
      anOrder({ ...open, handsOver }),
      answered(paidEvidence()),
      {},
      { deps: { handOver: { ...deps.handOver, isWanted } } },
    )

    expect((did[0]![1] as { handOver?: string }).handOver).toBe(isDue ? 'due' : undefined)
  })

  it.each(['declined', 'expired'] as const)('for an order that is %s is late, and says so', async (status) => {
    const { did } = await run(
      anOrder({ ...open, status }),
      answered(paidEvidence()),
      {},
      { deps: { latePayment: 'refund' } },
    )

    expect(did[0]![1]).toMatchObject({
      to: 'paid',
      refund: { key: 'late payment', amountMinor: 1999 },
      detail: { orderStatus: 2, reason: 'late-payment' },
    })
    expect(did[0]![1]).not.toHaveProperty('handOver')
    expect(did[1]).toStrictEqual(['refund late', 'ORDER1'])
  })

  it('for a reference is judged by the ledger, with an alternative in case it is already paid', async () => {
    const order = anOrder({ ...open, reference: 'cart-1' })
    const clause = {
      reference: 'cart-1',
      gateways: ['bank.example/#'],
      instead: expect.objectContaining({
        to: 'review',
        checkInMs: null,
        changes: expect.objectContaining({ reviewReason: 'reference-already-paid', capturedMinor: 1999 }),
      }),
    }

    const { did } = await run(order, answered(paidEvidence()), {}, { deps: { doublePayment: 'review' } })
    expect(did[0]![1]).toMatchObject({ to: 'paid', ifReferenceIsPaid: clause })
    const moved = await run(order, answered(paidEvidence()), {}, { deps: { formerGateways: ['old.bank.example/#'] } })
    expect(moved.did[0]![1]).toMatchObject({
      ifReferenceIsPaid: { gateways: ['bank.example/#', 'old.bank.example/#'] },
    })
    const label = await run(anOrder({ ...order, isRepeatable: true }), answered(paidEvidence()))
    expect(label.did[0]![1]).not.toHaveProperty('ifReferenceIsPaid')

    const hold = await run(anOrder({ ...order, capture: 'manual' }), answered(heldEvidence()))
    expect(hold.did[0]![1]).toMatchObject({ to: 'held', ifReferenceIsPaid: { reference: 'cart-1' } })
    // The money came with the hold, and a reversal brings none.
    const captured = await run(anOrder({ ...order, status: 'held', capture: 'manual' }), answered(paidEvidence()))
    expect(captured.did[0]![1]).not.toHaveProperty('ifReferenceIsPaid')
    const reversed = await run(
      anOrder({ ...order, capture: 'manual' }),
      answered(heldEvidence({ phase: 'reversed', amountState: 'reversed' })),
    )
    expect(reversed.did[0]![1]).toMatchObject({ to: 'reversed' })
    expect(reversed.did[0]![1]).not.toHaveProperty('ifReferenceIsPaid')
    const nameless = await run(open, answered(paidEvidence()))
    expect(nameless.did[0]![1]).not.toHaveProperty('ifReferenceIsPaid')
  })

  it('teaches the ledger the id of an order whose registration got no answer', async () => {
    const { did } = await run(anOrder({ ...open, gatewayOrderId: undefined }), answered(paidEvidence()))
    expect((did[0]![1] as Move).changes).toMatchObject({ gatewayOrderId: '0aa0-1' })

    const known = await run(open, answered(paidEvidence()))
    expect((known.did[0]![1] as Move).changes).not.toHaveProperty('gatewayOrderId')
    const untold = await run(
      anOrder({ ...open, gatewayOrderId: undefined }),
      answered(paidEvidence({ gatewayOrderId: undefined })),
    )
    expect((untold.did[0]![1] as Move).changes).not.toHaveProperty('gatewayOrderId')
  })

  it('with an id that belongs to another order goes to review', async () => {
    const { did, reviews, settled } = await run(open, answered(paidEvidence()), {
      moveFails: new GatewayResponseError('another order has this id'),
    })

    expect(did[1]).toStrictEqual([
      'move',
      {
        to: 'review',
        trigger: 'sweep',
        checkInMs: null,
        freesReuseKey: true,
        detail: { orderStatus: 2 },
        changes: { reviewReason: 'gateway-order-id-is-of-another-order', formUrl: undefined },
      },
    ])
    expect([reviews.length, settled.order.status, settled.hasMoved]).toStrictEqual([1, 'review', true])
  })

  it.each([new Error('The ledger is away.'), noAnswer])('that cannot be recorded is an error (%#)', async (error) => {
    await expect(run(open, answered(paidEvidence()), { moveFails: error })).rejects.toBe(error)
  })

  it('that another process recorded first is returned as it is, and nothing goes out twice', async () => {
    const movedBySomebody = anOrder({ status: 'paid' })

    const { did, settled } = await run(open, answered(paidEvidence()), { movedBySomebody })

    expect(did.map(([name]) => name)).toStrictEqual(['move'])
    expect(settled).toStrictEqual({ order: movedBySomebody, standing: 'final', ...asked })
  })
})

describe('a paid order', () => {
  const paid = anOrder({
    gatewayAccount,
    status: 'paid',
    capturedMinor: 1999,
    paidAt: new Date('2026-01-01T12:00:00Z'),
  })

  it('is checked again in a day, or in an hour if there was no answer', async () => {
    const heard = await run(paid, answered(paidEvidence()))
    expect(heard.did).toStrictEqual([['plan', dayMs]])
    expect(heard.settled).toStrictEqual({ order: paid, standing: 'final', ...asked })

    const unheard = await run(paid, silent)
    expect(unheard.did).toStrictEqual([['plan', hourMs]])
    expect(unheard.settled).toStrictEqual({ order: paid, standing: 'silent', ...asked })
  })

  it('records a further partial refund without a move', async () => {
    const partly = anOrder({ ...paid, status: 'partially_refunded', refundedMinor: 500 })
    const { did, settled } = await run(partly, answered(paidEvidence({ refundedMinor: 700, depositedMinor: 1299 })))

    expect(did).toStrictEqual([
      [
        'note',
        { trigger: 'sweep', returnedAt: undefined, changes: { refundedMinor: 700 }, detail: { orderStatus: 2 } },
      ],
      ['plan', dayMs],
    ])
    expect(settled).toMatchObject({ standing: 'final', order: { refundedMinor: 700 } })
  })

  it('goes to review if the gateway does not know it, but not before an hour has passed', async () => {
    const lag = await run(paid, absent, { ageMs: hourMs - 1 })
    expect(lag.did).toStrictEqual([['plan', dayMs]])
    expect(lag.settled).toMatchObject({ standing: 'final' })

    const { did } = await run(paid, absent, { ageMs: hourMs })
    expect(did[0]![1]).toMatchObject({ to: 'review', changes: { reviewReason: 'paid-then-denied' }, detail: undefined })
  })

  it.each(['declined', 'expired'] as const)(
    'can be denied, unlike a %s one, which the gateway may forget',
    async (status) => {
      const { did, settled } = await run(anOrder({ ...open, status }), absent, { ageMs: 2 * hourMs })

      expect(did).toStrictEqual([['plan', expect.any(Number)]])
      expect(settled).toMatchObject({ standing: 'final' })
    },
  )
})

describe('an order in review', () => {
  const reviewed = anOrder({ ...open, status: 'review', reviewReason: 'put-in-review' })

  it('has the present words of the bank written down for a person who asks, and moves nothing', async () => {
    const untried = untriedEvidence()
    const { did, reviews, settled } = await run(reviewed, answered(untried), {}, { trigger: 'settle' })

    expect(did).toStrictEqual([
      ['note', { trigger: 'settle', returnedAt: undefined, changes: {}, detail: untried.redacted }],
      ['plan', null],
    ])
    expect(settled).toMatchObject({ order: reviewed, standing: 'final', wasAsked: true, hasMoved: false })
    expect(reviews).toEqual([])
    expect((await run(reviewed, answered(untried), {}, { trigger: 'callback' })).did).toStrictEqual([['plan', null]])
  })

  it('has money recorded that came meanwhile, and its person told', async () => {
    const { did, reviews } = await run(reviewed, answered(paidEvidence()), {}, { trigger: 'callback' })

    const changes = { reviewReason: 'put-in-review', capturedMinor: 1999 }
    expect(did[0]).toMatchObject(['note', { trigger: 'callback', changes, detail: { orderStatus: 2 } }])
    expect(reviews).toMatchObject([{ status: 'review', ...changes }])
  })

  it('shows a person who asks that the bank does not know it, if our login must know', async () => {
    const { did } = await run(reviewed, absent, {}, { trigger: 'settle' })
    expect(did).toStrictEqual([
      ['note', { trigger: 'settle', detail: { reason: 'absent-at-the-gateway' } }],
      ['plan', null],
    ])

    expect((await run(reviewed, absent, {}, { trigger: 'callback' })).did).toStrictEqual([['plan', null]])
    const another = { ...reviewed, gatewayAccount: 'bank.example/#another' }
    expect((await run(another, absent, {}, { trigger: 'settle' })).did).toStrictEqual([['plan', null]])
  })
})

describe('an order that the gateway does not know', () => {
  const lost = anOrder({ gatewayAccount, status: 'unknown', gatewayOrderId: undefined, formUrl: undefined })
  const expiryMs = 1_200_000

  it('never arrived, which is certain once it has expired', async () => {
    const early = await run(lost, absent, { ageMs: expiryMs - 1 })
    expect(early.did).toStrictEqual([['plan', 30_001]])
    expect(early.settled).toMatchObject({ standing: 'pending', wasAsked: true })

    const { did } = await run(lost, absent, { ageMs: expiryMs })
    expect(did).toStrictEqual([
      [
        'move',
        {
          to: 'expired',
          trigger: 'sweep',
          returnedAt: undefined,
          changes: {},
          checkInMs: hourMs,
          freesReuseKey: true,
          detail: undefined,
        },
      ],
    ])
  })

  it.each<[string, Order]>([
    ['was registered under a login that has since been renamed', { ...lost, gatewayAccount: 'bank.example/#another' }],
    ['has an id at the gateway', { ...lost, status: 'registered', gatewayOrderId: '0aa0-1' }],
  ])('is left alone if the order %s, and finally goes to review', async (_what, order) => {
    const early = await run(order, absent, { ageMs: expiryMs })
    expect(early.did.map(([name]) => name)).toStrictEqual(['plan'])

    const { did } = await run(order, absent, { ageMs: expiryMs + dayMs })
    expect(did[0]![1]).toMatchObject({
      to: 'review',
      changes: { reviewReason: 'no-final-word-a-day-after-expiry' },
      detail: undefined,
    })
  })

  it('stays unknown while the gateway does not answer, however long', async () => {
    for (const ageMs of [1_000, expiryMs + 2 * dayMs]) {
      const { did, settled } = await run(lost, silent, { ageMs })
      expect(did.map(([name]) => name)).toStrictEqual(['plan'])
      expect(settled).toMatchObject({ standing: 'silent', wasAsked: true })
    }
  })

  it('finally goes to review if the answers are unreadable, with an id or without', async () => {
    for (const order of [lost, open]) {
      const early = await run(order, unreadable, { ageMs: expiryMs + dayMs - 1 })
      expect(early.did.map(([name]) => name)).toStrictEqual(['plan'])
      expect(early.settled).toMatchObject({ standing: 'silent' })

      const { did, reviews } = await run(order, unreadable, { ageMs: expiryMs + dayMs })
      expect(did[0]![1]).toMatchObject({
        to: 'review',
        detail: undefined,
        changes: { reviewReason: 'unreadable-a-day-after-expiry', formUrl: undefined },
      })
      expect(reviews).toHaveLength(1)
    }
  })

  it('goes to review if answers about a hold are still unreadable when no hold can exist any more', async () => {
    const held = anOrder({ ...open, status: 'held' })
    const early = await run(held, unreadable, { ageMs: expiryMs + 31 * dayMs - 1 })
    expect(early.did.map(([name]) => name)).toStrictEqual(['plan'])

    const { did, reviews } = await run(held, unreadable, { ageMs: expiryMs + 31 * dayMs })
    expect(did[0]![1]).toMatchObject({ to: 'review', changes: { reviewReason: 'unreadable-a-day-after-expiry' } })
    expect(reviews).toHaveLength(1)
    const silently = await run(held, silent, { ageMs: expiryMs + 99 * dayMs })
    expect(silently.did.map(([name]) => name)).toStrictEqual(['plan'])
  })

  it('finally goes to review if the gateway refuses the question', async () => {
    const early = await run(lost, refused, { ageMs: expiryMs + dayMs - 1 })
    expect(early.settled).toMatchObject({ standing: 'silent' })

    const { did } = await run(lost, refused, { ageMs: expiryMs + dayMs })
    expect(did[0]![1]).toMatchObject({ to: 'review', detail: undefined })
    // With an id it can be asked about another time.
    const known = await run(open, refused, { ageMs: expiryMs + dayMs })
    expect(known.did.map(([name]) => name)).toStrictEqual(['plan'])
  })
})

describe('an order that nobody can pay', () => {
  const lost = anOrder({ gatewayAccount, status: 'unknown', gatewayOrderId: undefined, formUrl: undefined })
  const untried = answered(untriedEvidence())
  const reason = 'declined-at-the-gateway-because-nobody-can-pay-it'
  const closedThere = answered(
    evidenceOf({ phase: 'declined', actionCode: '-100', isUntried: true, amountState: 'declined' }),
  )

  it('is closed at the gateway, asked about, and declined: it did not expire by itself', async () => {
    const { did } = await run(lost, untried, { later: closedThere })

    expect(did).toStrictEqual([
      [
        'note',
        {
          trigger: 'sweep',

          changes: { gatewayOrderId: '0aa0-1' },
          detail: { orderStatus: 2, reason },
        },
      ],
      ['decline', { gatewayOrderId: '0aa0-1', orderNumber: 'ORDER1' }],
      ['status', { gatewayOrderId: '0aa0-1' }],
      ['move', expect.objectContaining({ to: 'declined' })],
    ])
  })

  it('is first taken from the process that is registering it', async () => {
    const registering = anOrder({ ...lost, status: 'registering' })
    const { did } = await run(registering, untried, { later: closedThere })

    expect(did[0]).toStrictEqual([
      'move',
      {
        to: 'unknown',
        trigger: 'sweep',
        changes: { gatewayOrderId: '0aa0-1' },
        checkInMs: 19_000,
        freesReuseKey: true,
        detail: { orderStatus: 2, reason },
      },
    ])
    expect(did.map(([name]) => name)).toStrictEqual(['move', 'decline', 'status', 'move'])

    const movedBySomebody = anOrder({ status: 'registered' })
    const taken = await run(registering, untried, { movedBySomebody })
    expect(taken.did.map(([name]) => name)).toStrictEqual(['move'])
    expect(taken.settled).toStrictEqual({ order: movedBySomebody, standing: 'pending', ...asked })
  })

  it("goes to review and is not closed if the gateway's id is another order's", async () => {
    const noteFails = new GatewayResponseError('another order has this id')
    const { did, reviews, settled } = await run(lost, untried, { noteFails })

    expect(did.map(([name]) => name)).toStrictEqual(['note', 'move'])
    expect(reviews).toStrictEqual([settled.order])
    expect(settled).toMatchObject({ order: { status: 'review' }, standing: 'final', hasMoved: true })
  })

  it('may also be one that was registered without a page, but no other', async () => {
    const pageless = anOrder({ ...open, formUrl: undefined })
    const { did } = await run(pageless, untried, { later: closedThere })
    expect(did.map(([name]) => name)).toStrictEqual(['note', 'decline', 'status', 'move'])

    const tried = untriedEvidence({ isUntried: false, actionCode: '116', decline: declined })
    const { did: left } = await run(pageless, answered(tried))
    expect(left.map(([name]) => name)).toStrictEqual(['note', 'plan'])
  })

  it('is left open if the gateway does not close it or its id is unknown', async () => {
    const acknowledgement = { outcome: 'refused', error: refusedBy } as const
    const { did, settled } = await run(lost, untried, { acknowledgement })
    expect(did.map(([name]) => name)).toStrictEqual(['note', 'decline', 'plan'])
    expect(settled).toMatchObject({ standing: 'open', isUntried: true })

    const nameless = await run(lost, answered(untriedEvidence({ gatewayOrderId: undefined })))
    expect(nameless.did.map(([name]) => name)).toStrictEqual(['note', 'plan'])
    expect(nameless.settled).toMatchObject({ standing: 'open', isUntried: true })
  })

  it('stays unknown if the gateway does not say whether it was closed', async () => {
    const { did, settled } = await run(lost, untried, { later: silent })

    expect(did.map(([name]) => name)).toStrictEqual(['note', 'decline', 'status', 'plan'])
    expect(settled).toMatchObject({ standing: 'silent' })
  })

  it('is handed over if it was paid between the question and the closing', async () => {
    const { did } = await run(lost, untried, { later: answered(paidEvidence()) })

    expect(did.slice(-2)).toStrictEqual([
      ['move', expect.objectContaining({ to: 'paid' })],
      ['hand over', 'ORDER1', { trigger: 'sweep' }],
    ])
  })
})

describe('an order that the store declined', () => {
  const expiredThere = evidenceOf({ phase: 'declined', actionCode: '-100', isUntried: true, amountState: 'declined' })

  it('is declined when the gateway says that nobody tried; without our decline it is expired', async () => {
    const ours = await run(open, answered(expiredThere), {}, { trigger: 'decline' })
    expect(ours.did[0]![1]).toMatchObject({ to: 'declined', trigger: 'decline' })

    const theirs = await run(open, answered(expiredThere))
    expect(theirs.did[0]![1]).toMatchObject({ to: 'expired' })
    const paid = await run(open, answered(paidEvidence()), {}, { trigger: 'decline' })
    expect(paid.did[0]![1]).toMatchObject({ to: 'paid' })
  })
})
