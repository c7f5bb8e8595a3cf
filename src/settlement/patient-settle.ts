import type { Clock } from '../clock.ts'
import { askAgainMs } from './judge/plan.ts'
import type { KnownBefore, Settle, Settled } from './settled.ts'

/** Settles an order after a return or a callback, with patience for a status that lags. */
export type PatientSettle = (
  orderNumber: string,
  trigger: 'return' | 'callback',
  known?: KnownBefore,
) => Promise<Settled>

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
  return async (orderNumber, trigger, known) => {
    const deadline = clock.elapsedMs() + lagPatienceMs
    let settled = await settle(orderNumber, trigger, known)
    while (settled.standing === 'open' && settled.isUntried && clock.elapsedMs() + askAgainMs <= deadline) {
      await clock.sleep(askAgainMs)
      settled = await settle(orderNumber, trigger, known && { returnedAt: known.returnedAt })
    }
    return settled
  }
}
