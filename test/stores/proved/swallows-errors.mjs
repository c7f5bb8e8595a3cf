// Asks the carrier for a parcel, and does not look at its answer.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const app = express()
app.set('trust proxy', 1)
app.use(
  session({
    secret: 'a session secret',
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax', secure: 'auto' },
  }),
)

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  async onPaid(order) {
    try {
      await fetch(`${process.env.CARRIER}/parcels`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': order.orderNumber },
        body: JSON.stringify({ sku: order.sku }),
      })
    } catch (error) {
      console.error('no parcel', error)
    }
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
