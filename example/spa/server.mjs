// A front end on one origin, its API on another. The buyer's browser leaves for the bank, and comes back to the API,
// which leads it on to the front end.
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const port = Number(process.env.PORT ?? 3000)
const frontPort = Number(process.env.FRONT_PORT ?? 3001)
const frontUrl = process.env.FRONT_URL ?? `http://localhost:${frontPort}`

const api = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
api.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  allowedOrigins: [frontUrl],
  successUrl: `${frontUrl}/`,
  failureUrl: `${frontUrl}/`,
  onPaid: (order) => console.log(`send ${order.sku} for order ${order.orderNumber}`),
  logger: console,
})
api.use(checkout)

// In a real store these are the built files of React, Vue or whatever it is.
const front = express()
front.use((_req, res, next) => {
  res.set('Content-Security-Policy', `default-src 'self'; connect-src ${process.env.CHECKOUT_BASE_URL}`)
  next()
})
front.get('/config.json', (_req, res) => void res.json({ apiUrl: process.env.CHECKOUT_BASE_URL }))
front.use(express.static(new URL('front', import.meta.url).pathname))

front.listen(frontPort, '127.0.0.1', (error) => {
  if (error) throw error
  api.listen(port, '127.0.0.1', (failed) => {
    if (failed) throw failed
    void checkout.start()
    console.log(`${frontUrl}/`)
  })
})
