import type { GatewayRefusedError } from '../../errors.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import type { Clock } from '../clock.ts'
import type { GatewayAccount } from '../gateway-account.ts'
import type { Settle } from '../settled.ts'

/** What capture, reverse, refund and decline work with. */
export interface MoneyOutParts {
  readonly gateway: Gateway
  readonly gatewayAccount: GatewayAccount
  /** Total deadline of one call, in milliseconds. */
  readonly gatewayTimeoutMs: number
  /** Why this login may do none of it; undefined where it may. */
  readonly refusal: GatewayRefusedError | undefined
  /** How long what moves money is not sent because the gateway does not answer it, in milliseconds; undefined when it is. */
  readonly closedForMs: () => number | undefined
  readonly ledger: Ledger
  readonly settle: Settle
  /** Told when an order needs a person. */
  readonly onReview: (order: Order) => void
  readonly clock: Clock
  readonly logger: Logger
}

/** How often a caller looks into the ledger whether another one has ended, in milliseconds. Chosen by feel. */
export const busyStepMs = 50

/** How long one caller has the right to an order, in milliseconds: three calls one after the other, and a little more. */
export function leaseMsOf(gatewayTimeoutMs: number): number {
  return 3 * gatewayTimeoutMs + 10_000
}

/** How long a caller waits for another one, in milliseconds: one call to the gateway, and a little more. */
export function patienceMsOf(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5_000
}
