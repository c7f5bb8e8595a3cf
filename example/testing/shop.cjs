const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')

const shelf = { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } }

/** The parcels that were sent. */
exports.parcels = []

/** The store. A test gives options, which take the place of the `CHECKOUT_…` variables. */
exports.makeShop = (options = {}) => {
  const app = express()
  const secret = process.env.SESSION_SECRET ?? 'of the tests alone'
  app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
  app.use(
    hostedCheckout({
      catalog: (sku) => shelf[sku],
      onPaid: (order) => void exports.parcels.push(order.orderNumber),
      ...options,
    }),
  )
  return app
}
