import fc from 'fast-check'
import type { Evidence, PaymentPhase } from '../../../src/gateway/evidence.ts'
import type { Order } from '../../../src/order.ts'
import { decide } from '../../../src/settlement/judge/decide.ts'
import type { Decision } from '../../../src/settlement/judge/decision.ts'
import { reconsiderDenied } from '../../../src/settlement/judge/reconsider.ts'
import { anOrder, paidEvidence } from '../../support/samples.ts'

const paidAt = new Date('2026-01-01T12:01:00Z')
const dayLater = new Date('2026-01-02T12:01:00Z')
const paid = (fields: Partial<Order> = {}): Order =>
  anOrder({ status: 'paid', capturedMinor: 1999, paidAt, handOver: 'done', ...fields })

const judge = (order: Order, fields: Partial<Evidence> = {}, now = dayLater): Decision =>
  decide(order, paidEvidence(fields), now)

const unchanged = { kind: 'unchanged' }
const review = (reviewReason: string) => ({ kind: 'move', to: 'review', changes: { reviewReason } })
const refunded = (refundedMinor: number) => ({ kind: 'move', to: 'refunded', changes: { refundedMinor } })
const partly = (refundedMinor: number) => ({ kind: 'move', to: 'partially_refunded', changes: { refundedMinor } })

describe('an answer about an order in review', () => {
  const reviewed = (fields: Partial<Order> = {}): Order =>
    paid({ status: 'review', reviewReason: 'late-payment', handOver: 'none', ...fields })
  const note = (refundedMinor: number) => ({ kind: 'note', changes: { refundedMinor } })

  it.each<[string, Partial<Order>, Partial<Evidence>, object]>([
    ['nothing new', {}, {}, unchanged],
    ['a partial refund', {}, { phase: 'refunded', refundedMinor: 500, depositedMinor: 1499 }, note(500)],
    ['a partial refund with status 2', {}, { refundedMinor: 500 }, note(500)],
    ['a full refund', {}, { phase: 'refunded', refundedMinor: 1999, depositedMinor: 0 }, note(1999)],
    ['a further partial refund', { refundedMinor: 500 }, { phase: 'refunded', refundedMinor: 700 }, note(700)],
    ['what is already known', { refundedMinor: 500 }, { phase: 'refunded', refundedMinor: 500 }, unchanged],
    ['less than is known', { refundedMinor: 500 }, { phase: 'refunded', refundedMinor: 400 }, unchanged],
    ['more than was taken', {}, { phase: 'refunded', refundedMinor: 2000 }, unchanged],
    [
      'a chargeback',
      {},
      { phase: 'refunded', refundedMinor: 500, isChargeback: true },
      { kind: 'note', changes: { reviewReason: 'chargeback' } },
    ],
    [
      'a chargeback that is known',
      { reviewReason: 'chargeback' },
      { phase: 'refunded', refundedMinor: 500, isChargeback: true },
      unchanged,
    ],
    ['another order', {}, { phase: 'refunded', refundedMinor: 500, orderNumber: 'ORDER2' }, unchanged],
    ['an order that nobody paid', {}, { phase: 'registered', refundedMinor: 0, depositedMinor: 0 }, unchanged],
    ['no amounts', {}, { phase: 'refunded', refundedMinor: undefined, depositedMinor: undefined }, unchanged],
  ])('with %s leaves it in review, and the amount left is known', (_what, order, fields, decision) => {
    expect(judge(reviewed(order), fields)).toEqual(decision)
  })

  describe('whose money the ledger does not know', () => {
    const unknown = (fields: Partial<Order> = {}): Order =>
      reviewed({ reviewReason: 'put-in-review', capturedMinor: 0, paidAt: undefined, ...fields })
    const noted = (changes: object) => ({ kind: 'note', changes: { ...changes, formUrl: undefined } })

    it('records a payment, and leaves it in review for the reason that it has', () => {
      const decision = judge(unknown(), {})

      expect(decision).toMatchObject({ kind: 'note', changes: { reviewReason: 'put-in-review', capturedMinor: 1999 } })
      expect(judge(unknown({ reviewReason: 'unreadable-a-day-after-expiry' }), {})).toMatchObject({
        kind: 'note',
        changes: { reviewReason: 'late-payment', capturedMinor: 1999 },
      })
    })

    it('takes over a reason of the bank', () => {
      expect(judge(unknown(), { amountMinor: 5000, depositedMinor: 5000 })).toEqual(
        noted({ reviewReason: 'amount-differs' }),
      )
      expect(judge(unknown(), { isChargeback: true })).toEqual(
        noted({ reviewReason: 'chargeback', capturedMinor: 1999, refundedMinor: 0 }),
      )
    })

    it.each<[string, Partial<Evidence>]>([
      ['that nobody paid', { phase: 'registered', depositedMinor: 0 }],
      ['that it was declined', { phase: 'declined', depositedMinor: 0 }],
      ['that it is on hold on the way', { phase: 'held', depositedMinor: 0, amountState: 'held' }],
      ['that the buyer is paying', { phase: 'authenticating', depositedMinor: 0 }],
      ['the payment of another order', { orderNumber: 'ORDER2' }],
    ])('says nothing new if it says %s', (_what, fields) => {
      expect(judge(unknown(), fields)).toEqual(unchanged)
    })
  })
})

describe('an answer about a paid order', () => {
  it('changes nothing while it says the same', () => {
    expect(judge(paid())).toEqual(unchanged)
  })

  it.each<[string, Partial<Evidence>, object]>([
    ['a total', { phase: 'refunded', refundedMinor: 500, depositedMinor: 1999 }, partly(500)],
    ['the amount left', { phase: 'refunded', refundedMinor: undefined, depositedMinor: 1499 }, partly(500)],
    ['both', { phase: 'refunded', refundedMinor: 500, depositedMinor: 1499 }, partly(500)],
    ['both, one of them lagging', { phase: 'refunded', refundedMinor: 500, depositedMinor: 1399 }, partly(600)],
    ['a total with status 2', { refundedMinor: 500 }, partly(500)],
    ['the whole total', { phase: 'refunded', refundedMinor: 1999, depositedMinor: 0 }, refunded(1999)],
    ['nothing left', { phase: 'refunded', refundedMinor: undefined, depositedMinor: 0 }, refunded(1999)],
  ])('records a refund made elsewhere and shown by %s', (_what, fields, decision) => {
    expect(judge(paid(), fields)).toEqual(decision)
  })

  it('counts from the captured amount after a partial capture', () => {
    const part = paid({ capture: 'manual', capturingMinor: 1500, capturedMinor: 1500 })

    expect(judge(part, { depositedMinor: 1500 })).toEqual(unchanged)
    expect(judge(part, { phase: 'refunded', refundedMinor: 1500, depositedMinor: 0 })).toEqual(refunded(1500))
    expect(judge(part, { phase: 'refunded', refundedMinor: 1501, depositedMinor: 0 })).toEqual(
      review('refund-of-unknown-amount'),
    )
  })

  it('notes a further partial refund, and moves with the last', () => {
    const partiallyRefunded = paid({ status: 'partially_refunded', refundedMinor: 500 })

    expect(judge(partiallyRefunded, { phase: 'refunded', refundedMinor: 700, depositedMinor: 1299 })).toEqual({
      kind: 'note',
      changes: { refundedMinor: 700 },
    })
    expect(judge(partiallyRefunded, { phase: 'refunded', refundedMinor: 1999, depositedMinor: 0 })).toEqual(
      refunded(1999),
    )
  })

  it('changes nothing when it is older than what is known', () => {
    const partiallyRefunded = paid({ status: 'partially_refunded', refundedMinor: 500 })

    expect(judge(partiallyRefunded, { phase: 'refunded', refundedMinor: 300, depositedMinor: 1699 })).toEqual(unchanged)
    expect(judge(partiallyRefunded, { phase: 'refunded', refundedMinor: 500, depositedMinor: 1499 })).toEqual(unchanged)
    expect(judge(partiallyRefunded)).toEqual(unchanged)
  })

  it('asks for a person if a refund has no amount', () => {
    const untold = { phase: 'refunded', refundedMinor: undefined, depositedMinor: undefined } as const

    expect(judge(paid(), untold)).toEqual(review('refund-of-unknown-amount'))
    expect(judge(paid({ status: 'partially_refunded', refundedMinor: 500 }), untold)).toEqual(unchanged)
  })

  it('asks for a person on a chargeback', () => {
    expect(judge(paid(), { isChargeback: true })).toEqual(review('chargeback'))
  })

  it.each<PaymentPhase>(['registered', 'authenticating', 'declined', 'held', 'reversed'])(
    'asks for a person when the payment is denied an hour after it (%s), and waits until then',
    (phase) => {
      expect(judge(paid(), { phase }, new Date('2026-01-01T13:01:00Z'))).toEqual(review('paid-then-denied'))
      expect(judge(paid(), { phase }, new Date('2026-01-01T13:00:59.999Z'))).toEqual(unchanged)
    },
  )

  it('believes a denial if the time of payment is unknown', () => {
    expect(reconsiderDenied(paid({ paidAt: undefined }), dayLater)).toEqual(review('paid-then-denied'))
  })

  it.each<PaymentPhase>(['pending', 'partly-captured', 'unrecognized'])('changes nothing when it says %s', (phase) => {
    expect(judge(paid(), { phase, refundedMinor: 500 })).toEqual(unchanged)
  })

  it.each<[string, Partial<Order>, Partial<Evidence>, object]>([
    ['a part is left', {}, { refundedMinor: undefined, depositedMinor: 1499 }, partly(500)],
    ['a part is left, with a lagging total', {}, { refundedMinor: 0, depositedMinor: 1499 }, partly(500)],
    [
      'a part of a part is left',
      { capturedMinor: 1500 },
      { refundedMinor: undefined, depositedMinor: 500 },
      partly(1000),
    ],
    ['no further refund', { status: 'partially_refunded', refundedMinor: 500 }, { depositedMinor: 1499 }, unchanged],
    ['all of it is left', {}, { refundedMinor: undefined, depositedMinor: 1999 }, unchanged],
    [
      'nothing is left, which could also mean no payment yet',
      {},
      { refundedMinor: undefined, depositedMinor: 0 },
      unchanged,
    ],
    ['nothing', {}, { refundedMinor: undefined, depositedMinor: undefined }, unchanged],
  ])('records refunds with orderStatus 7 (BT iPay): %s', (_what, fields, told, decision) => {
    expect(judge(paid(fields), { phase: 'pending', ...told })).toEqual(decision)
  })

  it.each<[string, Partial<Evidence>]>([
    ['another order number', { orderNumber: 'ORDER2' }],
    ["another of the gateway's ids", { gatewayOrderId: '0aa0-2' }],
  ])('changes nothing when it has %s', (_what, fields) => {
    expect(judge(paid(), { ...fields, isChargeback: true, phase: 'refunded', refundedMinor: 1999 })).toEqual(unchanged)
  })

  it('counts even if it does not name the order: it was asked for by our id', () => {
    const nameless = { orderNumber: undefined, gatewayOrderId: undefined }

    expect(judge(paid(), { ...nameless, refundedMinor: 500 })).toEqual(partly(500))
  })

  it('never lowers the refunded amount, never exceeds the captured one, and never undoes a payment', () => {
    const phases: PaymentPhase[] = ['registered', 'held', 'captured', 'reversed', 'refunded', 'declined', 'pending']
    fc.assert(
      fc.property(
        fc.record({
          phase: fc.constantFrom(...phases),
          refundedMinor: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
          depositedMinor: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
          isChargeback: fc.boolean(),
        }),
        fc.integer({ min: 0, max: 1999 }),
        (fields, refundedMinor) => {
          const order = paid({ refundedMinor, status: refundedMinor === 0 ? 'paid' : 'partially_refunded' })

          const decision = judge(order, fields)

          if (decision.kind === 'unchanged') return
          if (decision.kind !== 'move' && decision.kind !== 'note') throw new Error(decision.kind)
          const after = decision.changes.refundedMinor ?? refundedMinor
          expect(after).toBeGreaterThanOrEqual(refundedMinor)
          expect(after).toBeLessThanOrEqual(1999)
          if (decision.kind === 'move') expect(['partially_refunded', 'refunded', 'review']).toContain(decision.to)
        },
      ),
    )
  })
})
