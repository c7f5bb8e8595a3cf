import express from 'express'
import type { RequestHandler, Router } from 'express'
import { endUploads } from '../middleware/end-uploads.ts'
import { errorHandler } from '../middleware/error-handler.ts'
import type { ErrorHandlerOptions } from '../middleware/error-handler.ts'
import { machineErrors } from '../middleware/machine-errors.ts'
import { noStore } from '../middleware/no-store.ts'
import type { Origins } from '../middleware/origins.ts'
import { problemErrors } from '../middleware/problem.ts'
import { visitsOnly } from '../middleware/visits.ts'
import { checkout } from './checkout.ts'
import type { CheckoutRouteOptions } from './checkout.ts'
import { paymentCallback } from './payment-callback.ts'
import type { PaymentCallbackOptions } from './payment-callback.ts'
import { paymentGo } from './payment-go.ts'
import type { PaymentGoOptions } from './payment-go.ts'
import { payLink, showLink } from './payment-links.ts'
import type { PaymentLinksOptions } from './payment-links.ts'
import { paymentOrders } from './payment-orders.ts'
import type { PaymentOrdersOptions } from './payment-orders.ts'
import { paymentReturn, paymentReturnByPost } from './payment-return.ts'
import type { PaymentReturnOptions } from './payment-return.ts'

export interface RoutesOptions {
  readonly checkout: CheckoutRouteOptions
  readonly paymentReturn: PaymentReturnOptions
  readonly paymentCallback: PaymentCallbackOptions
  readonly paymentGo: PaymentGoOptions
  readonly paymentLinks: PaymentLinksOptions
  readonly paymentOrders: PaymentOrdersOptions
  readonly origins: Origins
  readonly stylesheet: RequestHandler
  /** Looks at the store around the router, before the router's own session. */
  readonly observe: RequestHandler
  /** Gives a request without a session the router's own. */
  readonly session: RequestHandler
  readonly errors: ErrorHandlerOptions
}

/** Where the gateway sends its callbacks. */
export const callbackPath = '/payment/callback'

/** Sends a browser on to the bank, if its script on another site has opened an order. */
export const sendOnPath = '/payment/go'

/** Where the stylesheet of the built-in pages is served. */
export const stylesheetPath = '/payment/pages.css'

/** The table of contents. A request for any other path is left alone: the rest is the store's. */
export function routes(options: RoutesOptions): Router {
  const router = express.Router()
  const { checkout: checkoutOptions, paymentReturn: returnOptions, paymentCallback: callbackOptions } = options
  const { origins, session, stylesheet, observe, errors } = options

  router
    .route('/checkout/:sku')
    .all(noStore(), endUploads(), origins.share)
    .options(origins.preflight)
    .all(visitsOnly(), origins.refuseForeign, observe)
    .get(session, checkout(checkoutOptions))
    .post(session, checkout(checkoutOptions))
  router
    .route('/payment/return')
    .all(noStore(), endUploads(), observe)
    .head(nothing)
    .get(session, paymentReturn(returnOptions))
    .post(paymentReturnByPost(returnOptions))
  router
    .route(callbackPath)
    .all(noStore(), endUploads())
    .head(nothing)
    .get(paymentCallback(callbackOptions), machineErrors(errors))
    .post(paymentCallback(callbackOptions), machineErrors(errors))
  router
    .route(`${sendOnPath}/:ticket`)
    .all(noStore(), endUploads(), visitsOnly())
    .get(session, paymentGo(options.paymentGo))
  router
    .route('/payment/links/:linkNumber')
    .all(noStore(), endUploads(), origins.share)
    .options(origins.preflight)
    .head(nothing)
    .get(session, showLink(options.paymentLinks))
    .post(visitsOnly(), origins.refuseForeign, session, payLink(options.paymentLinks))
  router
    .route('/payment/orders/:orderNumber')
    .all(noStore(), endUploads(), origins.share)
    .options(origins.preflight)
    .head(nothing)
    .get(session, paymentOrders(options.paymentOrders), problemErrors(errors))
  router.route(stylesheetPath).get(noStore(), stylesheet)
  router.use(errorHandler(errors))
  return router
}

const nothing: RequestHandler = (_req, res) => void res.status(204).end()
