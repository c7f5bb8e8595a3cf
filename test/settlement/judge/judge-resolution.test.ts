import type { Evidence } from '../../../src/gateway/evidence.ts'
import type { Order } from '../../../src/order.ts'
import { judgeResolution } from '../../../src/settlement/judge/judge-resolution.ts'
import type { Resolution } from '../../../src/settlement/judge/judge-resolution.ts'
import { anOrder, heldEvidence, paidEvidence, untriedEvidence } from '../../support/samples.ts'

const now = new Date('2026-01-02T12:00:00Z')

const inReview = (fields: Partial<Order> = {}): Order =>
  anOrder({ status: 'review', reviewReason: 'action-code-is-not-0', ...fields })

const judge = (as: Resolution, said: Evidence | undefined, order = inReview(), at = now) =>
  judgeResolution(order, said, as, at)

const refundedEvidence = paidEvidence({ phase: 'refunded', depositedMinor: 0, refundedMinor: 1999 })
const declinedEvidence = untriedEvidence({ phase: 'declined', isUntried: false })

describe('an order in review', () => {
  it('is taken as paid once all of its money is at the bank', () => {
    expect(judge('paid', paidEvidence({ actionCode: '5', bindingId: 'b-1' }))).toEqual({
      outcome: 'allowed',
      to: 'paid',
      changes: {
        paymentWay: 'CARD',
        card: { maskedNumber: '411111**1111', brand: 'VISA' },
        approvalCode: '123456',
        bindingId: 'b-1',
        capturedMinor: 1999,
        refundedMinor: 0,
        paidAt: new Date('2026-01-01T12:01:00Z'),
        reviewReason: undefined,
      },
    })
  })

  it('keeps the time at which it was paid first', () => {
    const paidAt = new Date('2026-01-01T12:00:30Z')

    expect(judge('paid', paidEvidence(), inReview({ paidAt }))).toMatchObject({ changes: { paidAt } })
    expect(judge('paid', paidEvidence({ paidAt: undefined }))).toMatchObject({ changes: { paidAt: now } })
  })

  it('is taken as paid in part where some of it went back', () => {
    const said = paidEvidence({ depositedMinor: 1500, refundedMinor: 499 })

    expect(judge('paid', said)).toMatchObject({
      to: 'partially_refunded',
      changes: { capturedMinor: 1999, refundedMinor: 499 },
    })
    // What we know to have gone back, the bank does not take back.
    expect(judge('paid', paidEvidence(), inReview({ capturedMinor: 1999, refundedMinor: 600 }))).toMatchObject({
      to: 'partially_refunded',
      changes: { refundedMinor: 600 },
    })
  })

  it('is taken as paid for what a capture was to take', () => {
    const order = inReview({ capture: 'manual', capturingMinor: 500 })

    expect(judge('paid', paidEvidence({ depositedMinor: 500 }), order)).toMatchObject({ to: 'paid' })
    expect(judge('paid', paidEvidence(), order)).toMatchObject({
      reason: 'the bank says that 19.99 EUR were captured, and 5.00 EUR are to be',
    })
  })

  it.each<[string, Evidence | undefined, string]>([
    ['that the bank does not know', undefined, 'the bank does not know this order'],
    [
      "with another order's number",
      paidEvidence({ orderNumber: 'ANOTHER' }),
      "the bank's answer is about another order",
    ],
    ["with another order's id", paidEvidence({ gatewayOrderId: '0aa0-2' }), "the bank's answer is about another order"],
    ['in another currency', paidEvidence({ currency: 'USD' }), "the bank's currency is USD, not EUR"],
    ['without a currency', paidEvidence({ currency: undefined }), "the bank's currency is not told, not EUR"],
    ['that was charged back', paidEvidence({ isChargeback: true }), 'the bank says that the payment was charged back'],
    [
      'of which too little was captured',
      paidEvidence({ depositedMinor: 1500 }),
      'the bank says that 15.00 EUR were captured, and 19.99 EUR are to be',
    ],
    [
      'of which too much was captured',
      paidEvidence({ depositedMinor: 2000 }),
      'the bank says that 20.00 EUR were captured, and 19.99 EUR are to be',
    ],
    ['that is on hold', heldEvidence(), 'the bank says that the money is on hold, and not captured'],
    ['that is not paid', untriedEvidence(), 'the bank says that it is not paid'],
    ['that was declined', declinedEvidence, 'the bank says that it was declined'],
    [
      'that is being paid',
      untriedEvidence({ phase: 'authenticating' }),
      'the bank says that the buyer is paying just now',
    ],
    ['of which nothing is left', refundedEvidence, 'all of the money went back: resolve it as refunded'],
  ])('is not taken as paid if it is one %s', (_what, said, reason) => {
    expect(judge('paid', said)).toEqual({ outcome: 'refused', reason })
  })

  it('is taken as refunded once nothing of it is left', () => {
    const changes = { capturedMinor: 1999, refundedMinor: 1999, reviewReason: undefined }

    expect(judge('refunded', refundedEvidence)).toEqual({ outcome: 'allowed', to: 'refunded', changes })
    expect(judge('refunded', paidEvidence({ isChargeback: true }))).toEqual({
      outcome: 'allowed',
      to: 'refunded',
      changes,
    })
    // A part that was captured by mistake, and given back.
    expect(judge('refunded', paidEvidence({ phase: 'refunded', depositedMinor: 0, refundedMinor: 500 }))).toMatchObject(
      {
        changes: { capturedMinor: 500, refundedMinor: 500 },
      },
    )
  })

  it.each<[string, Evidence | undefined, string]>([
    [
      'some is left',
      paidEvidence({ depositedMinor: 1, refundedMinor: 1998 }),
      'the bank says that 0.01 EUR are left: refund them first',
    ],
    ['the bank does not know it', undefined, 'the bank does not know this order'],
    ['nothing was paid', untriedEvidence(), 'the bank says that it is not paid'],
    [
      'some is left of more than it is for',
      paidEvidence({ phase: 'refunded', depositedMinor: 500, refundedMinor: 2000 }),
      'the bank says that 5.00 EUR are left: refund them first',
    ],
    [
      'some is left in another currency',
      paidEvidence({ currency: 'JPY' }),
      'the bank says that 1999 JPY are left: refund them first',
    ],
    [
      'some is left in a currency that nobody knows',
      paidEvidence({ currency: '999' }),
      'the bank says that amounts of it are left: refund them first',
    ],
  ])('is not taken as refunded if %s', (_what, said, reason) => {
    expect(judge('refunded', said)).toEqual({ outcome: 'refused', reason })
  })

  it('is taken as refunded if more than it is for went back, and no more than that is counted', () => {
    const said = paidEvidence({ phase: 'refunded', depositedMinor: 0, refundedMinor: 2500, amountMinor: 2500 })

    expect(judge('refunded', said)).toMatchObject({
      outcome: 'allowed',
      changes: { capturedMinor: 1999, refundedMinor: 1999 },
    })
  })

  it.each<[string, Partial<Evidence>]>([
    ['in another currency', { currency: 'USD' }],
    ['in a currency that the bank does not name', { currency: undefined }],
    ["by an answer about another order's number", { orderNumber: 'ANOTHER' }],
    ["by an answer about another order's id", { gatewayOrderId: '0aa0-2' }],
  ])('is taken as refunded if all went back %s, and none of it is counted', (_what, fields) => {
    const said = { ...refundedEvidence, ...fields }

    expect(judge('refunded', said)).toEqual({
      outcome: 'allowed',
      to: 'refunded',
      changes: { capturedMinor: 0, refundedMinor: 0, reviewReason: undefined },
    })
    // Money that we know to be there is not gone because of it.
    expect(judge('refunded', said, inReview({ capturedMinor: 1999 }))).toMatchObject({ outcome: 'refused' })
    const known = inReview({ capturedMinor: 500, refundedMinor: 500 })
    expect(judge('refunded', said, known)).toMatchObject({ changes: { capturedMinor: 500, refundedMinor: 500 } })
    expect(judge('paid', said)).toMatchObject({ outcome: 'refused' })
  })

  it('is taken as refunded where the bank does not say how much went back: a person has looked it up', () => {
    const untold = { ...refundedEvidence, depositedMinor: undefined, refundedMinor: undefined }

    expect(judge('refunded', untold)).toMatchObject({ changes: { capturedMinor: 1999, refundedMinor: 1999 } })
    expect(judge('refunded', { ...untold, phase: 'captured' })).toMatchObject({ outcome: 'refused' })
  })

  it('never has less refunded than is known to be', () => {
    const said = paidEvidence({ phase: 'refunded', depositedMinor: 0, refundedMinor: 500 })

    expect(judge('refunded', said, inReview({ capturedMinor: 1999, refundedMinor: 600 }))).toMatchObject({
      changes: { capturedMinor: 600, refundedMinor: 600 },
    })
  })

  it.each<[string, Evidence | undefined]>([
    ['was declined', declinedEvidence],
    ['was not paid in time', untriedEvidence()],
    ['has been released', heldEvidence({ phase: 'reversed', heldMinor: 0 })],
    ['is not known to the bank', undefined],
  ])('is taken as declined if it %s', (_what, said) => {
    expect(judge('declined', said)).toEqual({
      outcome: 'allowed',
      to: 'declined',
      changes: { capturedMinor: 0, reviewReason: undefined },
    })
  })

  it.each<[string, Evidence, string]>([
    ['it is paid', paidEvidence(), 'the bank says that it is paid'],
    ['it was paid and went back', refundedEvidence, 'the bank says that money went back'],
    ['it is on hold', heldEvidence(), 'the bank says that the money is on hold, and not captured'],
    ['it is declined with money', { ...declinedEvidence, depositedMinor: 1 }, 'the bank says that it was declined'],
    ['the bank is at work', untriedEvidence({ phase: 'pending' }), 'the bank says that it is still being worked on'],
    [
      'the bank says something new',
      untriedEvidence({ phase: 'unrecognized' }),
      'the bank says that it is in a state that this version does not know',
    ],
  ])('is not taken as declined while %s', (_what, said, reason) => {
    expect(judge('declined', said)).toEqual({ outcome: 'refused', reason })
  })

  it('is not taken as declined while the buyer can still pay, or after some of its money went back', () => {
    const early = new Date('2026-01-01T12:19:59Z')

    expect(judge('declined', untriedEvidence(), inReview(), early)).toEqual({
      outcome: 'refused',
      reason: 'the buyer can still pay it at the bank; wait until its time is over',
    })
    expect(judge('declined', declinedEvidence, inReview({ capturedMinor: 5, refundedMinor: 5 }))).toEqual({
      outcome: 'refused',
      reason: 'some of its money went back, so there was a payment',
    })
  })
})
