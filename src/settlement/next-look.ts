import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import type { Plan } from './judge/plan.ts'
import { readAgain } from './read-again.ts'
import { stand } from './settled.ts'
import type { Settled, Standing } from './settled.ts'

/** Leaves an order where it is until its next look; or tells what now stands, when somebody else moved it meanwhile. */
export type PlanNextLook = (order: Order, standing: Standing, options?: NextLookOptions) => Promise<Settled>

export interface NextLookOptions {
  /** Nobody has tried to pay yet. */
  readonly isUntried?: boolean
  /** When to look at the latest, in milliseconds; its plan may be sooner. */
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
