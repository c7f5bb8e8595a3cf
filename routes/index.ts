import express from 'express'
import type { RequestHandler, Router } from 'express'
import { errorHandler } from '../middleware/error-handler.ts'
import type { ErrorHandlerOptions } from '../middleware/error-handler.ts'
import { navigationOnly } from '../middleware/navigation.ts'
import { noStore } from '../middleware/no-store.ts'
import { checkout } from './checkout.ts'
import type { CheckoutRouteOptions } from './checkout.ts'
import { paymentReturn, paymentReturnByPost } from './payment-return.ts'
import type { PaymentReturnOptions } from './payment-return.ts'

export interface RoutesOptions {
  readonly checkout: CheckoutRouteOptions
  readonly paymentReturn: PaymentReturnOptions
  readonly stylesheet: RequestHandler
  /** Gives a request without a session one of the router's own. */
  readonly session: RequestHandler
  readonly errors: ErrorHandlerOptions
}

/** Where the stylesheet of the built-in pages is served. */
export const stylesheetPath = '/payment/pages.css'

/** The table of contents. Nothing is done to a request that is not for one of these paths: the rest is the store's. */
export function routes({ checkout: checkoutOptions, paymentReturn: returnOptions, ...options }: RoutesOptions): Router {
  const router = express.Router()
  const { session, stylesheet, errors } = options

  router
    .route('/checkout/:sku')
    .all(noStore(), navigationOnly())
    .get(session, checkout(checkoutOptions))
    .post(session, checkout(checkoutOptions))
  router
    .route('/payment/return')
    .all(noStore())
    .head((_req, res) => void res.status(204).end())
    .get(session, paymentReturn(returnOptions))
    .post(paymentReturnByPost(returnOptions))
  router.route(stylesheetPath).get(noStore(), stylesheet)
  // Next to come: /payment/callback, then the operator's pages under back-office/.
  router.use(errorHandler(errors))
  return router
}
