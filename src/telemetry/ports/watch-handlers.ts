import type { OnClosed } from '../../settlement/hand-over/closing.ts'
import type { OnPaid, OnPaidInTransaction } from '../../settlement/hand-over/handlers.ts'
import type { HandOverEvent } from '../events.ts'
import type { Telemetry } from '../telemetry.ts'

/** What a store's handlers do. */
export interface Handlers {
  readonly onPaid?: OnPaid | undefined
  readonly onPaidInTransaction?: OnPaidInTransaction | undefined
  readonly onClosed?: OnClosed | undefined
}

/** The same handlers, whose runs are told of. */
export function watchHandlers<Given extends Handlers>(given: Given, telemetry: Telemetry): Given {
  const { onPaid, onPaidInTransaction, onClosed } = given

  /** A handler need not return a promise, and may throw at once. */
  function run(handler: HandOverEvent['handler'], order: Parameters<OnPaid>[0], work: () => unknown): Promise<unknown> {
    const { orderNumber, traceParent } = order
    const begin = () => ({ handler, orderNumber, traceParent })
    return telemetry.operation('hand-over', { begin }, () => new Promise((resolve) => resolve(work())))
  }

  const watched: Handlers = {
    onPaid: onPaid && ((order, context) => run('onPaid', order, () => onPaid(order, context))),
    onPaidInTransaction:
      onPaidInTransaction &&
      ((order, transaction, context) =>
        run('onPaidInTransaction', order, () => onPaidInTransaction(order, transaction, context))),
    onClosed: onClosed && ((order, context) => run('onClosed', order, () => onClosed(order, context))),
  }
  return { ...given, ...watched }
}
