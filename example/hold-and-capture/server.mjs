// The money is held when the buyer pays, and taken when the parcel leaves.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: { desk: { amountMinor: 45_000, currency: 'EUR', description: 'A desk, made to order' } },
  capture: 'manual',
  success: (order, _req, res) => {
    res.send(
      `Thank you. ${order.status === 'held' ? 'Your card is charged when the desk leaves us.' : 'It is on its way.'}`,
    )
  },
  onPaid: (order) => console.log(`the desk of order ${order.orderNumber} is paid`),
  logger: console,
})
app.use(checkout)

// The people in the workshop. A real store has a login here.
const staff = express.Router()
staff.use((req, res, next) => {
  if (req.get('authorization') === `Bearer ${process.env.STAFF_TOKEN}`) next()
  else res.sendStatus(403)
})
staff.get('/held', async (_req, res) => {
  const held = []
  for await (const order of checkout.orders.find({ status: 'held' })) held.push(order.orderNumber)
  res.json(held)
})
staff.post('/:orderNumber/ship', async (req, res) => {
  // Safe to repeat: an order that is captured already is not captured again.
  const order = await checkout.capture(req.params.orderNumber)
  res.json({ status: order.status, capturedMinor: order.capturedMinor })
})
staff.post('/:orderNumber/cancel', async (req, res) => {
  const order = await checkout.reverse(req.params.orderNumber)
  res.json({ status: order.status })
})
app.use('/staff', staff)

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/checkout/desk`)
})
