import type { CallbackTimes } from '../observations.ts'
import type { BalanceLedger } from './balance-ledger.ts'
import type { BookedOrder, BookPeriod } from './books.ts'
import type { ClosingLedger } from './closing-ledger.ts'
import type { ForgetLedger } from './forget-ledger.ts'
import type { HandOverLedger } from './hand-over-ledger.ts'
import type { LinkLedger } from './link-ledger.ts'
import type { OrderLedger } from './order-ledger.ts'
import type { LedgerProcess } from './processes.ts'
import type { ProposalLedger } from './proposal-ledger.ts'
import type { RefundLedger } from './refund-ledger.ts'
import type { AdoptedShop, AdoptShop } from './adopt-shop.ts'
import type { Migrated } from './migrate.ts'
import type { IdleShop } from './idle-shops.ts'
import type { LedgerStanding, LedgerWork } from './standing.ts'
import type { SumsLedger } from './sums-ledger.ts'
import type { VerifyTerms, Violation } from './violations.ts'

/**
 * The durable record, and the only judge of what happened.
 *
 * Every verb is one transaction. Each rejects with `LedgerUnavailableError` when the database cannot be reached or does
 * not answer; the outcome of a write is then unknown and must be read again by its key. Times and leases run on the
 * database's clock.
 */
export interface Ledger
  extends
    OrderLedger,
    RefundLedger,
    ProposalLedger,
    HandOverLedger,
    ClosingLedger,
    LinkLedger,
    ForgetLedger,
    SumsLedger,
    BalanceLedger {
  /**
   * Opens the database and brings its schema up to date under a lock. Every other verb does this first by itself.
   *
   * @throws ConfigurationError if the schema is newer than this version knows, or the file cannot be opened.
   */
  open(): Promise<void>
  /** Opens it, waits for its indexes, and resolves to what was changed in its schema. Throws as `open` does. */
  migrate(): Promise<Migrated>
  /** Lets running statements finish and closes. Idempotent. */
  close(): Promise<void>
  /** Other shops of the ledger that have been idle for ten minutes, with orders that nobody looks after. */
  idleShops(): Promise<readonly IdleShop[]>
  /**
   * Makes the orders of another shop's key this shop's own; `wasOwn` says that they were before.
   *
   * @throws InvalidRequestError if the ledger knows no such key, or was made without a shop; nothing was changed.
   */
  adoptShop(request: AdoptShop): Promise<AdoptedShop>
  /** The orders whose money may have moved in a period, page by page. A page names the entries that it is about. */
  bookPages(period: BookPeriod): AsyncIterable<readonly BookedOrder[]>
  /** The processes that live on the ledger, of any shop, as far as it heard of them within this time. */
  processes(seenWithinMs: number): Promise<readonly LedgerProcess[]>
  /** When the shop last got callbacks, about a minute late. */
  callbackTimes(): Promise<CallbackTimes>
  /** How the shop's orders stand, in numbers; the gateway's are those whose account starts with `gateway`. */
  standing(gateway: string): Promise<LedgerStanding>
  /** What there is to do for the shop, in numbers. */
  work(gateway: string): Promise<LedgerWork>
  /** What must never be so in the shop's orders; empty if all is well. Reads only. */
  violations(terms: VerifyTerms): Promise<readonly Violation[]>
}
