import type { Entry } from '../ledger/entry.ts'
import type { OrderOutlook } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import type { ExplainedAction } from './words/may-do.ts'

/**
 * An order in plain English, for the people who run the store. The same words in terminal, page and JSON. Its times are
 * those of `shop.timeZone`.
 */
export interface Explanation {
  readonly orderNumber: string
  /** What is known, and by whose word; one sentence or two each, the most important first. */
  readonly known: readonly string[]
  /** What happens next by itself, the first of it `at`; undefined if nothing does. */
  readonly next: { readonly at: Date; readonly text: string } | undefined
  /** What a person may do now. The first is what usually helps. */
  readonly mayDo: readonly MayDo[]
  /** All of it, in paragraphs. */
  readonly text: string
}

export interface MayDo {
  readonly action: ExplainedAction
  /** What the order is to be, for `resolve` alone. */
  readonly as?: 'paid' | 'refunded' | 'declined'
  readonly text: string
  /** For the command line, ready to paste. */
  readonly command: string
}

/** What an explanation is made of. */
export interface Situation {
  readonly order: Order
  /** Oldest first. */
  readonly entries: readonly Entry[]
  readonly outlook: OrderOutlook
  /** Numbers of other orders of the same reference that are paid, or hold money. */
  readonly others: readonly string[]
  readonly now: Date
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string
  /** How long after it was opened Buy leads back to an open order, in milliseconds. */
  readonly reuseOpenOrderForMs: number
}
