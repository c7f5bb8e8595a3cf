import type { Clock } from '../clock.ts'
import { askAgainMs } from './judge/plan.ts'
import type { Settle, Settled } from './settled.ts'

/**
 * Settles an order whose buyer has just come back, or of which the gateway has just told, with patience for a status
 * that lags.
 */
export type PatientSettle = (orderNumber: string, trigger: 'return' | 'callback') => Promise<Settled>

/**
 * How long to wait for a gateway whose status lags behind its own redirect or callback, in milliseconds.
 */
const lagPatienceMs = 3_000

/**
 * An untried order (0/-100) of a buyer who comes back, or of which the gateway tells, is asked about again for a little
 * while.
 */
export function makePatientSettle({
  settle,
  clock,
}: {
  readonly settle: Settle
  readonly clock: Clock
}): PatientSettle {
  return async (orderNumber, trigger) => {
    const deadline = clock.elapsedMs() + lagPatienceMs
    let settled = await settle(orderNumber, trigger)
    while (settled.standing === 'open' && settled.isUntried && clock.elapsedMs() + askAgainMs <= deadline) {
      await clock.sleep(askAgainMs)
      settled = await settle(orderNumber, trigger)
    }
    return settled
  }
}
