import type { Request, RequestHandler, Response } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import type { Admit } from '../middleware/checkout-limit.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import type { OpenOrder, Wish } from '../src/settlement/open-order.ts'

export interface CheckoutRouteOptions {
  /** What the sku is and what it costs, from the catalog alone. */
  readonly wishFor: (sku: string, req: Request) => Promise<Wish>
  readonly openOrder: OpenOrder
  readonly admit: Admit
  readonly correlation: Pick<Correlation, 'watch' | 'openOrderOf' | 'remember' | 'isStarter'>
}

/**
 * `GET` and `POST /checkout/:sku`: opens the order and sends the buyer to the gateway's page.
 *
 * Only the sku crosses the wire; the price is the catalog's.
 */
export function checkout({ wishFor, openOrder, admit, correlation }: CheckoutRouteOptions): RequestHandler {
  return asynchronous(async (req, res) => {
    await correlation.watch(req)
    const wish = await wishFor(String(req.params.sku), req)
    const traces = correlation.openOrderOf(req, wish)
    const { order, isStarter } = await openOrder({
      ...traces,
      wish,
      isStarter: (orderNumber) => correlation.isStarter(req, orderNumber),
      admit: () => admit(req, res),
    })
    const { orderNumber, formUrl } = order
    // An order of another browser's is paid here all the same, and tells this one nothing.
    if (isStarter) await correlation.remember(req, res, { orderNumber, wish })
    sendTo(res, formUrl)
  })
}

/** Verbatim: `res.redirect` would encode what the gateway already encoded (protocol 4, "use it as given"). */
function sendTo(res: Response, formUrl: string): void {
  res.status(302).setHeader('Location', formUrl)
  res.type('text').send('See other: the payment page.')
}
