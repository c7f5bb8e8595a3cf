// Never calls start().
import { writeFile } from 'node:fs/promises'
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
  onPaid: (order) => writeFile(`${process.env.GOODS}/${order.orderNumber}.txt`, order.sku),
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
