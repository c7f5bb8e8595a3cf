import { systemClock } from './clock.ts'
import { OrderNotFoundError } from './errors.ts'
import type { LinkLedger } from './ledger/link-ledger.ts'
import type { OrderLedger } from './ledger/order-ledger.ts'
import { makeFindLinkToPay } from './links/links.ts'
import type { FindLinkToPay } from './links/links.ts'
import type { Logger } from './logger.ts'
import type { Order } from './order.ts'
import type { RunningWork } from './running-work.ts'
import { makeFindCallbackOrder } from './settlement/callback-order.ts'
import type { FindCallbackOrder } from './settlement/callback-order.ts'
import { isOpen } from './settlement/judge/moves.ts'
import type { OpenOrder } from './settlement/open-order/open-order.ts'
import { makeRecentAnswers } from './settlement/recent-answers.ts'
import { makeSettleCallback } from './settlement/settle-callback.ts'
import type { SettleCallback } from './settlement/settle-callback.ts'
import { makeSettleReturn } from './settlement/settle-return.ts'
import { stand } from './settlement/settled.ts'
import type { Settle, Settled } from './settlement/settled.ts'

/** What buyers, and anybody posing as one, can trigger. Each rejects with `CheckoutClosedError` after `close`. */
export interface BuyerDesk {
  readonly openOrder: OpenOrder
  readonly find: (orderNumber: string) => Promise<Order | undefined>
  /** @throws OrderNotFoundError when it is not in our ledger. */
  readonly findReturned: (gatewayOrderId: string) => Promise<Order>
  readonly findByCallback: FindCallbackOrder
  /** For the browser that started the order: asks the gateway, and waits a little for a status that lags behind. */
  readonly settleForOwner: (order: Order) => Promise<Settled>
  /** For anybody else: an answer from a moment ago will do. Over the limit, the ledger answers. */
  readonly settleForAnybody: (order: Order, mayAsk: () => Promise<boolean>) => Promise<Settled>
  readonly settleCallback: SettleCallback
  /** Uses up an address that sends a browser on; false if it was used before. */
  readonly sendOn: (orderNumber: string, issuedAt: Date) => Promise<boolean>
  /** A payment link as a buyer may see it. @throws OrderNotFoundError when the shop has none with this number. */
  readonly findLink: FindLinkToPay
}

export interface BuyerDeskDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'findByGatewayOrderId' | 'noteReturn' | 'sendOn'> &
    Pick<LinkLedger, 'findLink'>
  readonly settle: Settle
  readonly openOrder: OpenOrder
  readonly work: RunningWork
  readonly logger: Logger
}

export function makeBuyerDesk({ ledger, settle, openOrder, work, logger }: BuyerDeskDeps): BuyerDesk {
  const recentAnswers = makeRecentAnswers({ settle, clock: systemClock })
  const settleCallback = makeSettleCallback(recentAnswers)
  const settleReturn = makeSettleReturn({ ledger, ...recentAnswers, clock: systemClock, logger })
  return {
    openOrder: (request) => work.run(() => openOrder(request)),
    find: (orderNumber) => ledger.find(orderNumber),
    async findReturned(gatewayOrderId) {
      const order = await ledger.findByGatewayOrderId(gatewayOrderId)
      if (!order) throw new OrderNotFoundError('No order of this shop has the orderId in the request.')
      return order
    },
    findByCallback: makeFindCallbackOrder({ ledger, logger }),
    settleForOwner: (order) => work.run(() => settleReturn(order)),
    settleForAnybody: (order, mayAsk) =>
      work.run(async () => {
        const settled = await recentAnswers.settleForAnybody(order, 'return', mayAsk)
        return settled === 'too-many' ? stand(order, isOpen(order.status) ? 'silent' : 'final') : settled
      }),
    settleCallback: (order, callback, mayAsk) => work.run(() => settleCallback(order, callback, mayAsk)),
    sendOn: (orderNumber, issuedAt) => ledger.sendOn(orderNumber, issuedAt),
    findLink: makeFindLinkToPay(ledger),
  }
}
