import type { GatewayRefusedError } from '../../errors.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { RefundLedger } from '../../ledger/refund-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import type { Clock } from '../../clock.ts'
import type { OwnGateway } from '../gateway-account.ts'
import type { Settle } from '../settled.ts'

/** What capture, reverse, refund and decline work with. */
export interface MoneyOutDeps extends OwnGateway {
  readonly gateway: Omit<Gateway, 'register'>
  /** Total deadline of one call, in milliseconds. */
  readonly gatewayTimeoutMs: number
  /** Why this login may do none of it; undefined if it may. */
  readonly refusal: GatewayRefusedError | undefined
  /**
   * How long no call that moves money is sent because the gateway does not answer, in milliseconds; undefined if they
   * are sent.
   */
  readonly closedForMs: () => number | undefined
  readonly ledger: Pick<OrderLedger, 'find' | 'instruct' | 'endInstruction'> & RefundLedger
  readonly settle: Settle
  /** Called when an order needs a person. */
  readonly onReview: (order: Order) => void
  readonly clock: Clock
  readonly logger: Logger
}
