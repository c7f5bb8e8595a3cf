// The fewest lines that sell: a catalog, a hand-over, one router.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const shelf = {
  mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' },
  tea: { amountMinor: 450, currency: 'EUR', description: 'Tea' },
}

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: shelf,
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  logger: console,
})
app.use(checkout)

app.get('/', (_req, res) => {
  res.send('<form method="post" action="/checkout/mug"><button>Buy a mug</button></form>')
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}`)
})
