// A cart that the payment empties, and a carrier that knows a repeat by the order's number.
import { randomUUID } from 'node:crypto'
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
const carts = new Map()

function cartOf(req) {
  const known = carts.get(req.session.cartId)
  if (known && !known.isPaid) return known
  const cart = { id: randomUUID(), lines: [], isPaid: false }
  carts.set(cart.id, cart)
  req.session.cartId = cart.id
  return cart
}

const checkout = hostedCheckout({
  catalog: {},
  async onPaid(order, { signal }) {
    const answer = await fetch(`${process.env.CARRIER}/parcels`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': order.orderNumber },
      body: JSON.stringify({ lines: order.metadata.lines }),
      signal,
    })
    if (!answer.ok) throw new Error(`the carrier answered ${answer.status}`)
    const cart = carts.get(order.reference)
    if (cart) cart.isPaid = true
  },
})
app.use(checkout)

app.get('/', (_req, res) => {
  res.send(
    '<form method="post" action="/cart/items"><input type="hidden" name="sku" value="mug"><button>Add</button></form>',
  )
})
app.get('/cart', (req, res) => {
  const { lines } = cartOf(req)
  res.send(`<p>${lines.length} items: ${lines}</p><form method="post" action="/cart/pay"><button>Pay</button></form>`)
})
app.post('/cart/items', (req, res) => {
  if (Object.hasOwn(prices, req.body.sku)) cartOf(req).lines.push(req.body.sku)
  res.redirect(303, '/cart')
})
app.post('/cart/pay', async (req, res, next) => {
  const { id, lines } = cartOf(req)
  const amountMinor = lines.reduce((sum, sku) => sum + prices[sku], 0)
  try {
    const item = { sku: 'cart', amountMinor, currency: 'EUR', reference: id, metadata: { lines } }
    const order = await checkout.begin(item, req, res)
    order.send()
  } catch (error) {
    next(error)
  }
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
