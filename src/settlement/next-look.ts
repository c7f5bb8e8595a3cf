import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import type { Plan } from './judge/plan.ts'
import { readAgain } from './read-again.ts'
import { stand } from './settled.ts'
import type { Settled, Standing } from './settled.ts'

/** Leaves an order as it is until its next look. If another caller moved it meanwhile, resolves to what it is now. */
export type PlanNextLook = (order: Order, standing: Standing, options?: NextLookOptions) => Promise<Settled>

export interface NextLookOptions {
  /** Nobody has tried to pay yet. */
  readonly isUntried?: boolean
  /** When to look at the latest, in milliseconds; the plan may be sooner. */
  readonly retryInMs?: number | undefined
}

export interface NextLookDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'plan'>
  readonly plan: Plan
  readonly clock: Clock
}

export function makePlanNextLook({ ledger, plan, clock }: NextLookDeps): PlanNextLook {
  return async (order, standing, { isUntried = false, retryInMs = Infinity } = {}) => {
    const plannedInMs = plan.nextCheckInMs(order, clock.now()) ?? Infinity
    const checkInMs = Math.min(plannedInMs, retryInMs)
    const isUnmoved = await ledger.plan(order, Number.isFinite(checkInMs) ? plan.jittered(checkInMs) : null)
    return isUnmoved ? { ...stand(order, standing), isUntried, wasAsked: true } : readAgain(ledger, order)
  }
}
