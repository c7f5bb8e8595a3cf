import type { Request, RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { statusKeyIn } from '../middleware/parse.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import type { Tickets } from '../src/correlation/tickets.ts'
import { OrderNotFoundError } from '../src/errors.ts'
import type { Order, OrderStatus } from '../src/order.ts'
import type { Settled } from '../src/settlement/settled.ts'

export interface PaymentOrdersOptions {
  readonly desk: Pick<BuyerDesk, 'find' | 'settleForAnybody'>
  readonly correlation: Pick<Correlation, 'isStarter'>
  readonly tickets: Pick<Tickets, 'isStatusKey'>
}

/** What a script does next. `failure` only if nothing was taken, or all of it was refunded. */
export type ScriptOutcome = 'success' | 'failure' | 'pending' | 'contact-shop'

/**
 * `GET /payment/orders/:orderNumber`: the outcome of an order, as JSON, for the browser that started it or a client
 * with its `statusKey`. For anybody else there is no such order.
 */
export function paymentOrders({ desk, ...proofs }: PaymentOrdersOptions): RequestHandler {
  return asynchronous(async (req, res) => {
    const orderNumber = String(req.params.orderNumber)
    const found = await desk.find(orderNumber)
    if (!found || !isTheirs(proofs, req, found))
      throw new OrderNotFoundError('Somebody asked about an order that is not theirs, or does not exist.')
    // At most one question in two seconds: no other limit is needed.
    const settled = await desk.settleForAnybody(found, () => Promise.resolve(true))
    const { reference, status, amountMinor, currency, decline } = settled.order
    res.json({ orderNumber, reference, status, outcome: outcomeOf(settled), amountMinor, currency, decline })
  })
}

function isTheirs(
  { correlation, tickets }: Pick<PaymentOrdersOptions, 'correlation' | 'tickets'>,
  req: Request,
  order: Order,
): boolean {
  return correlation.isStarter(req, order) || tickets.isStatusKey(order.orderNumber, statusKeyIn(req) ?? '')
}

/** An open order is `failure` only once a try was declined, as on the return page; the buyer may still try again. */
function outcomeOf({ order: { status, decline }, standing }: Settled): ScriptOutcome {
  const known = outcomes[status]
  if (known !== undefined) return known
  const isDeclined = decline !== undefined && decline.advice !== 'wait'
  return standing === 'open' && isDeclined ? 'failure' : 'pending'
}

const outcomes: Readonly<Record<OrderStatus, ScriptOutcome | undefined>> = {
  held: 'success',
  paid: 'success',
  partially_refunded: 'success',
  refunded: 'failure',
  reversed: 'failure',
  declined: 'failure',
  expired: 'failure',
  review: 'contact-shop',
  registering: undefined,
  unknown: undefined,
  registered: undefined,
}
