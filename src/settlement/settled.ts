import type { Gateway } from '../gateway/gateway.ts'
import type { Ledger, Trigger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import type { Clock } from './clock.ts'
import type { GatewayAccount } from './gateway-account.ts'
import type { HandOver } from './hand-over.ts'
import { isOpen } from './judge/moves.ts'
import type { LatePayment } from './judge/late-payment.ts'
import type { Plan } from './judge/plan.ts'

/**
 * How much the gateway could say.
 *
 * - `final`: the ledger holds the answer, the gateway need not be asked
 * - `open`: not paid, and the buyer may still pay
 * - `on-hold`: the money is held, and nothing of it is taken
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
  /** Whether this very call moved the order. */
  readonly hasMoved: boolean
}

/**
 * Brings one order as far as the gateway's word allows, and hands it over when it is paid.
 *
 * Safe to call at any time, from any number of callers: return, sweep and `settle(orderNumber)` all call it.
 *
 * @throws OrderNotFoundError when the ledger has no such order.
 * @throws LedgerUnavailableError when the ledger cannot be read or written; the payment stands as it stood.
 */
export type Settle = (orderNumber: string, trigger: Trigger) => Promise<Settled>

export interface SettleParts {
  readonly gateway: Gateway
  /** Which gateway and login we are; an order of another gateway is never asked about. */
  readonly gatewayAccount: GatewayAccount
  /** Total deadline of one call, in milliseconds: a registration younger than that may still be under way. */
  readonly gatewayTimeoutMs: number
  readonly ledger: Ledger
  readonly handOver: HandOver
  /** What happens to money that arrives late. */
  readonly latePayment: LatePayment
  /** What happens to money for a reference that another order has paid. */
  readonly doublePayment: LatePayment
  /** Asks about another order, the first of a reference that was paid twice. */
  readonly settleAnother: (orderNumber: string) => Promise<unknown>
  /** Gives back what a late payment brought; undefined while there is no end to it yet. Never rejects. */
  readonly refundLate: (orderNumber: string) => Promise<Order | undefined>
  readonly plan: Plan
  /** Told when an order needs a person. */
  readonly onReview: (order: Order) => void
  readonly clock: Clock
  readonly logger: Logger
}

/** An order as it stands, before anything was asked. */
export function stand(order: Order, standing: Standing): Settled {
  return { order, standing, isUntried: false, wasAsked: false, hasMoved: false }
}

/** An order as it stands after the gateway was asked, whoever moved it. */
export function standAfter(order: Order): Settled {
  return { ...stand(order, isOpen(order.status) ? 'pending' : 'final'), wasAsked: true }
}
