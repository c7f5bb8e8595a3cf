import { GatewayUnavailableError, IllegalMoveError, InvalidAmountError, OrderBusyError } from '../../errors.ts'
import type { AskedRefund, RefundRequest } from '../../ledger/refund-ledger.ts'
import type { JsonObject } from '../../json.ts'
import { moneyText } from '../../money.ts'
import type { Order } from '../../order.ts'
import { notProposed, refusalFor } from '../judge/refusals.ts'
import { leaseMsOf, patienceMsOf } from '../judge/plan.ts'
import { externalRefundIdOf } from '../refund-id.ts'
import type { CarryOnRefund } from './carry-on-refund.ts'
import { afterSending, extraWith, requireAmount, requireAnswer, requireItemsSum, requireKey } from './checks.ts'
import type { RequireOrder } from './checks.ts'
import type { MoneyOutDeps } from './deps.ts'

export interface RefundOrder {
  /**
   * How much, in integer minor units of the order's currency: 1999 is EUR 19.99, JPY 1999, KWD 1.999. Positive: the
   * gateway reads 0 as "everything" (BPC: refunds), so 0 is refused.
   */
  readonly amountMinor: number
  /**
   * The store's own key, 1 to 64 visible characters. For one order, the same key is the same refund, and is made once.
   */
  readonly key: string
  /** Name of the person who asked for it, for the order's history. */
  readonly by?: string | undefined
  /** Why, for whoever reads the history later; up to 1,000 characters. The buyer never sees it. */
  readonly note?: string | undefined
  /**
   * The lines that are refunded, for the receipt, sent verbatim as `refundItems` (BPC: refunds); nothing else can be
   * passed on. Their `itemAmount`s must add up to `amountMinor`. Written into the ledger before they are sent; whoever
   * repeats the refund, the sweep or a call with the same key, sends the same ones.
   */
  readonly extra?: { readonly refundItems?: JsonObject | undefined } | undefined
}

/** See `HostedCheckout.refund`. */
export type RefundVerb = (orderNumber: string, wanted: RefundOrder & Pick<RefundRequest, 'proposal'>) => Promise<Order>

export interface RefundDeps extends MoneyOutDeps {
  readonly requireOrder: RequireOrder
  readonly carryOn: CarryOnRefund
}

/** How often a caller checks the ledger for the end of another caller's refund, in milliseconds. Chosen by feel. */
const busyStepMs = 50

export function makeRefund(deps: RefundDeps): RefundVerb {
  const { ledger, settle, clock, gatewayTimeoutMs, requireOrder } = deps
  const outcomeOf = makeOutcomeOf(deps)
  const leaseMs = leaseMsOf(gatewayTimeoutMs)
  const patienceMs = patienceMsOf(gatewayTimeoutMs)

  /**
   * A requested refund is carried on, even if the answer to the commit was lost: the caller must not hear that nothing
   * moves.
   */
  async function write(request: RefundRequest): Promise<AskedRefund> {
    try {
      return await ledger.askRefund(request)
    } catch (error) {
      throw afterSending(error, (cause) => mayBeAsked(request, cause))
    }
  }

  return async (orderNumber, { amountMinor, key, by, note, extra, proposal }) => {
    requireAmount(amountMinor, 'refund')
    requireKey(key)
    const before = await requireOrder(orderNumber)
    const { status, currency } = before
    requireItemsSum(extra?.refundItems, amountMinor, before)
    const mayBeReviewed = status === 'review'
    // What went back another way (the bank's portal) must be known first: it is neither this refund nor left to refund.
    if (!(await ledger.hasRefund(orderNumber, key))) {
      const order = requireAnswer(await settle(orderNumber, 'settle'))
      // Nobody has decided about a chargeback that was not known of.
      if (isChargedBack(order) && !isChargedBack(before)) throw refusalFor(order, 'refund')
    }
    const externalRefundId = externalRefundIdOf(orderNumber, key)
    const asked = { by, note, proposal, extra: extraWith('refundItems', extra?.refundItems) }
    const request = { orderNumber, key, amountMinor, externalRefundId, leaseMs, mayBeReviewed, ...asked }
    const deadline = clock.elapsedMs() + patienceMs
    for (;;) {
      const order = await outcomeOf(await write(request), { ...request, currency })
      if (order) return order
      if (clock.elapsedMs() >= deadline) throw new OrderBusyError(orderNumber, 'refund')
      await clock.sleep(busyStepMs, { keepsAlive: true })
    }
  }
}

function isChargedBack({ status, reviewReason }: Order): boolean {
  return status === 'review' && reviewReason === 'chargeback'
}

/** A refund in the currency of its order. */
type WantedRefund = RefundRequest & Pick<Order, 'currency'>

/** What the ledger's answer leads to; undefined if another refund of the order goes first. */
type OutcomeOf = (asked: AskedRefund, request: WantedRefund) => Promise<Order | undefined>

function makeOutcomeOf({ requireOrder, carryOn }: RefundDeps): OutcomeOf {
  /** A refused refund is out of the way, too. If nobody knows what became of it, nobody knows how much is left. */
  async function clearTheWay({ refund, order }: Extract<AskedRefund, { outcome: 'unfinished' }>): Promise<void> {
    try {
      await carryOn({ refund, order, isNew: false, isDecided: false, trigger: 'refund' })
    } catch (error) {
      if (error instanceof GatewayUnavailableError) {
        throw new OrderBusyError(order.orderNumber, 'refund', { cause: error })
      }
    }
  }

  return async (asked, request) => {
    switch (asked.outcome) {
      case 'asked': {
        const { refund, order, isNew } = asked
        return carryOn({ refund, order, isNew, isDecided: true, trigger: 'refund' })
      }
      case 'unfinished':
        await clearTheWay(asked)
        return undefined
      case 'done':
        return asked.order
      case 'busy':
        return undefined
      case 'absent':
        return requireOrder(request.orderNumber)
      default:
        throw refusalOf(asked, request)
    }
  }
}

type RefusedRefund = Extract<
  AskedRefund,
  { outcome: 'other-amount' | 'other-extra' | 'exceeds' | 'not-proposed' | 'not-refundable' }
>

/** Why the ledger did not write the refund down. */
function refusalOf(
  asked: RefusedRefund,
  { orderNumber, key, currency }: WantedRefund,
): InvalidAmountError | IllegalMoveError {
  switch (asked.outcome) {
    case 'other-amount':
      return new InvalidAmountError(
        `Refund ${JSON.stringify(key)} of order ${orderNumber} was requested for ` +
          `${moneyText(asked.amountMinor, currency)} before: another amount needs another key.`,
        { orderNumber },
      )
    case 'other-extra':
      return new IllegalMoveError(
        `Refund ${JSON.stringify(key)} of order ${orderNumber} was requested with other items before, and its ` +
          'outcome is not known. This call sent nothing. Repeat it with the same items, or without `extra`: the same ' +
          'ones go out.',
      )
    case 'exceeds':
      return new InvalidAmountError(
        asked.order.capturedMinor === 0
          ? `Order ${orderNumber} is in review, and the ledger does not know how much of it was captured: refund ` +
              "it in the bank's portal."
          : `At most ${moneyText(asked.leftMinor, currency)} of order ${orderNumber} can be refunded: that much is ` +
              'captured and not yet refunded.',
        { orderNumber },
      )
    case 'not-proposed':
      return notProposed(orderNumber)
    case 'not-refundable':
      return refusalFor(asked.order, 'refund')
  }
}

function mayBeAsked({ orderNumber, key }: RefundRequest, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `The ledger did not say whether refund ${JSON.stringify(key)} of order ${orderNumber} was written down. If ` +
      'it was, it goes ahead: **money may move.** Asking again with the same key is safe.',
    { cause },
  )
}
