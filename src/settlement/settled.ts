import type { Trigger } from '../ledger/entry.ts'
import type { Order } from '../order.ts'
import { isOpen } from './judge/moves.ts'

/**
 * How much the gateway could say.
 *
 * - `final`: the ledger holds the answer; the gateway need not be asked
 * - `open`: not paid, and the buyer may still pay
 * - `on-hold`: the money is held, and none of it is captured
 * - `pending`: in progress, or not understood
 * - `silent`: no usable answer; **unknown**, never a no
 */
export type Standing = 'final' | 'open' | 'on-hold' | 'pending' | 'silent'

/** An order after it was settled as far as the gateway's word allows. */
export interface Settled {
  readonly order: Order
  readonly standing: Standing
  /** Nobody has tried to pay yet, or the gateway's status lags behind its redirect. */
  readonly isUntried: boolean
  /** Whether the gateway was asked at all. */
  readonly wasAsked: boolean
  /** Whether this call moved the order. */
  readonly hasMoved: boolean
}

/**
 * Brings one order as far as the gateway's word allows, and hands it over once it is paid.
 *
 * Safe to call at any time, from any number of callers: return, sweep and `settle(orderNumber)` all call it.
 *
 * @throws OrderNotFoundError if the ledger has no such order.
 * @throws LedgerUnavailableError if the ledger cannot be read or written; the payment is unchanged.
 */
export type Settle = (orderNumber: string, trigger: Trigger, known?: KnownBefore) => Promise<Settled>

/** What a caller knows before the gateway is asked. */
export interface KnownBefore {
  /**
   * The order, if the caller has just read it: it is not read again before the gateway is asked. If it has moved since,
   * the ledger notices when the answer is written.
   */
  readonly justRead?: Order | undefined
  /** When the browser that started the order came back, if that is news: what is written then says so. */
  readonly returnedAt?: Date | undefined
}

/** The order as the ledger has it; nothing was asked. */
export function stand(order: Order, standing: Standing): Settled {
  return { order, standing, isUntried: false, wasAsked: false, hasMoved: false }
}

/** The order as the ledger has it after the gateway was asked, whichever caller moved it. */
export function standAfter(order: Order): Settled {
  return { ...stand(order, isOpen(order.status) ? 'pending' : 'final'), wasAsked: true }
}
