import type { Trigger } from './entry.ts'

/** Whose orders: one of these. */
export type ForgetTerms =
  | { readonly orderNumber: string }
  /** The store's own; also recognised once it is forgotten. */
  | { readonly reference: string }
  | { readonly clientId: string }
  /** In any case of letters. */
  | { readonly email: string }

/** What of an order can be blanked; names of its fields. */
export type ForgottenField =
  | 'reference'
  | 'description'
  | 'metadata'
  | 'email'
  | 'clientId'
  | 'bindingId'
  | 'card'
  | 'again'
  | 'traceParent'
  | 'successUrl'
  | 'failureUrl'

/**
 * Why an order is kept as it is:
 *
 * - `open`: the buyer may still pay it, or its money is on hold
 * - `due`: goods are to be handed over, and whoever does it needs what the order says
 * - `stuck`: the same, but somebody must try again first
 * - `review`: a person must decide about it
 * - `refund-under-way`: money is on its way back, or an operator is asked whether it shall be
 * - `closing-due`: the store is still to be told that it ended unpaid
 * - `closing-stuck`: the same, but somebody must try again first
 * - `link-open`: its payment link can still be paid
 * - `forgotten-already`: there is nothing left to blank
 * - `nothing-personal`: there was nothing to blank in the first place
 */
export type KeptReason =
  | 'open'
  | 'due'
  | 'stuck'
  | 'review'
  | 'refund-under-way'
  | 'closing-due'
  | 'closing-stuck'
  | 'link-open'
  | 'forgotten-already'
  | 'nothing-personal'

/** What was done about one order; on a dry run, what would be. */
export type ForgetOutcome =
  | {
      readonly outcome: 'blanked'
      readonly fields: readonly ForgottenField[]
      /** How many of its entries were blanked. */
      readonly entryCount: number
    }
  | { readonly outcome: 'kept'; readonly reason: KeptReason }
  /** The ledger has no such order of this shop. */
  | { readonly outcome: 'absent' }

/** What was done about one payment link; on a dry run, what would be. */
export type ForgetLinkOutcome =
  | {
      readonly outcome: 'blanked'
      /** Names of the item's fields, and `note`; a digest took the place of `reference`. */
      readonly fields: readonly string[]
    }
  | {
      readonly outcome: 'kept'
      readonly reason: Extract<KeptReason, 'link-open' | 'forgotten-already' | 'nothing-personal'>
    }
  /** A buyer has used it: it is blanked with its order. */
  | { readonly outcome: 'used' }
  /** The ledger has no such link of this shop. */
  | { readonly outcome: 'absent' }

/** How an order is forgotten. */
export interface ForgetHow {
  readonly trigger: Extract<Trigger, 'forget' | 'retention'>
  /** Name of the person who asked for it. */
  readonly by?: string | undefined
  /** Only says what would be done. */
  readonly isDryRun?: boolean
}

/** What one step of the retention did. */
export interface RetentionStep {
  readonly forgottenCount: number
  /** Whether everything that is old enough has been read. */
  readonly isDone: boolean
}

/** Blanks what is personal, past the rule that entries never change. */
export interface ForgetLedger {
  /** Numbers of the shop's orders that these terms name, each once, in no particular order; read in pages. */
  findForgettable(terms: ForgetTerms): AsyncIterable<string>
  /** The same for the shop's payment links. An order's number names none. */
  findForgettableLinks(terms: ForgetTerms): AsyncIterable<string>
  /**
   * Blanks what is personal in an order and its entries, and adds an entry that says so, in one transaction. A digest
   * takes the place of `reference`, so that what is paid once stays paid once. Amounts, states, times and operators'
   * names stay. Never an order that is open, due, stuck, in review or with a refund on its way. Safe to repeat.
   */
  forget(orderNumber: string, how: ForgetHow): Promise<ForgetOutcome>
  /**
   * Blanks what is personal in a payment link that nobody has used and nobody can pay any more, in one transaction.
   * Safe to repeat.
   */
  forgetLink(linkNumber: string, how: Pick<ForgetHow, 'isDryRun'>): Promise<ForgetLinkOutcome>
  /**
   * Forgets the next few orders whose last move is older than `afterMs`, in milliseconds. Each entry is read once: an
   * order that cannot be forgotten yet comes up again with the entry that frees it.
   */
  forgetOld(request: { readonly afterMs: number; readonly limit: number }): Promise<RetentionStep>
  /**
   * The same for the next few payment links that ended so long ago, and for the orders that were kept because their
   * link could still be paid.
   */
  forgetOldLinks(request: { readonly afterMs: number; readonly limit: number }): Promise<RetentionStep>
  /**
   * Removes what was blanked from files where it may still be read. SQLite: empties the write-ahead log. PostgreSQL:
   * nothing, its vacuum does it.
   *
   * @returns false if another process was reading all the time: it will be removed with later writes.
   */
  scrub(): Promise<boolean>
}
