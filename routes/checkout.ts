import type { Request, RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { skuIn } from '../middleware/parse.ts'
import type { Wish } from '../src/settlement/open-order/wish.ts'
import type { Open } from './opening.ts'

export interface CheckoutRouteOptions {
  /** What the sku is and costs, from the catalog alone. */
  readonly wishFor: (sku: string, req: Request) => Promise<Wish>
  readonly open: Open
}

/**
 * `GET` and `POST /checkout/:sku`: opens the order and sends the buyer to the gateway's page, or tells a script where
 * that is.
 *
 * Only the sku crosses the wire; the price is the catalog's.
 */
export function checkout({ wishFor, open }: CheckoutRouteOptions): RequestHandler {
  return asynchronous(async (req, res) => {
    const opening = await open(() => wishFor(skuIn(req.params.sku), req), req, res)
    opening.send()
  })
}
