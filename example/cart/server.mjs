// A cart of the store's own: it is priced here, paid once, and emptied by the payment, not by the buyer's return.
import { randomUUID } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const shelf = {
  mug: { amountMinor: 1999, name: 'A mug' },
  tea: { amountMinor: 450, name: 'Tea' },
}

/** A real store keeps carts in its database, by the same id. */
const carts = new Map()

/** The browser's cart that is not paid yet. */
function cartOf(req) {
  const known = carts.get(req.session.cartId)
  if (known && !known.isPaid) return known
  const cart = { id: randomUUID(), lines: [], isPaid: false }
  carts.set(cart.id, cart)
  req.session.cartId = cart.id
  return cart
}

const totalOf = ({ lines }) => lines.reduce((sum, sku) => sum + shelf[sku].amountMinor, 0)

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: {}, // everything is sold by the route below
  onPaid(order) {
    const cart = carts.get(order.reference)
    if (cart) cart.isPaid = true
    console.log(`send ${order.metadata.lines.join(', ')} for order ${order.orderNumber}`)
  },
  logger: console,
})
app.use(checkout)

app.get('/cart', (req, res) => {
  const cart = cartOf(req)
  const add = Object.entries(shelf).map(
    ([sku, { name }]) => `<form method="post" action="/cart/add/${sku}"><button>Add ${name}</button></form>`,
  )
  const pay = '<form method="post" action="/cart/pay"><button>Pay</button></form>'
  res.send(
    `<p>${cart.lines.length} items, ${totalOf(cart)} cents</p>${add.join('')}${cart.lines.length > 0 ? pay : ''}`,
  )
})

app.post('/cart/add/:sku', (req, res) => {
  if (!Object.hasOwn(shelf, req.params.sku)) return res.sendStatus(404)
  cartOf(req).lines.push(req.params.sku)
  res.redirect(303, '/cart')
})

app.post('/cart/pay', async (req, res, next) => {
  const cart = cartOf(req)
  if (cart.lines.length === 0) return res.redirect(303, '/cart')
  try {
    const order = await checkout.begin(
      {
        sku: 'cart',
        amountMinor: totalOf(cart),
        currency: 'EUR',
        description: `${cart.lines.length} items`,
        reference: cart.id, // paid once, however often Pay is pressed
        metadata: { lines: cart.lines },
        again: '/cart',
      },
      req,
      res,
    )
    order.send()
  } catch (error) {
    // Paid in another tab: this browser is shown the page of its order.
    if (error.code === 'CHECKOUT_ALREADY_PAID') return res.redirect(303, error.location ?? '/cart')
    next(error)
  }
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/cart`)
})
