import express from 'express'
import type { RequestHandler, Router } from 'express'
import { errorHandler } from '../middleware/error-handler.ts'
import type { ErrorHandlerOptions } from '../middleware/error-handler.ts'
import { navigationOnly } from '../middleware/navigation.ts'
import { machineErrors } from '../middleware/machine-errors.ts'
import { noStore } from '../middleware/no-store.ts'
import { checkout } from './checkout.ts'
import type { CheckoutRouteOptions } from './checkout.ts'
import { paymentCallback } from './payment-callback.ts'
import type { PaymentCallbackOptions } from './payment-callback.ts'
import { paymentReturn, paymentReturnByPost } from './payment-return.ts'
import type { PaymentReturnOptions } from './payment-return.ts'

export interface RoutesOptions {
  readonly checkout: CheckoutRouteOptions
  readonly paymentReturn: PaymentReturnOptions
  readonly paymentCallback: PaymentCallbackOptions
  readonly stylesheet: RequestHandler
  /** Gives a request without a session one of the router's own. */
  readonly session: RequestHandler
  readonly errors: ErrorHandlerOptions
}

/** Where the gateway sends its notifications. */
export const callbackPath = '/payment/callback'

/** Where the stylesheet of the built-in pages is served. */
export const stylesheetPath = '/payment/pages.css'

/** The table of contents. Nothing is done to a request that is not for one of these paths: the rest is the store's. */
export function routes(options: RoutesOptions): Router {
  const router = express.Router()
  const { checkout: checkoutOptions, paymentReturn: returnOptions, paymentCallback: callbackOptions } = options
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
  router
    .route(callbackPath)
    .all(noStore())
    .head((_req, res) => void res.status(204).end())
    .get(paymentCallback(callbackOptions), machineErrors(errors))
    .post(paymentCallback(callbackOptions), machineErrors(errors))
  router.route(stylesheetPath).get(noStore(), stylesheet)
  // Next to come: the operator's pages under back-office/.
  router.use(errorHandler(errors))
  return router
}
