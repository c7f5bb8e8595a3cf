// Orders the parcel, and does not wait until it is ordered.
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

async function orderParcel({ orderNumber, sku }) {
  const answer = await fetch(`${process.env.CARRIER}/parcels/${orderNumber}`, { method: 'PUT', body: sku })
  if (!answer.ok) throw new Error(`the carrier answered ${answer.status}`)
}

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid(order) {
    orderParcel(order).catch(console.error)
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
