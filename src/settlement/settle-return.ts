import type { Clock } from '../clock.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import { within } from '../within.ts'
import type { PatientSettle } from './patient-settle.ts'
import type { Settled } from './settled.ts'

export interface SettleReturnDeps {
  readonly ledger: Pick<OrderLedger, 'noteReturn'>
  readonly settleForOwner: PatientSettle
  readonly clock: Clock
  readonly logger: Logger
}

/** How long a buyer waits for a note that is of no use to them, in milliseconds. Chosen by feel. */
const notePatienceMs = 1_000

/**
 * Settles an order whose browser has come back, and sees to it that the ledger knows when it first did. Whatever the
 * return writes anyway says so; only where it writes nothing, there is a write of its own.
 */
export function makeSettleReturn({
  ledger,
  settleForOwner,
  clock,
  logger,
}: SettleReturnDeps): (order: Order) => Promise<Settled> {
  async function note({ orderNumber }: Order, returnedAt: Date): Promise<void> {
    const noted = ledger.noteReturn(orderNumber, returnedAt).catch((error: unknown) => {
      logger.warn({ orderNumber, err: error }, 'that a buyer came back could not be written down')
    })
    await within(clock, notePatienceMs, noted)
  }

  return async (order) => {
    const { orderNumber } = order
    if (order.returnedAt) return settleForOwner(orderNumber, 'return', { justRead: order })
    const returnedAt = clock.now()
    const settled = await settleForOwner(orderNumber, 'return', { justRead: order, returnedAt })
    if (!settled.order.returnedAt) await note(order, returnedAt)
    return settled
  }
}
