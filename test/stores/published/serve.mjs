import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import express from 'express'
import session from 'express-session'
import serve from './until-terminated.cjs'

/** A store on the version that `LIBRARY` names, with no option that only some versions know. */
const { LIBRARY, HAND_OVERS } = process.env
const { hostedCheckout } = await import(LIBRARY)

void serve(async () => {
  const app = express()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${server.address().port}`
  const checkout = hostedCheckout({
    baseUrl,
    catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
    onPaid: ({ orderNumber }) => appendFileSync(HAND_OVERS, `${orderNumber}\n`),
    success: (order, _req, res) => void res.send(`Thank you for ${order.orderNumber}`),
    checkoutsPerMinute: 0,
    // Buyers who do not return are found by a pass that the test asks for.
    sweep: { everyMs: 60_000, looksAtSecs: [900] },
    logger: { info: () => undefined, warn: console.warn, error: console.error },
  })
  app.use(session({ secret: 'shop', resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
  app.use(checkout)
  app.get('/staff/orders', async (_req, res) => {
    const orders = []
    for await (const order of checkout.orders.find()) orders.push(order)
    res.json(orders)
  })
  app.post('/staff/reconcile', async (_req, res) => res.json(await checkout.reconcile()))
  app.post('/staff/verify', async (_req, res) => res.json(await checkout.verify()))
  return {
    checkout,
    baseUrl,
    async close() {
      server.close()
      server.closeAllConnections()
      await checkout.close()
    },
  }
})
