import type { JsonValue } from '../../json.ts'
import type { ClosingLedger } from '../../ledger/closing-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import { makeHandOver } from './hand-over.ts'
import type { HandOver, HandOverDeps } from './hand-over.ts'
import type { HandOverContext } from './handlers.ts'
import { closing } from './task.ts'

/**
 * Tells the store that an order ended unpaid: nobody paid in time, the bank said no for good, or a hold was released.
 * Must accept the same order number twice. Money may still come later.
 */
export type OnClosed<Meta = JsonValue | undefined> = (order: Order<Meta>, context: HandOverContext) => unknown

/** Tells the store that orders ended unpaid: one caller at a time across all processes, retried until it works. */
export type Closing = Omit<HandOver, 'claimTerms'>

export interface ClosingDeps extends Pick<HandOverDeps, 'leaseMs' | 'clock' | 'logger'> {
  readonly ledger: Omit<ClosingLedger, 'makeClosingsDue' | 'reviveClosing' | 'unfinishedClosings'> &
    Pick<OrderLedger, 'find' | 'history'>
  readonly onClosed: OnClosed | undefined
}

/**
 * The machinery of hand-overs: its claims, leases, fences and waits. The claims themselves are others: an order that
 * ended unpaid may be paid later, and its goods then go out whatever became of its closing.
 */
export function makeClosing({ ledger, onClosed, ...deps }: ClosingDeps): Closing {
  return makeHandOver({
    ...deps,
    task: closing,
    onPaid: onClosed,
    onPaidInTransaction: undefined,
    // Its error line says so, and the entry: an `onStuck` expects goods that are stuck.
    onStuck: () => undefined,
    ledger: {
      find: (orderNumber) => ledger.find(orderNumber),
      history: (orderNumber) => ledger.history(orderNumber),
      claimHandOver: (orderNumber, request) => ledger.claimClosing(orderNumber, request),
      renewHandOver: (claim, leaseMs) => ledger.renewClosing(claim, leaseMs),
      completeHandOver: (claim, trigger) => ledger.completeClosing(claim, trigger),
      withdrawHandOver: (claim, withdrawal) => ledger.withdrawClosing(claim, withdrawal),
      failHandOver: (claim, failure) => ledger.failClosing(claim, failure),
    },
  })
}
