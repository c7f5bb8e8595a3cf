import type { JsonValue } from '../../src/json.ts'
import type { Entry, Trigger } from '../../src/ledger/entry.ts'
import type { Order, OrderChanges } from '../../src/order.ts'
import { makeDecisionInReview } from '../../src/settlement/decision-in-review.ts'
import { unchanged } from '../../src/settlement/judge/decision.ts'
import type { Decision } from '../../src/settlement/judge/decision.ts'
import { anOrder, paidEvidence } from '../support/samples.ts'

const order = anOrder({ status: 'review', reviewReason: 'amount-differs' })
const words = { orderStatus: 2, amount: 5140, paymentState: 'DEPOSITED' }
const sameNews: Decision = { kind: 'note', changes: { reviewReason: 'amount-differs', formUrl: undefined } }
const nothingNew: Decision = { kind: 'note', changes: {} }

function decided(
  decision: Decision,
  trigger: Trigger,
  details: readonly (JsonValue | undefined)[],
  seen: Order = order,
): Promise<Decision> {
  const entries = details.map((detail): Partial<Entry> => ({ detail })) as readonly Entry[]
  const decisionInReview = makeDecisionInReview({ history: () => Promise.resolve(entries) })
  return decisionInReview({ order: seen, trigger, evidence: paidEvidence({ redacted: words }) }, decision)
}

describe('what an answer about an order in review leads to', () => {
  it('is what the judge says, where the words are new', async () => {
    for (const details of [[], [undefined], [{ by: 'Ann' }], [words, { ...words, amount: 4990 }]]) {
      expect(await decided(sameNews, 'callback', details)).toBe(sameNews)
    }
  })

  it('is nothing where a callback brings the same words again, whatever stands beside them', async () => {
    const last = { reason: 'late-payment', ...words, paymentState: 'DEPOSITED' }
    for (const details of [[words], [last], [{ key: 'a', seen: words }, { by: 'Ann' }]]) {
      expect(await decided(sameNews, 'callback', details)).toEqual(unchanged)
    }
  })

  it.each<OrderChanges>([{ capturedMinor: 500 }, { refundedMinor: 500 }, { reviewReason: 'chargeback' }])(
    'is what the judge says, where the ledger does not hold %j yet',
    async (changes) => {
      const decision: Decision = { kind: 'note', changes }

      expect(await decided(decision, 'callback', [words])).toBe(decision)
      expect(await decided(decision, 'callback', [words], { ...order, ...changes })).toEqual(unchanged)
    },
  )

  it('is an entry of the words, and no more, where a person asks and nothing is new', async () => {
    expect(await decided(unchanged, 'settle', [words])).toEqual(nothingNew)
    expect(await decided(sameNews, 'settle', [words])).toEqual(nothingNew)
    expect(await decided(sameNews, 'settle', [])).toBe(sameNews)
    expect(await decided(unchanged, 'callback', [])).toEqual(unchanged)
  })
})
