import type { OwnGateway } from '../gateway-account.ts'
import { makeRequireOrder } from '../money-out/checks.ts'
import { makePutInReview } from './put-in-review.ts'
import type { PutInReview, PutInReviewDeps } from './put-in-review.ts'
import { makeResolve } from './resolve.ts'
import type { Resolve, ResolveDeps } from './resolve.ts'

/** What a person can do about an order that nothing else may decide about. */
export interface Review {
  readonly putInReview: PutInReview
  readonly resolve: Resolve
}

export interface ReviewDeps extends OwnGateway, PutInReviewDeps, Omit<ResolveDeps, 'ledger' | 'requireOrder'> {
  readonly ledger: PutInReviewDeps['ledger'] & ResolveDeps['ledger']
}

export function makeReview(deps: ReviewDeps): Review {
  // Its login need not be able to move money.
  const requireOrder = makeRequireOrder({ ...deps, refusal: undefined })
  return { putInReview: makePutInReview(deps), resolve: makeResolve({ ...deps, requireOrder }) }
}
