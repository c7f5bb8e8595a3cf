import type { Decline, OrderChanges, OrderStatus, ReviewReason } from '../../order.ts'

/** What the gateway's word means for an order. */
export type Decision =
  | MoveDecision
  /** Not paid, and the buyer may still pay on the gateway's page (`orderStatus` 0 is never final). */
  | { readonly kind: 'open'; readonly isUntried: boolean; readonly decline: Decline | undefined }
  /** On hold as before, and none of it captured. */
  | { readonly kind: 'on-hold' }
  /** In progress, or a word this version does not understand: ask again. */
  | { readonly kind: 'pending' }
  /** Nothing that is new to the ledger, or that could change a settled order. */
  | { readonly kind: 'unchanged' }
  /**
   * The order keeps its status, and something about it changes: another partial refund, or money for an order in
   * review. With `reviewReason` in the changes, a person is told.
   */
  | { readonly kind: 'note'; readonly changes: OrderChanges }

/** The order moves; `changes` go with it. */
export interface MoveDecision {
  readonly kind: 'move'
  readonly to: OrderStatus
  readonly changes: OrderChanges
}

export const pending: Decision = { kind: 'pending' }
export const unchanged: Decision = { kind: 'unchanged' }

export function move(to: OrderStatus, changes: OrderChanges): MoveDecision {
  return { kind: 'move', to, changes }
}

/** Nobody should pay any more, whatever happens next. */
export function closingMove(to: OrderStatus, changes: OrderChanges): MoveDecision {
  return move(to, { ...changes, formUrl: undefined })
}

/** A person must look at a paid order. */
export function reviewOfPaid(reviewReason: ReviewReason): MoveDecision {
  return move('review', { reviewReason })
}

/** A person must look, and nobody should pay any more. */
export function review(reviewReason: ReviewReason): MoveDecision {
  return closingMove('review', { reviewReason })
}
