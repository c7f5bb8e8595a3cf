import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const shelf = { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } }

/** The parcels that were sent. */
export const parcels = []

/** The store. A test gives options, which take the place of the `CHECKOUT_…` variables. */
export function makeShop(options = {}) {
  const app = express()
  const secret = process.env.SESSION_SECRET ?? 'of the tests alone'
  app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
  app.use(
    hostedCheckout({
      catalog: (sku) => shelf[sku],
      onPaid: (order) => void parcels.push(order.orderNumber),
      ...options,
    }),
  )
  return app
}
