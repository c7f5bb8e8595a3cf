import { GatewayUnavailableError, IllegalMoveError, InvalidAmountError, OrderBusyError } from '../../errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../gateway/answers.ts'
import type { Trigger } from '../../ledger/entry.ts'
import type { Move } from '../../ledger/order-ledger.ts'
import type { AskedRefund, Refund, RefundRequest } from '../../ledger/refund-ledger.ts'
import { lateRefundKey } from '../../order.ts'
import type { Order } from '../../order.ts'
import { gatewayOf } from '../gateway-account.ts'
import { afterSending, requireAmount, requireAnswer, requireKey, requireOrder } from './checks.ts'
import { judgeRefund } from '../judge/judge-refund.ts'
import { busyStepMs, leaseMsOf, patienceMsOf } from './parts.ts'
import type { MoneyOutParts } from './parts.ts'
import { externalRefundIdOf } from '../refund-id.ts'

export interface RefundOrder {
  /**
   * How much, in integer minor units of the order's currency: 1999 is EUR 19.99, JPY 1999, KWD 1.999. Positive: the gateway reads
   * 0 as "everything" (protocol 11), so that 0 cannot be said.
   */
  readonly amountMinor: number
  /** The store's own, 1 to 64 visible characters: of one order, the same key is the same refund, and is made once. */
  readonly key: string
}

/** Gives captured money back. */
export interface Refunds {
  refund(orderNumber: string, wanted: RefundOrder): Promise<Order>
  /** Carries on what nobody does: refunds whose answer was lost or whose process died, and those of late payments. */
  resume(limits?: { readonly orderNumber?: string; readonly isStopped?: () => boolean }): Promise<void>
  /** Carries on the refund of one order, if it has one that is due. Never rejects. */
  resumeOne(orderNumber: string): Promise<Order | undefined>
}

/** Why a refund is carried on now. */
interface Occasion {
  /** It was never sent. */
  readonly isNew: boolean
  /** Somebody asks for this very refund. */
  readonly isDecided: boolean
  readonly trigger: Trigger
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Waits between tries of a refund without an answer, in milliseconds; the last one repeats. Chosen by feel. */
const waitsMs = [30 * secondMs, minuteMs, 5 * minuteMs, 30 * minuteMs, hourMs] as const

/** After so long a refund that the gateway's amounts do not show is given up: a person looks. Chosen by feel. */
const giveUpMs = 72 * hourMs

const neverShown = "the gateway's amounts never showed it"
const chargedBack = 'the money was charged back: it is not given back once more by itself'
const outrun = 'money went back by another way meanwhile, in the bank perhaps'

export function makeRefunds(parts: MoneyOutParts): Refunds {
  const { ledger, gateway, clock, logger, gatewayTimeoutMs, onReview } = parts
  const leaseMs = leaseMsOf(gatewayTimeoutMs)

  async function refund(orderNumber: string, { amountMinor, key }: RefundOrder): Promise<Order> {
    requireAmount(amountMinor, 'refund')
    requireKey(key)
    const mayBeReviewed = (await requireOrder(parts, orderNumber)).status === 'review'
    // What went back by another way (the bank's portal) is known first: it is neither this refund nor left to be given back.
    if (!(await ledger.hasRefund(orderNumber, key))) requireAnswer(await parts.settle(orderNumber, 'settle'))
    const request = {
      orderNumber,
      key,
      amountMinor,
      externalRefundId: externalRefundIdOf(orderNumber, key),
      leaseMs,
      mayBeReviewed,
    }
    const deadline = clock.elapsedMs() + patienceMsOf(gatewayTimeoutMs)
    for (;;) {
      const asked = await ask(request)
      const ended = await answer(asked, orderNumber, key)
      if (ended) return ended
      if (clock.elapsedMs() >= deadline) throw new OrderBusyError(orderNumber, 'refund')
      await clock.sleep(busyStepMs, { keepsAlive: true })
    }
  }

  /** What is asked for is carried on, also where the answer to the commit was lost: the caller must not hear that nothing moves. */
  async function ask(request: RefundRequest): Promise<AskedRefund> {
    try {
      return await ledger.askRefund(request)
    } catch (error) {
      throw afterSending(error, (cause) => isAsked(request, cause))
    }
  }

  /** Undefined: another refund of the order goes first. */
  async function answer(asked: AskedRefund, orderNumber: string, key: string): Promise<Order | undefined> {
    switch (asked.outcome) {
      case 'asked':
        return carryOn(asked.refund, asked.order, { isNew: asked.isNew, isDecided: true, trigger: 'refund' })
      case 'unfinished':
        await carryOn(asked.refund, asked.order, {
          ...{ isNew: false, isDecided: false, trigger: 'refund' },
        }).catch((error: unknown) => {
          // Refused: then it is out of the way. Otherwise nobody knows how much is left.
          if (error instanceof GatewayUnavailableError)
            throw new OrderBusyError(orderNumber, 'refund', { cause: error })
        })
        return undefined
      case 'busy':
        return undefined
      case 'done':
        return asked.order
      case 'other-amount':
        throw new InvalidAmountError(
          `Refund ${JSON.stringify(key)} of order ${orderNumber} was asked for with ${asked.amountMinor} minor units before: another amount takes another key.`,
        )
      case 'exceeds':
        throw new InvalidAmountError(
          asked.order.capturedMinor === 0
            ? `Order ${orderNumber} is in review, and the ledger does not know what was captured of it: its money can be given back in the bank's portal.`
            : `Of order ${orderNumber} at most ${asked.leftMinor} minor units can be refunded: that much is captured and not yet given back.`,
        )
      case 'not-refundable':
        throw new IllegalMoveError(asked.order.status, 'refunded')
      case 'absent':
        return requireOrder(parts, orderNumber)
    }
  }

  /**
   * Sends a refund and finds out what became of it. One that was sent before is asked about first, and then sent again only
   * with the same id and the same expectation: the gateway makes it once (protocol 11).
   */
  async function carryOn(wanted: Refund, order: Order, occasion: Occasion): Promise<Order> {
    try {
      return await sendAndAsk(wanted, order, occasion)
    } catch (error) {
      throw afterSending(error, (cause) => nobodyKnows(wanted, cause))
    }
  }

  async function sendAndAsk(wanted: Refund, order: Order, { isNew, isDecided, trigger }: Occasion): Promise<Order> {
    const { gatewayOrderId = '' } = order
    let isChargedBack = order.reviewReason === 'chargeback'
    const ask = (): Promise<StatusAnswer> => gateway.status({ gatewayOrderId })
    if (!isNew) {
      const status = await ask()
      const before = await conclude(wanted, order, undefined, status, trigger)
      if (before) return before
      // Nothing is sent blindly.
      if (status.outcome === 'unavailable' || status.outcome === 'refused') throw await postponed(wanted, status.error)
      isChargedBack ||= status.outcome === 'answered' && status.evidence.isChargeback
    }
    // The bank takes the money back itself; a refund beside it would be the second one, and is a person's to decide.
    if (isChargedBack && !isDecided) throw await postponed(wanted, new Error(chargedBack))
    const { amountMinor, externalRefundId } = wanted
    const call = await gateway.refund({
      ...{ gatewayOrderId, amountMinor, externalRefundId, currency: order.currency },
      expectedDepositedMinor: order.capturedMinor - wanted.refundedBeforeMinor,
    })
    const after = await conclude(wanted, order, call, await ask(), trigger)
    if (after) return after
    throw await postponed(wanted, call.outcome === 'answered' ? undefined : call.error)
  }

  /** The refund stays asked for; what is thrown says that nobody knows yet. */
  async function postponed(wanted: Refund, cause: Error | undefined): Promise<GatewayUnavailableError> {
    await ledger.postponeRefund(wanted, waitsMs[Math.min(wanted.tryNumber, waitsMs.length) - 1] ?? hourMs)
    return nobodyKnows(wanted, cause)
  }

  /** Records what became of it; undefined while nobody can say. */
  async function conclude(
    wanted: Refund,
    order: Order,
    call: Acknowledgement | undefined,
    status: StatusAnswer,
    trigger: Trigger,
  ): Promise<Order | undefined> {
    const { orderNumber, key, amountMinor } = wanted
    const verdict = judgeRefund(wanted, order, call, status)
    if (verdict.kind === 'made') {
      const detail = status.outcome === 'answered' ? status.evidence.redacted : undefined
      const done = await ledger.completeRefund(wanted, { refundedMinor: verdict.refundedMinor, trigger, detail })
      logger.info({ orderNumber, key, amountMinor }, 'money was given back')
      return done ?? (await ledger.find(orderNumber))
    }
    const hasSpoken = status.outcome === 'answered' || status.outcome === 'absent'
    const isGivenUp = verdict.kind === 'unknown' && hasSpoken && wanted.askedForMs >= giveUpMs
    if (verdict.kind === 'unknown' && !isGivenUp) return undefined
    const refusal = call?.outcome === 'refused' ? call.error : undefined
    const reason = refusal?.message ?? (isGivenUp ? neverShown : outrun)
    const move = key === lateRefundKey ? toReview(trigger) : undefined
    const reviewed = await ledger.refuseRefund(wanted, { trigger, reason, move })
    logger.error({ orderNumber, key, amountMinor, reason }, 'a refund was not made')
    if (reviewed) onReview(reviewed)
    throw (
      refusal ??
      new InvalidAmountError(`Refund ${JSON.stringify(key)} of order ${orderNumber} was not made: ${reason}.`)
    )
  }

  async function resume({
    orderNumber,
    isStopped = () => false,
  }: Parameters<Refunds['resume']>[0] = {}): Promise<void> {
    const gatewayPrefix = gatewayOf(parts.gatewayAccount)
    while (!isStopped()) {
      const claimed = await ledger.claimRefund({ gateway: gatewayPrefix, orderNumber, leaseMs })
      if (!claimed) return
      const { refund: wanted, order } = claimed
      const occasion = { isNew: wanted.tryNumber === 1, isDecided: false, trigger: 'sweep' } as const
      await carryOn(wanted, order, occasion).catch((error: unknown) =>
        logger.warn({ orderNumber: order.orderNumber, key: wanted.key, err: error }, 'a refund is not made yet'),
      )
    }
  }

  return {
    refund,
    resume,
    async resumeOne(orderNumber) {
      try {
        await resume({ orderNumber })
        return await ledger.find(orderNumber)
      } catch (error) {
        logger.error({ orderNumber, err: error }, 'a refund could not be carried on, the sweep tries again')
        return undefined
      }
    },
  }
}

/** Late money that cannot go back by itself: neither goods nor money are on their way, and only a person can say which shall be. */
function toReview(trigger: Trigger): Move {
  return { to: 'review', trigger, changes: { reviewReason: 'late-payment' }, checkInMs: null, freesReuseKey: true }
}

function isAsked({ orderNumber, key }: RefundRequest, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `The ledger did not say whether refund ${JSON.stringify(key)} of order ${orderNumber} was written down. If it was, it is carried on by itself: **money may move.** Ask again with the same key: that is safe.`,
    { cause },
  )
}

function nobodyKnows({ orderNumber, key }: Refund, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `Nobody can say yet whether refund ${JSON.stringify(key)} of order ${orderNumber} was made. **Money may have moved.** It is carried on by itself; asking again with the same key is safe.`,
    { cause },
  )
}
