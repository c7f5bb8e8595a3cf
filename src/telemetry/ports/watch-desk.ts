import type { Callback } from '../../gateway/callbacks.ts'
import type { Order } from '../../order.ts'
import type { OpenOrder } from '../../settlement/open-order/open-order.ts'
import type { SettleCallback } from '../../settlement/settle-callback.ts'
import type { Settled } from '../../settlement/settled.ts'
import { settledFacts } from './settled-facts.ts'
import type { Telemetry } from '../telemetry.ts'

/** What buyers and the bank can trigger. */
export interface WatchedDesk {
  readonly openOrder: OpenOrder
  readonly settleForOwner: (order: Order) => Promise<Settled>
  readonly settleForAnybody: (order: Order, mayAsk: () => Promise<boolean>) => Promise<Settled>
  readonly settleCallback: SettleCallback
}

/** The same desk, whose checkouts, returns and callbacks are told of. */
export function watchDesk<Desk extends WatchedDesk>(desk: Desk, telemetry: Telemetry): Desk {
  const { openOrder, settleForOwner, settleForAnybody, settleCallback } = desk
  const watched: WatchedDesk = {
    openOrder: watchOpenOrder(openOrder, telemetry),
    settleForOwner: (order) => telemetry.operation('return', returnOf(order, true), () => settleForOwner(order)),
    settleForAnybody: (order, mayAsk) =>
      telemetry.operation('return', returnOf(order, false), () => settleForAnybody(order, mayAsk)),
    settleCallback: (order, callback, mayAsk) =>
      telemetry.operation('callback', callbackOf(order, callback), () => settleCallback(order, callback, mayAsk)),
  }
  return { ...desk, ...watched }
}

function watchOpenOrder(openOrder: OpenOrder, telemetry: Telemetry): OpenOrder {
  return (request) => {
    let isNew = false
    // Asked for a new order only.
    const admit = (): Promise<void> => {
      isNew = true
      return request.admit()
    }
    const telling = {
      begin: () => ({}),
      end: ({ order }: Awaited<ReturnType<OpenOrder>>) =>
        ({ orderNumber: order.orderNumber, outcome: isNew ? 'opened' : 'reused' }) as const,
    }
    return telemetry.operation('checkout', telling, () => openOrder({ ...request, admit }))
  }
}

function returnOf({ orderNumber }: Order, isStarter: boolean) {
  return { begin: () => ({ orderNumber, isStarter }), end: settledFacts }
}

function callbackOf({ orderNumber }: Order, { isSigned }: Callback) {
  return {
    begin: () => ({ orderNumber, isSigned }),
    end: (settled: Settled | 'too-many') => (settled === 'too-many' ? { isTooMany: true } : settledFacts(settled)),
  }
}
