import type { OrderStatus, ReviewReason } from '../../order.ts'

/** What happens to money that arrives for an expired or declined order, or for a `reference` that is already paid. */
export type LatePayment = 'hand-over' | 'review' | 'refund'

/** Why money is late. */
export type LateReason = Extract<ReviewReason, 'late-payment' | 'reference-already-paid'>

/**
 * What happens to late money that would bring its order to a status. A hold is never reversed automatically (the
 * gateway allows one attempt, BPC: capture and reversal): instead of a refund, a person must look.
 */
export function fateOfLateMoney(to: OrderStatus, wanted: LatePayment): LatePayment {
  return wanted === 'refund' && to !== 'paid' ? 'review' : wanted
}
