import type { Settle } from '../../settlement/settled.ts'
import { settledFacts } from './settled-facts.ts'
import type { Telemetry } from '../telemetry.ts'

/** The same `settle`, which is told of. */
export function watchSettle(settle: Settle, telemetry: Telemetry): Settle {
  return (orderNumber, trigger, known) =>
    telemetry.operation('settle', { begin: () => ({ orderNumber, trigger }), end: settledFacts }, () =>
      settle(orderNumber, trigger, known),
    )
}
