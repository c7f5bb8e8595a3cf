// Empties the cart when the buyer is back, and not when they have paid.
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
app.use(express.urlencoded({ extended: false }))

const prices = { mug: 1999, tea: 450 }
const checkout = hostedCheckout({
  catalog: {},
  onPaid: (order) => writeFile(`${process.env.GOODS}/${order.orderNumber}.txt`, order.metadata.lines.join()),
  success(order, req, res) {
    req.session.cart = []
    res.send(`Thank you for order ${order.orderNumber}.`)
  },
})
app.use(checkout)

app.get('/', (_req, res) => {
  res.send(
    '<form method="post" action="/cart/items"><input type="hidden" name="sku" value="mug"><button>Add</button></form>',
  )
})
app.get('/cart', (req, res) => {
  const lines = req.session.cart ?? []
  res.send(`<p>${lines.length} items: ${lines}</p><form method="post" action="/cart/pay"><button>Pay</button></form>`)
})
app.post('/cart/items', (req, res) => {
  if (Object.hasOwn(prices, req.body.sku)) req.session.cart = [...(req.session.cart ?? []), req.body.sku]
  res.redirect(303, '/cart')
})
app.post('/cart/pay', async (req, res, next) => {
  const lines = req.session.cart ?? []
  const amountMinor = lines.reduce((sum, sku) => sum + prices[sku], 0)
  try {
    const order = await checkout.begin({ sku: 'cart', amountMinor, currency: 'EUR', metadata: { lines } }, req, res)
    order.send()
  } catch (error) {
    next(error)
  }
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
