import { makePutInReview } from './put-in-review.ts'
import type { PutInReview, PutInReviewDeps } from './put-in-review.ts'
import { makeResolve } from './resolve.ts'
import type { Resolve, ResolveDeps } from './resolve.ts'

/** What a person can do about an order that nothing else may decide about. */
export interface Review {
  readonly putInReview: PutInReview
  readonly resolve: Resolve
}

export function makeReview(deps: PutInReviewDeps & ResolveDeps): Review {
  return { putInReview: makePutInReview(deps), resolve: makeResolve(deps) }
}
