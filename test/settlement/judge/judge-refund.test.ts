import fc from 'fast-check'
import { GatewayRefusedError, GatewayUnavailableError } from '../../../src/errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../../src/gateway/answers.ts'
import type { Evidence, ListedRefund } from '../../../src/gateway/evidence.ts'
import type { Refund } from '../../../src/ledger/refund-ledger.ts'
import { judgeRefund } from '../../../src/settlement/judge/judge-refund.ts'
import { anOrder, paidEvidence } from '../../support/samples.ts'

const order = anOrder({ status: 'paid', capturedMinor: 1999 })
const ours = 'a1b2c3'
const refund = (fields: Partial<Refund> = {}): Refund => ({
  orderNumber: order.orderNumber,
  key: 'return-1',
  amountMinor: 500,
  externalRefundId: ours,
  refundedBeforeMinor: 0,
  tryNumber: 1,
  askedForMs: 0,
  ...fields,
})

const answered: Acknowledgement = { outcome: 'answered' }
const refused: Acknowledgement = { outcome: 'refused', error: new GatewayRefusedError('no', '5') }
const silent = { outcome: 'unavailable', error: new GatewayUnavailableError('nothing') } as const

const listed = (externalRefundId: string | undefined, amountMinor = 500, isDone = true): ListedRefund => ({
  externalRefundId,
  amountMinor,
  isDone,
})
const said = (fields: Partial<Evidence> = {}): StatusAnswer => ({ outcome: 'answered', evidence: paidEvidence(fields) })
const untold = said({ depositedMinor: undefined, refundedMinor: undefined })
const nothingBack = said()
const fiveBack = said({ phase: 'refunded', depositedMinor: 1499, refundedMinor: 500 })

const made = (refundedMinor?: number) => ({ kind: 'made', refundedMinor })
const no = { kind: 'refused' }
const unknown = { kind: 'unknown' }

describe('the outcome of a refund', () => {
  it.each<[string, Acknowledgement | undefined, StatusAnswer, object]>([
    ['answered, and the amounts show it', answered, fiveBack, made(500)],
    ['answered, and no amounts are given', answered, untold, made()],
    ['answered, and the question after it is not', answered, silent, unknown],
    ['answered, and the question after it is about another order', answered, said({ orderNumber: 'OTHER' }), unknown],
    ['answered, and the amounts do not show it yet', answered, nothingBack, unknown],
    ['refused, and the amounts agree', refused, nothingBack, no],
    ['refused, and no amounts are given', refused, untold, no],
    ['refused, and the amounts show it (Satim knows its id)', refused, fiveBack, made(500)],
    ['refused, and the question after it is not answered', refused, silent, unknown],
    ['not answered, and the amounts show it', silent, fiveBack, made(500)],
    ['not answered, and the amounts do not show it', silent, nothingBack, unknown],
    ['not answered, and no amounts are given', silent, untold, unknown],
    ['not answered, nor is the question after it', silent, silent, unknown],
    ['not sent again, and the amounts show it', undefined, fiveBack, made(500)],
    ['not sent again, and the amounts do not show it', undefined, nothingBack, unknown],
    ['refused, and there is no such order', refused, { outcome: 'absent' }, no],
    ['answered, and there is no such order', answered, { outcome: 'absent' }, unknown],
    ['not answered, and there is no such order', silent, { outcome: 'absent' }, unknown],
  ])('that was %s', (_what, call, status, verdict) => {
    expect(judgeRefund(refund(), order, call, status)).toEqual(verdict)
  })

  it('does not follow from a refused repeat: the refund may have been made before, and not be shown yet', () => {
    const hourMs = 3_600_000
    const absent = { outcome: 'absent' } as const
    const again = (askedForMs: number) => refund({ tryNumber: 2, askedForMs })

    expect(judgeRefund(again(hourMs - 1), order, refused, nothingBack)).toEqual(unknown)
    // No status lags by an hour.
    expect(judgeRefund(again(hourMs), order, refused, nothingBack)).toEqual(no)
    expect(judgeRefund(again(hourMs), order, refused, untold)).toEqual(unknown)
    expect(judgeRefund(again(hourMs), order, refused, absent)).toEqual(unknown)
    expect(judgeRefund(again(0), order, refused, fiveBack)).toEqual(made(500))
  })

  it('follows from the list if that names it, or else from the totals', () => {
    const list = (refunds: readonly ListedRefund[], refundedMinor = 500) =>
      said({ phase: 'refunded', depositedMinor: 1999 - refundedMinor, refundedMinor, refunds })

    expect(judgeRefund(refund(), order, silent, list([listed(ours)]))).toEqual(made(500))
    expect(judgeRefund(refund(), order, silent, list([listed(ours, 500, false)], 0))).toEqual(unknown)
    // The list is complete and names another one, of the same amount.
    expect(judgeRefund(refund(), order, silent, list([listed('other')]))).toEqual(no)
    // The list gives no ids, so the totals decide.
    expect(judgeRefund(refund(), order, silent, list([listed(undefined)]))).toEqual(made(500))
    // More was refunded than this one, and nothing says what.
    expect(judgeRefund(refund(), order, silent, said({ depositedMinor: 1299, refundedMinor: 700 }))).toEqual(unknown)
    expect(judgeRefund(refund(), order, answered, said({ depositedMinor: 1299, refundedMinor: 700 }))).toEqual(made())
    // Everything refunded is listed, and this one is not among it.
    expect(judgeRefund(refund(), order, silent, list([listed(undefined, 1500)], 1500))).toEqual(no)
  })

  it('does not follow from what a list leaves out or from failed refunds', () => {
    const list = (refunds: readonly ListedRefund[], refundedMinor: number) =>
      said({ phase: 'refunded', depositedMinor: 1999 - refundedMinor, refundedMinor, refunds })
    const second = refund({ refundedBeforeMinor: 200 })

    // Of the 700 the list shows only the other one. The totals say that 500 more came after it.
    expect(judgeRefund(second, order, silent, list([listed('other', 200)], 700))).toEqual(made(700))
    // Ours is there without its id, after the other one.
    expect(judgeRefund(second, order, silent, list([listed('other', 200), listed(undefined)], 700))).toEqual(made(700))
    // A failed one without an id does not count, so the list is incomplete.
    const failed = [listed('other', 200), listed(undefined, 500, false)]
    expect(judgeRefund(refund(), order, silent, list(failed, 700))).toEqual(unknown)
    // One of the same amount was made before ours was asked for.
    const before = refund({ refundedBeforeMinor: 500 })
    expect(judgeRefund(before, order, refused, list([listed(undefined)], 500))).toEqual(no)
    // All of it went back in another way, but never more than all.
    expect(judgeRefund(refund(), order, silent, list([listed('other', 1999)], 1999))).toEqual(no)
    const tooMuch = said({ depositedMinor: 0, refundedMinor: 2500, refunds: [listed('other', 2500)] })
    expect(judgeRefund(refund(), order, silent, tooMuch)).toEqual(unknown)
  })

  it('follows from either amount alone', () => {
    const again = refund({ tryNumber: 2, askedForMs: 3_600_000 })

    for (const fields of [{ depositedMinor: undefined }, { refundedMinor: undefined }]) {
      expect(judgeRefund(again, order, refused, said(fields))).toEqual(no)
    }
  })

  it('counts from what had been refunded before it', () => {
    const second = refund({ refundedBeforeMinor: 500 })

    expect(judgeRefund(second, order, silent, fiveBack)).toEqual(unknown)
    expect(judgeRefund(second, order, silent, said({ depositedMinor: 999, refundedMinor: 1000 }))).toEqual(made(1000))
  })

  it('is final when money went back in another way meanwhile: the gateway would never make the refund', () => {
    const portal = said({ phase: 'refunded', depositedMinor: 1699, refundedMinor: 300 })

    expect(judgeRefund(refund(), order, silent, portal)).toEqual(no)
    expect(judgeRefund(refund(), order, undefined, portal)).toEqual(no)
    expect(judgeRefund(refund({ tryNumber: 2 }), order, refused, portal)).toEqual(no)
  })

  it("does not follow from another order's answer", () => {
    const otherOrder = said({ orderNumber: 'ORDER2', depositedMinor: 0, refundedMinor: 1999 })

    expect(judgeRefund(refund(), order, silent, otherOrder)).toEqual(unknown)
    expect(judgeRefund(refund(), order, refused, otherOrder)).toEqual(unknown)
    const otherId = said({ gatewayOrderId: '0aa0-2', depositedMinor: 1499, refundedMinor: 500 })
    expect(judgeRefund(refund(), order, silent, otherId)).toEqual(unknown)
    // Not every gateway repeats which order the answer is about.
    const nameless = said({
      gatewayOrderId: undefined,
      orderNumber: undefined,
      depositedMinor: 1499,
      refundedMinor: 500,
    })
    expect(judgeRefund(refund(), order, silent, nameless)).toEqual(made(500))
  })

  it('is never made by amounts below it, and never refused by amounts that show it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Acknowledgement | undefined>(answered, refused, silent, undefined),
        fc.integer({ min: 0, max: 1999 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 3 }),
        (call, totalMinor, refundedBeforeMinor, amountMinor, tryNumber) => {
          const asked = refund({ refundedBeforeMinor, amountMinor, tryNumber })
          const status = said({ phase: 'refunded', refundedMinor: totalMinor, depositedMinor: 1999 - totalMinor })

          const { kind } = judgeRefund(asked, order, call, status)

          const shownMinor = totalMinor - refundedBeforeMinor
          if (shownMinor === amountMinor) expect(kind).toBe('made')
          if (shownMinor < amountMinor) expect(kind).not.toBe('made')
          if (shownMinor > amountMinor && call !== refused) expect(kind).not.toBe('refused')
        },
      ),
    )
  })
})
