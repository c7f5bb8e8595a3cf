import fc from 'fast-check'
import type { Evidence, PaymentPhase } from '../../../src/gateway/evidence.ts'
import { orderStatuses } from '../../../src/order.ts'
import type { Decline, Order } from '../../../src/order.ts'
import { decide } from '../../../src/settlement/judge/decide.ts'
import type { Decision } from '../../../src/settlement/judge/decision.ts'
import { moves } from '../../../src/settlement/judge/moves.ts'
import { anOrder, heldEvidence, paidEvidence, untriedEvidence } from '../../support/samples.ts'

const now = new Date('2026-01-01T12:05:00Z')
const judge = (order: Order, evidence: Evidence): Decision => decide(order, evidence, now)

const declined: Decline = {
  actionCode: '116',
  category: 'insufficient-funds',
  text: 'There is not enough money on the card.',
  canRetry: true,
  advice: 'other-card',
}

function to(decision: Decision): string {
  return decision.kind === 'move' ? decision.to : decision.kind
}

function reviewReason(decision: Decision): string | undefined {
  return decision.kind === 'move' ? decision.changes.reviewReason : undefined
}

describe('a captured payment', () => {
  it('pays the order when every condition holds', () => {
    expect(judge(anOrder(), paidEvidence({ bindingId: 'b-1' }))).toEqual({
      kind: 'move',
      to: 'paid',
      changes: {
        capturedMinor: 1999,
        paidAt: new Date('2026-01-01T12:01:00Z'),
        decline: undefined,
        paymentWay: 'CARD',
        card: { maskedNumber: '411111**1111', brand: 'VISA' },
        approvalCode: '123456',
        bindingId: 'b-1',
        formUrl: undefined,
      },
    })
  })

  it('pays the order when the gateway sends only the required fields', () => {
    const bare = paidEvidence({
      gatewayOrderId: undefined,
      heldMinor: undefined,
      depositedMinor: undefined,
      refundedMinor: undefined,
      amountState: undefined,
      paymentWay: undefined,
      card: undefined,
      paidAt: undefined,
      approvalCode: undefined,
    })

    const decision = judge(anOrder(), bare)

    expect(to(decision)).toBe('paid')
    expect(decision).toMatchObject({ changes: { paidAt: now } })
    // What is already known of the card is not overwritten with nothing.
    expect(decision).not.toHaveProperty('changes.paymentWay')
    expect(decision).not.toHaveProperty('changes.card')
    expect(decision).not.toHaveProperty('changes.approvalCode')
    expect(decision).not.toHaveProperty('changes.bindingId')
  })

  it.each<[string, Partial<Evidence>, string]>([
    ['an action code other than 0', { actionCode: '1' }, 'action-code-is-not-0'],
    ['no action code', { actionCode: undefined }, 'action-code-is-not-0'],
    ['another order number', { orderNumber: 'ORDER2' }, 'order-number-differs'],
    ['no order number', { orderNumber: undefined }, 'order-number-is-missing'],
    ["another of the gateway's ids", { gatewayOrderId: '0aa0-2' }, 'gateway-order-id-differs'],
    ['a smaller amount', { amountMinor: 1998 }, 'amount-differs'],
    ['a larger amount', { amountMinor: 2000 }, 'amount-differs'],
    ['no amount', { amountMinor: undefined }, 'amount-differs'],
    ['another currency', { currency: 'USD' }, 'currency-differs'],
    ['no currency', { currency: undefined }, 'currency-differs'],
    ['a smaller amount captured than ordered', { depositedMinor: 1998 }, 'deposited-amount-differs'],
    ['nothing captured', { depositedMinor: 0 }, 'deposited-amount-differs'],
    ['money already refunded', { refundedMinor: 1 }, 'refunded-amount-is-not-0'],
    ['a partial authorisation', { isPartial: true }, 'partial-authorisation'],
    ['a chargeback', { isChargeback: true }, 'chargeback'],
    ['a payment state that says otherwise', { amountState: 'refunded' }, 'payment-state-differs'],
  ])('with %s goes to review', (_what, fields, reason) => {
    const decision = judge(anOrder(), paidEvidence(fields))

    expect(to(decision)).toBe('review')
    expect(reviewReason(decision)).toBe(reason)
  })

  it.each<[string, Partial<Order>, Evidence]>([
    ['captured', {}, paidEvidence({ amountState: 'unrecognized' })],
    ['held', { capture: 'manual' }, heldEvidence({ amountState: 'unrecognized' })],
  ])('with an unknown payment state is asked about again until its plan ends: %s', (_what, fields, evidence) => {
    const order = anOrder(fields)
    const end = new Date('2026-01-02T12:20:00Z')

    expect(judge(order, evidence)).toEqual({ kind: 'pending' })
    expect(decide(order, evidence, new Date(end.getTime() - 1))).toEqual({ kind: 'pending' })
    expect(reviewReason(decide(order, evidence, end))).toBe('payment-state-differs')
    // Any other mismatch counts at once.
    expect(reviewReason(judge(order, { ...evidence, amountMinor: 1 }))).toBe('amount-differs')
  })

  it('with an unknown payment state carries the captured amount into review', () => {
    const decision = decide(anOrder(), paidEvidence({ amountState: 'unrecognized' }), new Date('2026-01-03'))

    expect(decision).toMatchObject({ to: 'review', changes: { capturedMinor: 1999, refundedMinor: 0 } })
  })

  it('of a hold has a day after its capture to get a known payment state', () => {
    const order = anOrder({ status: 'held', capture: 'manual' })
    const evidence = paidEvidence({ amountState: 'unrecognized', paidAt: new Date('2026-01-07T12:00:00Z') })

    expect(decide(order, evidence, new Date('2026-01-08T11:59:59Z'))).toEqual({ kind: 'pending' })
    expect(reviewReason(decide(order, evidence, new Date('2026-01-08T12:00:00Z')))).toBe('payment-state-differs')
    const untold = { ...evidence, paidAt: undefined }
    expect(reviewReason(decide(order, untold, new Date('2026-01-07T12:00:01Z')))).toBe('payment-state-differs')
  })

  it('captures a held order', () => {
    expect(to(judge(anOrder({ status: 'held', capture: 'manual' }), paidEvidence()))).toBe('paid')
  })

  it('pays an order whose registration got no answer', () => {
    expect(to(judge(anOrder({ status: 'unknown', gatewayOrderId: undefined }), paidEvidence()))).toBe('paid')
  })
})

describe('a hold', () => {
  it('holds the order in manual capture, and claims no captured money', () => {
    const decision = judge(anOrder({ capture: 'manual' }), heldEvidence())

    expect(to(decision)).toBe('held')
    expect(decision).not.toHaveProperty('changes.capturedMinor')
  })

  it.each([undefined, 0])('holds the order when the captured amount is %p', (depositedMinor) => {
    expect(to(judge(anOrder({ capture: 'manual' }), heldEvidence({ depositedMinor })))).toBe('held')
  })

  it('leaves an order of automatic capture unchanged: no money was taken', () => {
    expect(judge(anOrder(), heldEvidence())).toEqual({ kind: 'pending' })
  })

  it('changes nothing for a held order', () => {
    expect(judge(anOrder({ capture: 'manual', status: 'held' }), heldEvidence())).toEqual({ kind: 'on-hold' })
  })

  it.each<[string, Partial<Evidence>, string]>([
    ['another amount', { amountMinor: 1 }, 'amount-differs'],
    ['a smaller amount held than ordered', { heldMinor: 1000 }, 'held-amount-differs'],
    ['money already captured', { depositedMinor: 1 }, 'deposited-amount-differs'],
    ['another currency', { currency: 'USD' }, 'currency-differs'],
    ['a payment state that says captured', { amountState: 'captured' }, 'payment-state-differs'],
  ])('with %s goes to review', (_what, fields, reason) => {
    const decision = judge(anOrder({ capture: 'manual' }), heldEvidence(fields))

    expect([to(decision), reviewReason(decision)]).toEqual(['review', reason])
  })
})

describe('an unpaid order', () => {
  it('stays open, whatever the action code of its last attempt', () => {
    expect(judge(anOrder(), untriedEvidence({ actionCode: '116', isUntried: false, decline: declined }))).toEqual({
      kind: 'open',
      isUntried: false,
      decline: declined,
    })
    expect(judge(anOrder(), untriedEvidence())).toEqual({ kind: 'open', isUntried: true, decline: undefined })
    expect(to(judge(anOrder(), untriedEvidence({ actionCode: '0', isUntried: false })))).toBe('open')
  })

  it.each<[string, Partial<Evidence>]>([
    ['deposited', { depositedMinor: 1999 }],
    ['held', { amountState: 'held' }],
    ['captured', { amountState: 'captured' }],
  ])('is not called unpaid while the same answer says %s', (_what, fields) => {
    expect(judge(anOrder(), untriedEvidence(fields))).toEqual({ kind: 'pending' })
  })

  it('does not lower a hold: a stale answer overrides nothing', () => {
    expect(judge(anOrder({ status: 'held', capture: 'manual' }), untriedEvidence())).toEqual({ kind: 'pending' })
  })

  it.each<PaymentPhase>(['authenticating', 'pending', 'partly-captured', 'unrecognized'])(
    'is asked about again while %s',
    (phase) => {
      expect(judge(anOrder(), paidEvidence({ phase }))).toEqual({ kind: 'pending' })
    },
  )
})

describe('a declined order', () => {
  const refused = untriedEvidence({
    phase: 'declined',
    actionCode: '116',
    isUntried: false,
    decline: declined,
    amountState: 'declined',
  })

  it('is declined for good, with the reason', () => {
    expect(judge(anOrder(), refused)).toMatchObject({ kind: 'move', to: 'declined', changes: { decline: declined } })
  })

  it.each(['-2007', '-2014'])('is expired when the time has run out (%s)', (actionCode) => {
    const ranOut: Decline = { ...declined, actionCode, category: 'timeout-or-expired', advice: 'new-order' }

    expect(to(judge(anOrder(), { ...refused, actionCode, decline: ranOut }))).toBe('expired')
  })

  it('is not expired because a bank was slow', () => {
    const slow: Decline = { ...declined, actionCode: '998', category: 'timeout-or-expired', advice: 'later' }

    expect(to(judge(anOrder(), { ...refused, actionCode: '998', decline: slow }))).toBe('declined')
  })

  it('is expired when nobody ever tried', () => {
    expect(to(judge(anOrder(), { ...refused, actionCode: '-100', decline: undefined, isUntried: true }))).toBe(
      'expired',
    )
  })

  it('is declined, not expired, when the gateway gives no reason', () => {
    expect(to(judge(anOrder(), { ...refused, actionCode: undefined, decline: undefined, isUntried: true }))).toBe(
      'declined',
    )
  })

  it('goes to review when it has money, or was held before', () => {
    expect(reviewReason(judge(anOrder(), { ...refused, depositedMinor: 1 }))).toBe('declined-but-deposited')
    expect(reviewReason(judge(anOrder({ status: 'held' }), refused))).toBe('declined-after-hold')
  })

  it('goes to review when the answer is about another order', () => {
    expect(reviewReason(judge(anOrder(), { ...refused, orderNumber: 'ORDER2' }))).toBe('order-number-differs')
  })
})

describe('money that went back', () => {
  const refunded = paidEvidence({ phase: 'refunded', depositedMinor: 0, refundedMinor: 1999, amountState: 'refunded' })

  it('reverses a hold', () => {
    const order = anOrder({ status: 'held', capture: 'manual' })

    expect(to(judge(order, heldEvidence({ phase: 'reversed', amountState: 'reversed' })))).toBe('reversed')
  })

  it('refunds an order that was refunded in the portal before its buyer came back, and hands nothing over', () => {
    expect(judge(anOrder(), refunded)).toMatchObject({
      kind: 'move',
      to: 'refunded',
      changes: { capturedMinor: 1999, refundedMinor: 1999 },
    })
  })

  it('refunds a hold that was partially captured and then fully refunded', () => {
    const order = anOrder({ status: 'held', capture: 'manual', capturingMinor: 500 })

    expect(judge(order, { ...refunded, refundedMinor: 500 })).toMatchObject({
      kind: 'move',
      to: 'refunded',
      changes: { capturedMinor: 500, refundedMinor: 500 },
    })
  })

  it.each<[string, Partial<Evidence>, object]>([
    ['given', {}, { capturedMinor: 1500, refundedMinor: 300 }],
    ['given without refunds', { refundedMinor: undefined }, { capturedMinor: 1200, refundedMinor: 0 }],
    ['not given', { depositedMinor: undefined }, {}],
    ['0', { depositedMinor: 0, refundedMinor: 0 }, {}],
    ['more than was ordered', { depositedMinor: 1700 }, {}],
    ['in another currency', { currency: 'USD' }, {}],
    ['of an order without a number', { orderNumber: undefined }, {}],
  ])('carries the captured amount into review if it is %s', (_what, fields, captured) => {
    const mismatch = paidEvidence({ amountMinor: 1500, depositedMinor: 1200, refundedMinor: 300, ...fields })

    const decision = judge(anOrder(), mismatch)

    const { capturedMinor, refundedMinor } = (decision as { changes: Partial<Order> }).changes
    expect(to(decision)).toBe('review')
    expect({ capturedMinor, refundedMinor }).toEqual({
      capturedMinor: undefined,
      refundedMinor: undefined,
      ...captured,
    })
  })

  it.each([undefined, 0])('is a refund also when the amount left is %p', (depositedMinor) => {
    expect(to(judge(anOrder(), { ...refunded, depositedMinor }))).toBe('refunded')
  })

  it.each<[string, Partial<Evidence>, string]>([
    ['partial', { depositedMinor: 999, refundedMinor: 1000 }, 'refunded-in-part-before-hand-over'],
    ['the whole amount, with some left', { depositedMinor: 1 }, 'refunded-in-part-before-hand-over'],
    ['of an amount that the gateway does not give', { refundedMinor: undefined }, 'refunded-in-part-before-hand-over'],
    ['of an amount other than ordered', { amountMinor: 5000, refundedMinor: 5000 }, 'amount-differs'],
    ['the whole of another amount', { amountMinor: 5000 }, 'amount-differs'],
    ['in another currency', { currency: 'USD' }, 'currency-differs'],
  ])('goes to review when it is %s', (_what, fields, reason) => {
    const decision = judge(anOrder(), { ...refunded, ...fields })

    expect([to(decision), reviewReason(decision)]).toEqual(['review', reason])
  })
})

describe('orderStatus 7 with an amount refunded or left (BT iPay)', () => {
  const seven = (fields: Partial<Evidence>): Evidence =>
    paidEvidence({ phase: 'pending', depositedMinor: undefined, refundedMinor: undefined, ...fields })
  const manual = { status: 'held', capture: 'manual' } as const

  it.each<[string, Partial<Order>, Partial<Evidence>]>([
    ['registered', {}, {}],
    ['registered', {}, { depositedMinor: 0 }],
    ['registered', {}, { depositedMinor: 0, refundedMinor: 0 }],
    ['registered', {}, { depositedMinor: 1999 }],
    ['registered', {}, { depositedMinor: 1500, refundedMinor: 0 }],
    ['unknown', { status: 'unknown' }, {}],
    ['held', manual, {}],
    ['held', manual, { depositedMinor: 1999 }],
    ['held, partially captured by us', { ...manual, capturingMinor: 1500 }, { depositedMinor: 1500 }],
  ])('stays pending if it shows no refund: an order that is %s (%#)', (_status, fields, told) => {
    expect(judge(anOrder(fields), seven(told))).toEqual({ kind: 'pending' })
  })

  it.each<[string, Partial<Order>, Partial<Evidence>, object]>([
    ['registered', {}, { depositedMinor: 1499 }, { capturedMinor: 1499, refundedMinor: 0 }],
    ['unknown', { status: 'unknown' }, { depositedMinor: 1499 }, { capturedMinor: 1499, refundedMinor: 0 }],
    ['held', manual, { depositedMinor: 1499 }, { capturedMinor: 1499, refundedMinor: 0 }],
    ['expired', { status: 'expired' }, { depositedMinor: 1499 }, { capturedMinor: 1499, refundedMinor: 0 }],
    ['declined', { status: 'declined' }, { depositedMinor: 1 }, { capturedMinor: 1, refundedMinor: 0 }],
  ])(
    'is a partial refund that came before anybody saw the payment: an order that is %s',
    (_status, fields, told, changes) => {
      expect(judge(anOrder(fields), seven(told))).toMatchObject({
        kind: 'move',
        to: 'review',
        changes: { reviewReason: 'refunded-in-part-before-hand-over', ...changes },
      })
    },
  )

  it('says nothing about a final order', () => {
    for (const status of ['refunded', 'reversed'] as const)
      expect(judge(anOrder({ status }), seven({ depositedMinor: 1499 }))).toEqual({ kind: 'unchanged' })
    expect(judge(anOrder({ status: 'expired' }), seven({}))).toEqual({ kind: 'unchanged' })
  })
})

describe('the judge, whatever the gateway says', () => {
  const someMinor = fc.constantFrom(undefined, 0, 1, 1998, 1999, 2000)
  const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
    phase: fc.constantFrom<PaymentPhase>(
      ...(['registered', 'held', 'captured', 'reversed', 'refunded', 'authenticating'] as const),
      ...(['declined', 'pending', 'partly-captured', 'unrecognized'] as const),
    ),
    actionCode: fc.constantFrom(undefined, '0', '-100', '116', '-2014'),
    orderNumber: fc.constantFrom(undefined, 'ORDER1', 'ORDER2'),
    gatewayOrderId: fc.constantFrom(undefined, '0aa0-1', '0aa0-2'),
    amountMinor: someMinor,
    currency: fc.constantFrom(undefined, 'EUR', 'USD', '999'),
    heldMinor: someMinor,
    depositedMinor: someMinor,
    refundedMinor: someMinor,
    amountState: fc.constantFrom(
      undefined,
      'created',
      'held',
      'captured',
      'declined',
      'reversed',
      'refunded',
      'unrecognized',
    ),
    isPartial: fc.boolean(),
    isChargeback: fc.boolean(),
    decline: fc.constantFrom(undefined, declined),
    isUntried: fc.boolean(),
    paymentWay: fc.constant(undefined),
    card: fc.constant(undefined),
    approvalCode: fc.constantFrom(undefined, '123456'),
    bindingId: fc.constantFrom(undefined, 'b-1'),
    refunds: fc.constant(undefined),
    paidAt: fc.constant(undefined),
    redacted: fc.constant(null),
  })
  const anyOrder = fc
    .record({
      status: fc.constantFrom(...orderStatuses),
      capture: fc.constantFrom('automatic' as const, 'manual' as const),
    })
    .map(anOrder)

  /** The conditions of a payment, written independently of the code. */
  function deservesPaid(e: Evidence): boolean {
    const conditions = [
      e.phase === 'captured',
      e.actionCode === '0',
      e.orderNumber === 'ORDER1',
      [undefined, '0aa0-1'].includes(e.gatewayOrderId),
      e.amountMinor === 1999,
      e.currency === 'EUR',
      [undefined, 1999].includes(e.depositedMinor),
      [undefined, 0].includes(e.refundedMinor),
      [undefined, 'captured'].includes(e.amountState),
      !e.isPartial,
      !e.isChargeback,
    ]
    return conditions.every(Boolean)
  }

  it('pays exactly when every condition holds', () => {
    fc.assert(
      fc.property(anyOrder, anyEvidence, (order, evidence) => {
        const maySo = ['registering', 'unknown', 'registered', 'held'].includes(order.status)
        expect(to(judge(order, evidence)) === 'paid').toBe(maySo && deservesPaid(evidence))
      }),
      { numRuns: 5_000 },
    )
  })

  it('pays a likely payment exactly when every condition holds', () => {
    const likely = fc.record({
      change: anyEvidence,
      keys: fc.subarray(Object.keys(paidEvidence()) as (keyof Evidence)[], { maxLength: 2 }),
    })
    fc.assert(
      fc.property(likely, ({ change, keys }) => {
        const evidence = { ...paidEvidence(), ...Object.fromEntries(keys.map((key) => [key, change[key]])) }
        expect(to(judge(anOrder(), evidence)) === 'paid').toBe(deservesPaid(evidence))
      }),
      { numRuns: 5_000 },
    )
  })

  it('makes only moves that are in the table, and never moves a final order', () => {
    fc.assert(
      fc.property(anyOrder, anyEvidence, (order, evidence) => {
        const decision = judge(order, evidence)
        if (decision.kind === 'move') expect(moves[order.status]).toContain(decision.to)
      }),
      { numRuns: 5_000 },
    )
  })

  it('never calls less than the whole amount held or paid', () => {
    fc.assert(
      fc.property(anyOrder, anyEvidence, (order, evidence) => {
        const decision = judge(order, evidence)
        if (decision.kind !== 'move' || !['held', 'paid'].includes(decision.to)) return
        expect(evidence).toMatchObject({ amountMinor: order.amountMinor, currency: order.currency })
      }),
      { numRuns: 5_000 },
    )
  })
})

describe.each(['declined', 'expired'] as const)('an answer about an order that is %s', (status) => {
  const givenUp = (fields: Partial<Order> = {}): Order => anOrder({ status, formUrl: undefined, ...fields })
  const unchanged = { kind: 'unchanged' }

  it('pays it when money came after all and every condition holds', () => {
    expect(judge(givenUp(), paidEvidence())).toMatchObject({
      kind: 'move',
      to: 'paid',
      changes: { capturedMinor: 1999 },
    })
  })

  it('puts it in review when the money does not match', () => {
    expect(reviewReason(judge(givenUp(), paidEvidence({ amountMinor: 1 })))).toBe('amount-differs')
    expect(reviewReason(judge(givenUp(), paidEvidence({ phase: 'declined', depositedMinor: 1 })))).toBe(
      'declined-but-deposited',
    )
  })

  it('holds it only in manual capture', () => {
    expect(to(judge(givenUp({ capture: 'manual' }), heldEvidence()))).toBe('held')
    expect(judge(givenUp(), heldEvidence())).toEqual(unchanged)
  })

  it('records that money came and went', () => {
    const gone = paidEvidence({ phase: 'refunded', refundedMinor: 1999, depositedMinor: 0, amountState: 'refunded' })

    expect(to(judge(givenUp(), gone))).toBe('refunded')
  })

  it.each<[string, Evidence]>([
    ['that nobody tried', untriedEvidence()],
    ['that it was declined', paidEvidence({ phase: 'declined', depositedMinor: 0 })],
    ['that a hold was reversed', paidEvidence({ phase: 'reversed', depositedMinor: 0 })],
    ['an unknown status', paidEvidence({ phase: 'unrecognized' })],
    ['that the issuer is asked', paidEvidence({ phase: 'authenticating' })],
    ['the payment of another order', paidEvidence({ orderNumber: 'ORDER2' })],
  ])('leaves it unchanged when it says %s', (_what, evidence) => {
    expect(judge(givenUp(), evidence)).toEqual(unchanged)
  })
})

describe('a partially captured hold', () => {
  const capturing = anOrder({ status: 'held', capture: 'manual', capturingMinor: 1500 })

  it('is paid with that amount, and with no other', () => {
    expect(judge(capturing, paidEvidence({ depositedMinor: 1500 }))).toMatchObject({
      to: 'paid',
      changes: { capturedMinor: 1500 },
    })
    expect(reviewReason(judge(capturing, paidEvidence({ depositedMinor: 1999 })))).toBe('deposited-amount-differs')
    expect(reviewReason(judge(capturing, paidEvidence({ depositedMinor: 1499 })))).toBe('deposited-amount-differs')
  })

  it('is paid with the amount asked for if the gateway gives none', () => {
    expect(judge(capturing, paidEvidence({ depositedMinor: undefined }))).toMatchObject({
      changes: { capturedMinor: 1500 },
    })
  })
})
