import type { EntryKind } from '../../ledger/entry.ts'
import { isEndedUnpaid, isPaid } from '../../order.ts'
import type { Order } from '../../order.ts'

/** What a store's handler is called for, once per order, under a claim. */
export interface Task {
  /** The option that holds the handler. */
  readonly handler: 'onPaid' | 'onClosed'
  /** In the log. */
  readonly name: 'hand-over' | 'closing'
  /** The entry of a failed try. */
  readonly failed: EntryKind
  /** Whether the ledger has recorded that the handler has resolved. */
  readonly isDone: (order: Order) => boolean
  /** What becomes of a claim, now that the order is read under it. */
  readonly fateOf: (order: Order) => 'call' | 'withdraw' | 'give-up'
  readonly words: {
    readonly done: string
    /** It has resolved, and the ledger did not take that. */
    readonly unrecorded: string
    /** The same for good. */
    readonly lost: string
    readonly withdrawn: string
  }
}

/** The goods of a paid order. */
export const goods: Task = {
  handler: 'onPaid',
  name: 'hand-over',
  failed: 'hand-over-failed',
  isDone: ({ handOver }) => handOver === 'done',
  fateOf({ status }) {
    if (status === 'refunded') return 'withdraw'
    // A person decides about any other order.
    return isPaid(status) ? 'call' : 'give-up'
  },
  words: {
    done: 'order handed over',
    unrecorded: 'the goods are out, but the record failed: retrying',
    lost: 'hand-over was not recorded: its claim was lost, or the money went back',
    withdrawn: 'the money went back before the goods went out',
  },
}

/** Word that an order ended unpaid: what was reserved for it may be sold again. */
export const closing: Task = {
  handler: 'onClosed',
  name: 'closing',
  failed: 'closing-failed',
  isDone: (order) => order.closing === 'done',
  // Whatever the order is now, nothing may be sold again that it may still owe.
  fateOf: ({ status }) => (isEndedUnpaid(status) ? 'call' : 'withdraw'),
  words: {
    done: 'the store was told that the order ended unpaid',
    unrecorded: 'the store was told that the order ended unpaid, but the record failed: retrying',
    lost: 'a closing was not recorded: its claim was lost',
    withdrawn: 'money came, or a person looks, before the store was told that the order ended unpaid',
  },
}
