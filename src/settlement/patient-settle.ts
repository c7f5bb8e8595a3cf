import type { Clock } from '../clock.ts'
import type { Order } from '../order.ts'
import { askAgainMs } from './judge/plan.ts'
import type { Settle, Settled } from './settled.ts'

/** Settles an order after a return or a callback, with patience for a status that lags. */
export type PatientSettle = (orderNumber: string, trigger: 'return' | 'callback', justRead?: Order) => Promise<Settled>

/** How long to wait for a gateway whose status lags behind its own redirect or callback, in milliseconds. */
const lagPatienceMs = 3_000

/**
 * If the order still looks untried (0/-100) after a return or a callback, it is asked about again for a short while.
 */
export function makePatientSettle({
  settle,
  clock,
}: {
  readonly settle: Settle
  readonly clock: Clock
}): PatientSettle {
  return async (orderNumber, trigger, justRead) => {
    const deadline = clock.elapsedMs() + lagPatienceMs
    let settled = await settle(orderNumber, trigger, justRead)
    while (settled.standing === 'open' && settled.isUntried && clock.elapsedMs() + askAgainMs <= deadline) {
      await clock.sleep(askAgainMs)
      settled = await settle(orderNumber, trigger)
    }
    return settled
  }
}
