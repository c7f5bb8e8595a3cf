import { GatewayUnavailableError, IllegalMoveError, InvalidAmountError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { moneyText } from '../../money.ts'
import type { Order } from '../../order.ts'
import type { Asker } from '../asker.ts'
import { refusalFor } from '../judge/refusals.ts'
import type { Settled } from '../settled.ts'
import { makeCarryOnRefund } from './carry-on-refund.ts'
import { extraWith, itemsIn, makeRequireOrder, requireAmount, requireItemsSum } from './checks.ts'
import type { MoneyOutDeps } from './deps.ts'
import { makeInstruct } from './instruction.ts'
import { makeRefund } from './refund.ts'
import type { RefundVerb } from './refund.ts'
import { makeResumeRefunds } from './resume-refunds.ts'
import type { ResumeRefunds } from './resume-refunds.ts'

export interface CaptureOrder extends Asker {
  /**
   * How much of the hold to capture, in integer minor units of the order's currency; all of it by default. 0 is refused
   * (BPC: capture and reversal).
   */
  readonly amountMinor?: number | undefined
  /**
   * The lines that are captured, for the receipt, sent verbatim as `depositItems`; nothing else can be passed on. Their
   * `itemAmount`s must add up to what is captured (BPC: capture and reversal). Written into the ledger before they are
   * sent; a capture that is repeated because nobody knows what became of it sends the same ones.
   */
  readonly extra?: { readonly depositItems?: JsonObject | undefined } | undefined
}

/** What a store can do with the money of an order. */
export interface MoneyOut {
  readonly capture: (orderNumber: string, wanted?: CaptureOrder) => Promise<Order>
  readonly reverse: (orderNumber: string, asker?: Asker) => Promise<Order>
  readonly refund: RefundVerb
  readonly decline: (orderNumber: string, asker?: Asker) => Promise<Order>
  readonly refunds: ResumeRefunds
}

export function makeMoneyOut(deps: MoneyOutDeps): MoneyOut {
  const { gateway } = deps
  const requireOrder = makeRequireOrder(deps)
  const instruct = makeInstruct(deps)
  const carryOn = makeCarryOnRefund(deps)
  return {
    refund: makeRefund({ ...deps, requireOrder, carryOn }),
    refunds: makeResumeRefunds({ ...deps, carryOn }),

    async capture(orderNumber, { amountMinor, extra, by } = {}) {
      if (amountMinor !== undefined) requireAmount(amountMinor, 'capture')
      const order = await requireOrder(orderNumber)
      const wantedMinor = amountMinor ?? order.capturingMinor ?? order.amountMinor
      requireCapturable(order, wantedMinor)
      requireItemsSum(extra?.depositItems, wantedMinor, order)
      return instruct(orderNumber, {
        name: 'capture',
        isDone: ({ capturedMinor }) => capturedMinor === wantedMinor,
        obstacle: (settled) => obstacleToCapture(settled, wantedMinor),
        capturingMinor: wantedMinor,
        extra: extraWith('depositItems', extra?.depositItems),
        by,
        send: ({ gatewayOrderId = '', currency }, asked) => {
          const depositItems = itemsIn(asked, 'depositItems')
          return gateway.capture({ gatewayOrderId, currency, amountMinor: wantedMinor, depositItems })
        },
      })
    },

    async reverse(orderNumber, { by } = {}) {
      await requireOrder(orderNumber)
      return instruct(orderNumber, {
        name: 'reverse',
        isDone: ({ status }) => status === 'reversed',
        obstacle: (settled) => obstacleToHold('reverse', settled),
        by,
        send: ({ gatewayOrderId = '', currency }) => gateway.reverse({ gatewayOrderId, currency }),
      })
    },

    async decline(orderNumber, { by } = {}) {
      await requireOrder(orderNumber)
      return instruct(orderNumber, {
        name: 'decline',
        isDone: ({ status }) => status === 'declined' || status === 'expired',
        obstacle: obstacleToDecline,
        by,
        send: ({ gatewayOrderId = '' }) => gateway.decline({ gatewayOrderId, orderNumber }),
      })
    },
  }
}

/** @throws InvalidAmountError for more than is held, or for another amount than was requested before. */
function requireCapturable(order: Order, wantedMinor: number): void {
  const { orderNumber, amountMinor, currency, capturingMinor, capturedMinor, status } = order
  if (status !== 'held' && capturedMinor !== wantedMinor) throw refusalFor(order, 'capture')
  if (wantedMinor > amountMinor) {
    throw new InvalidAmountError(
      `At most ${moneyText(amountMinor, currency)} of order ${orderNumber} can be captured: that much is held. ` +
        `Wanted ${moneyText(wantedMinor, currency)}.`,
      { orderNumber },
    )
  }
  if (capturingMinor !== undefined && capturingMinor !== wantedMinor) {
    throw new InvalidAmountError(
      `${capturedOtherwise({ ...order, capturingMinor })} Wanted ${moneyText(wantedMinor, currency)}.`,
      { orderNumber },
    )
  }
}

function capturedOtherwise({ orderNumber, currency, capturingMinor }: Order & { readonly capturingMinor: number }) {
  const money = moneyText(capturingMinor, currency)
  return `A capture of ${money} of order ${orderNumber} was requested before, and its outcome is not known.`
}

/** Another caller may have requested a different amount since. */
function obstacleToCapture(
  settled: Settled,
  wantedMinor: number,
): IllegalMoveError | GatewayUnavailableError | undefined {
  const { order } = settled
  const { capturingMinor = wantedMinor, status } = order
  if (status !== 'held' || capturingMinor === wantedMinor) return obstacleToHold('capture', settled)
  return new IllegalMoveError(`${capturedOtherwise({ ...order, capturingMinor })} Nothing was sent, no money moved.`)
}

/**
 * Only while the gateway itself says that the money is on hold and none of it captured: otherwise nobody knows what a
 * call would take.
 */
function obstacleToHold(
  wish: 'capture' | 'reverse',
  { order, standing }: Pick<Settled, 'order' | 'standing'>,
): IllegalMoveError | GatewayUnavailableError | undefined {
  if (order.status !== 'held') return refusalFor(order, wish)
  if (standing === 'on-hold') return undefined
  return new GatewayUnavailableError(
    `Order ${order.orderNumber} cannot be ${wish}d now: the gateway does not say that its money is on hold. Nothing ` +
      'was sent; try again later.',
  )
}

/**
 * Only while nobody is paying: with the buyer on the issuer's page, nobody knows what a decline does (BPC: decline).
 */
function obstacleToDecline({ order, standing }: Settled): IllegalMoveError | GatewayUnavailableError | undefined {
  const { orderNumber, status, gatewayOrderId } = order
  if (status !== 'registered' && status !== 'unknown') return refusalFor(order, 'decline')
  if (standing === 'open' && gatewayOrderId !== undefined) return undefined
  return new GatewayUnavailableError(
    `Order ${orderNumber} cannot be declined now: a payment may be on its way. Nothing was sent; try again later.`,
  )
}
