// Sends the parcel when the thank-you page is drawn.
import { appendFileSync } from 'node:fs'
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
  onPaid: (order) => console.log('paid', order.orderNumber),
  success(order, _req, res) {
    appendFileSync(`${process.env.GOODS}/parcels.csv`, `${order.orderNumber}\n`)
    res.send(`Thank you for order ${order.orderNumber}.`)
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
