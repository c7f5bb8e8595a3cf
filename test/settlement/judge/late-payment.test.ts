import { fateOfLateMoney } from '../../../src/settlement/judge/late-payment.ts'

describe('late money', () => {
  it.each(['hand-over', 'review', 'refund'] as const)('that was captured ends as the store wants it: %s', (wanted) => {
    expect(fateOfLateMoney('paid', wanted)).toBe(wanted)
  })

  it.each([
    ['hand-over', 'hand-over'],
    ['review', 'review'],
    // A hold is not refunded but reversed, and of that the gateway allows one attempt.
    ['refund', 'review'],
  ] as const)('that is only on hold: a store that wants %s gets %s', (wanted, fate) => {
    expect(fateOfLateMoney('held', wanted)).toBe(fate)
  })
})
