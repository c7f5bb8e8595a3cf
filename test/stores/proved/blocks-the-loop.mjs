// Makes the invoice with a program, and waits for it.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
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
  onPaid(order) {
    execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 1200)'])
    writeFileSync(`${process.env.GOODS}/${order.orderNumber}.txt`, `An invoice for ${order.sku}`)
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
