import { GatewayUnavailableError, InvalidRequestError, OrderBusyError } from '../../errors.ts'
import type { StatusAnswer } from '../../gateway/answers.ts'
import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import type { Clock } from '../../clock.ts'
import type { JsonValue } from '../../json.ts'
import type { HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import { isPaid } from '../../order.ts'
import type { Order } from '../../order.ts'
import { quoted } from '../../visible.ts'
import { makeAcknowledge } from '../acknowledge.ts'
import type { HandOver } from '../hand-over/hand-over.ts'
import { otherOrderReason } from '../judge/about.ts'
import { judgeResolution, resolutions } from '../judge/judge-resolution.ts'
import type { Resolution } from '../judge/judge-resolution.ts'
import type { Plan } from '../judge/plan.ts'
import { notInReview } from '../judge/refusals.ts'
import type { RequireOrder } from '../money-out/checks.ts'
import type { ByPerson } from '../person.ts'

export interface ResolveDeps {
  readonly gateway: Pick<Gateway, 'acknowledge' | 'status'>
  readonly ledger: Pick<OrderLedger, 'find' | 'move' | 'note' | 'outlook'> & Pick<HandOverLedger, 'reviveHandOver'>
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
  readonly requireOrder: RequireOrder
  readonly plan: Plan
  readonly clock: Clock
  readonly logger: Logger
}

export interface ResolveOrder extends ByPerson {
  readonly as: Resolution
}

/** See `PaymentVerbs.resolve`. */
export type Resolve = (orderNumber: string, resolution: ResolveOrder) => Promise<Order>

/** @throws InvalidRequestError for anything but one of {@link resolutions}. */
export function requireResolution(as: unknown): asserts as is Resolution {
  if ((resolutions as readonly unknown[]).includes(as)) return
  throw new InvalidRequestError(
    `resolve wants \`as\` to be one of ${resolutions.join(', ')}, got ${quoted(String(as))}.`,
  )
}

export function makeResolve(deps: ResolveDeps): Resolve {
  const { gateway, ledger, requireOrder, plan, clock, logger } = deps
  const handOverResolved = makeHandOverResolved(deps)
  const requireAcknowledged = makeRequireAcknowledged(deps)

  /** @throws IllegalMoveError, InvalidRequestError if there is nothing to resolve, or money is on its way back. */
  async function requireResolvable(orderNumber: string, as: Resolution): Promise<Order> {
    const order = await requireOrder(orderNumber)
    if (order.status !== 'review') throw notInReview(order, as)
    const { refunds } = await ledger.outlook(orderNumber)
    if (refunds.some(({ state }) => state === 'asked')) {
      throw new InvalidRequestError(
        `A refund of order ${orderNumber} is under way: resolve it once the refund has ended. Nothing has changed.`,
        { orderNumber },
      )
    }
    return order
  }

  /** @throws InvalidRequestError if the gateway's word or the amounts do not allow it. */
  function requireAllowed(order: Order, said: Evidence | undefined, as: Resolution) {
    const judged = judgeResolution(order, said, as, clock.now())
    if (judged.outcome === 'allowed') return judged
    const { orderNumber } = order
    throw new InvalidRequestError(
      `Order ${orderNumber} cannot be resolved as ${as}: ${judged.reason}. Nothing has changed.`,
      { orderNumber },
    )
  }

  return async (orderNumber, { as, by, note }) => {
    const order = await requireResolvable(orderNumber, as)
    const { gatewayOrderId } = order
    const said = requireSaid(order, await gateway.status(gatewayOrderId ? { gatewayOrderId } : { orderNumber }))
    const { to, changes } = requireAllowed(order, said, as)
    const current = as === 'paid' ? await requireAcknowledged(order, said) : order
    const moved = await ledger.move(current, {
      to,
      trigger: 'resolve',
      changes,
      ...(to === 'paid' && order.handsOver === true && order.handOver === 'none' ? { handOver: 'due' as const } : {}),
      checkInMs: plan.nextCheckInMs({ ...order, ...changes, status: to }, clock.now()),
      detail: { by, note, as, ...seenIn(said) },
    })
    if (!moved) throw new OrderBusyError(orderNumber, 'caller')
    logger.info({ orderNumber, from: 'review', to, by }, 'order moved')
    return handOverResolved(moved)
  }
}

/**
 * Tells the gateway that the payment has arrived, if it wants that before goods leave. What it answers may stop the
 * resolution, and decides nothing else: the status call has told more.
 *
 * @returns the order, which may have learnt the gateway's id.
 * @throws InvalidRequestError if the money is no longer there, or the gateway's id is not known.
 */
function makeRequireAcknowledged(deps: ResolveDeps): (order: Order, said: Evidence | undefined) => Promise<Order> {
  const acknowledge = makeAcknowledge(deps)
  return async (order, said) => {
    if (!acknowledge || !said) return order
    const told = await acknowledge({ order, trigger: 'resolve', evidence: said })
    if (told.outcome === 'not-ours') throw notOurs(order, told.order)
    const confirmed = told.outcome === 'asked' ? requireSaid(order, told.answer) : undefined
    if (confirmed && isConfirmed(told.order, confirmed)) return told.order
    const { orderNumber } = order
    throw new InvalidRequestError(
      `Order ${orderNumber} cannot be resolved as paid: the gateway wants to hear of the payment before goods leave, ` +
        'and does not confirm it. It is still in review.',
      { orderNumber },
    )
  }
}

/** The gateway's id is another order's, and stays so; or another caller was faster. */
function notOurs({ orderNumber }: Order, present: Order | undefined): Error {
  if (present?.status !== 'review') return new OrderBusyError(orderNumber, 'caller')
  return new InvalidRequestError(
    `Order ${orderNumber} cannot be resolved as paid: its payment at the gateway is another order's. It is still in ` +
      'review.',
    { orderNumber },
  )
}

/** Goods that were due before the review are due again; those that are due now are handed over. */
function makeHandOverResolved({ ledger, handOver }: ResolveDeps): (moved: Order) => Promise<Order> {
  return async (moved) => {
    const { orderNumber, status } = moved
    if (!isPaid(status) || moved.handOver === 'none' || moved.handOver === 'done') return moved
    const due = moved.handOver === 'stuck' ? ((await ledger.reviveHandOver(orderNumber, 'resolve')) ?? moved) : moved
    if (!handOver.isWanted) return due
    const handedOver = await handOver.run(orderNumber, { trigger: 'resolve', isEarly: true })
    return handedOver ?? (await ledger.find(orderNumber)) ?? due
  }
}

/**
 * What the gateway says now; undefined if it does not know the order.
 *
 * @throws its refusal, or GatewayUnavailableError: nothing is decided without an answer.
 */
function requireSaid({ orderNumber }: Order, answer: StatusAnswer): Evidence | undefined {
  switch (answer.outcome) {
    case 'answered':
      return answer.evidence
    case 'absent':
      return undefined
    case 'refused':
      throw answer.error
    case 'unavailable':
      throw new GatewayUnavailableError(
        `The gateway could not be asked about order ${orderNumber}, so nothing was decided.`,
        { cause: answer.error },
      )
  }
}

const withMoney: ReadonlySet<PaymentPhase> = new Set(['held', 'captured', 'partly-captured', 'refunded'])

/** Whether the gateway's word is about this order, and its money is there. */
function isConfirmed(order: Order, evidence: Evidence): boolean {
  const { phase, amountMinor = order.amountMinor, currency = order.currency, depositedMinor = 0 } = evidence
  const isGone = evidence.isChargeback || (phase === 'refunded' && depositedMinor === 0)
  const isSame = amountMinor === order.amountMinor && currency === order.currency
  return withMoney.has(phase) && !isGone && isSame && otherOrderReason(order, evidence) === undefined
}

function seenIn(said: Evidence | undefined): { readonly seen?: JsonValue } {
  return said ? { seen: said.redacted } : {}
}
