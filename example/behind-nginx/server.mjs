// A store that a proxy serves at https://shop.example/shop/: see nginx.conf beside this file.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const app = express()
// One proxy, on this machine. It says whose address it is, and that the buyer came by https.
app.set('trust proxy', 'loopback')
const cookie = { sameSite: 'lax', secure: 'auto', path: '/shop' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  // CHECKOUT_BASE_URL=https://shop.example/shop: where the router is mounted, as buyers and the bank see it.
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  logger: console,
})
app.use('/shop', checkout)

app.get('/shop/', (req, res) => {
  req.session.visits = (req.session.visits ?? 0) + 1
  res.send(
    `<p>${req.protocol} from ${req.ip}, visit ${req.session.visits}</p>` +
      '<form method="post" action="/shop/checkout/mug"><button>Buy a mug</button></form>',
  )
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}, for nginx`)
})
