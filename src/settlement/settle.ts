import { OrderNotFoundError } from '../errors.ts'
import type { OrderKey } from '../gateway/gateway.ts'
import type { Trigger } from '../ledger/entry.ts'
import type { HandOverLedger } from '../ledger/hand-over-ledger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { makeCarryOut } from './carry-out.ts'
import type { CarryOutDeps } from './carry-out.ts'
import { gatewayOf, isAtOwnGateway } from './gateway-account.ts'
import { isOpen, isWatched } from './judge/moves.ts'
import { registrationPatienceMs } from './judge/plan.ts'
import { stand, standAfter } from './settled.ts'
import type { KnownBefore, Settle, Settled } from './settled.ts'

export interface SettleDeps extends Omit<CarryOutDeps, 'settleAnother'> {
  readonly gateway: CarryOutDeps['gateway']
  /** Total deadline of one call, in milliseconds: a registration younger than that may still be in flight. */
  readonly gatewayTimeoutMs: number
  readonly ledger: CarryOutDeps['ledger'] & Pick<HandOverLedger, 'makeOwedDue'>
}

export function makeSettle(deps: SettleDeps): Settle {
  const settleOnce = makeSettleOnce({ ...deps, settleAnother: (orderNumber) => settle(orderNumber, 'settle') })
  const inFlight = new Map<string, Promise<Settled>>()

  function ask(orderNumber: string, trigger: Trigger, known?: KnownBefore): Promise<Settled> {
    const settled = settleOnce(orderNumber, trigger, known).finally(() => inFlight.delete(orderNumber))
    inFlight.set(orderNumber, settled)
    return settled
  }

  /**
   * One question in flight per order. A caller that arrives meanwhile shares the answer only if nothing is left to ask.
   * Otherwise the question is older than the caller (the buyer may have paid since), so the callers ask again,
   * together.
   */
  const settle: Settle = async (orderNumber, trigger, known = {}) => {
    const running = inFlight.get(orderNumber)
    if (!running) return ask(orderNumber, trigger, known)
    const earlier = await running.catch(() => undefined)
    if (earlier && !mustAsk(earlier.order, trigger)) return { ...earlier, hasMoved: false }
    return inFlight.get(orderNumber) ?? ask(orderNumber, trigger, { returnedAt: known.returnedAt })
  }
  return settle
}

/** Settles regardless of callers that settle the same order at the same time: the ledger decides between them. */
function makeSettleOnce(deps: SettleDeps & CarryOutDeps): Settle {
  const { gateway, gatewayAccount, gatewayTimeoutMs, ledger, handOver, clock, logger } = deps
  const carryOut = makeCarryOut(deps)
  const ourGateway = gatewayOf(gatewayAccount)

  /**
   * Goods that were promised when the order was opened are due, whichever process found it paid: one of another
   * version, say, or one without a handler.
   */
  async function handOverOwed(order: Order, trigger: Trigger): Promise<Order> {
    if (!mayBeOwed(order)) return order
    const { orderNumber } = order
    const [due] = await ledger.makeOwedDue({ gateway: ourGateway, orderNumber, limit: 1, trigger })
    return due ? ((await handOver.run(orderNumber, { trigger })) ?? due) : order
  }

  /**
   * The amount to capture is written before the gateway hears of it. A caller that read the order before that write,
   * and the answer after it, must read the order again: otherwise a partial capture looks like a mismatch.
   */
  async function afterAnswer(order: Order): Promise<Order> {
    return order.status === 'held' ? ((await ledger.find(order.orderNumber)) ?? order) : order
  }

  /** Another process may be registering the order until its deadline and a little more have passed. */
  function isStillRegistering({ status, createdAt }: Order): boolean {
    const ageMs = clock.now().getTime() - createdAt.getTime()
    return status === 'registering' && ageMs < registrationPatienceMs(gatewayTimeoutMs)
  }

  return async (orderNumber, trigger, { justRead, returnedAt } = {}) => {
    const order = justRead ?? (await ledger.find(orderNumber))
    if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
    if (!mustAsk(order, trigger)) return stand(await handOverOwed(order, trigger), 'final')
    if (!isAtOwnGateway(order.gatewayAccount, deps)) {
      // A live gateway does not settle an order of a test gateway, nor the other way round.
      logger.warn({ orderNumber }, 'order belongs to another gateway, not asked about')
      return stand(order, 'silent')
    }
    if (isStillRegistering(order)) return stand(order, 'silent')
    const answer = await gateway.status(keyOf(order))
    const current = await afterAnswer(order)
    if (current.status !== order.status) return standAfter(current)
    const settled = await carryOut({ order: current, trigger, returnedAt }, answer)
    return settled.hasMoved ? settled : { ...settled, order: await handOverOwed(settled.order, trigger) }
  }
}

/** The ledger knows whether it really is owed: the money may be on its way back. */
function mayBeOwed({ handsOver, handOver, status }: Order): boolean {
  return handsOver === true && handOver === 'none' && isPaid(status)
}

/**
 * Whether the gateway must be asked. A buyer who returns to a settled order gets its page from the ledger. A callback,
 * the sweep and a manual `settle` want to know whether money came or went since, and whoever decides about an order in
 * review what the bank says now.
 */
function mustAsk({ status }: Order, trigger: Trigger): boolean {
  if (isOpen(status)) return true
  return trigger !== 'return' && (isWatched(status) || status === 'review')
}

function keyOf({ gatewayOrderId, orderNumber }: Order): OrderKey {
  return gatewayOrderId === undefined ? { orderNumber } : { gatewayOrderId }
}
