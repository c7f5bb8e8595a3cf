import type { Request, RequestHandler, Response } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import type { Admit } from '../middleware/limits.ts'
import type { Origins } from '../middleware/origins.ts'
import { idempotencyKeyIn, skuIn } from '../middleware/parse.ts'
import { isScript } from '../middleware/scripts.ts'
import type { SendToBank } from '../middleware/send-to-bank.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import type { Tickets } from '../src/correlation/tickets.ts'
import type { OpenedOrder } from '../src/settlement/open-order/request.ts'
import type { Wish } from '../src/settlement/open-order/wish.ts'

export interface CheckoutRouteOptions {
  /** What the sku is and costs, from the catalog alone. */
  readonly wishFor: (sku: string, req: Request) => Promise<Wish>
  readonly desk: Pick<BuyerDesk, 'openOrder'>
  readonly admit: Admit
  readonly correlation: Pick<Correlation, 'watch' | 'openOrderOf' | 'remember' | 'isStarter'>
  readonly provenanceOf: Origins['provenanceOf']
  readonly tickets: Pick<Tickets, 'sendOn' | 'statusKeyOf'>
  readonly sendToBank: SendToBank
  /** Public address of the route that sends browsers on, without a slash at its end. */
  readonly sendOnUrl: string
}

/**
 * `GET` and `POST /checkout/:sku`: opens the order and sends the buyer to the gateway's page, or tells a script where
 * that is.
 *
 * Only the sku crosses the wire; the price is the catalog's.
 */
export function checkout(options: CheckoutRouteOptions): RequestHandler {
  const { wishFor, desk, admit, correlation, sendToBank } = options
  return asynchronous(async (req, res) => {
    await correlation.watch(req)
    const wish = await wishFor(skuIn(req.params.sku), req)
    const traces = correlation.openOrderOf(req, wish, idempotencyKeyIn(req))
    const { order, isStarter } = await desk.openOrder({
      ...traces,
      wish,
      isStarter: (order) => correlation.isStarter(req, order),
      admit: () => admit(req),
    })
    if (isScript(req)) return tellScript(options, { order, isStarter, wish }, req, res)
    // Another browser's order can be paid here all the same, but this browser learns nothing about it.
    if (isStarter) await correlation.remember(req, res, { orderNumber: order.orderNumber, wish })
    sendToBank(order, req, res)
  })
}

/**
 * Browsers drop Lax cookies from a response to another site's script: the browser is sent through an address of ours,
 * which sets them. A client without cookies proves its order by `statusKey`. Nothing proves an order that somebody else
 * started.
 */
async function tellScript(
  { correlation, provenanceOf, tickets, sendOnUrl }: CheckoutRouteOptions,
  { order, isStarter, wish }: OpenedOrder & { readonly wish: Wish },
  req: Request,
  res: Response,
): Promise<void> {
  const { orderNumber, expiresAt, formUrl } = order
  const provenance = provenanceOf(req)
  const isElsewhere = provenance === 'other-site'
  const isWithoutCookie = isElsewhere || provenance === 'program'
  if (isStarter && !isElsewhere) await correlation.remember(req, res, { orderNumber, wish })
  res.status(200).json({
    orderNumber,
    formUrl: isStarter && isElsewhere ? `${sendOnUrl}/${tickets.sendOn(orderNumber, new Date())}` : formUrl,
    expiresAt: expiresAt.toISOString(),
    statusKey: isStarter && isWithoutCookie ? tickets.statusKeyOf(orderNumber) : undefined,
  })
}
