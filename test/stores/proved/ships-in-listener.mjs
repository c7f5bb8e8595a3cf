// Sends the parcel as the ledger tells that the order is paid: it is told once, or never.
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
  on({ to }, { orderNumber }) {
    if (to === 'paid') appendFileSync(`${process.env.GOODS}/parcels.csv`, `${orderNumber}\n`)
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
