const { once } = require('node:events')
const { appendFileSync } = require('node:fs')

const shelf = [
  { sku: 'mug', amountMinor: 1999, currency: 'EUR', description: 'A mug' },
  { sku: 'noodles', amountMinor: 1200, currency: 'JPY', description: 'Noodles' },
]

/**
 * A store's own code, the same for every Node and Express. The caller loads the packages, by `import` or `require`.
 *
 * The checkout's options are in `CHECKOUT_…`. `PORT` is the port to listen on, 0 for any free one. `HAND_OVERS` names a
 * file that gets a line for each parcel.
 */
module.exports = async function openShop({ express, session, hostedCheckout }) {
  const { HAND_OVERS, PORT = '0' } = process.env
  const app = express()
  const server = app.listen(Number(PORT), '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${server.address().port}`

  const checkout = hostedCheckout({
    baseUrl,
    catalog: (sku) => shelf.find((item) => item.sku === sku),
    onPaid: ({ sku, orderNumber }) => appendFileSync(HAND_OVERS, `${sku} ${orderNumber}\n`),
    success: (order, _req, res) => void res.send(`Thank you for ${order.sku} ${order.orderNumber}`),
    failure: (order, _req, res) => void res.send(`No ${order.sku} this time: ${order.status}`),
    pending: (order, _req, res) => void res.send(`No word from the bank about ${order.sku} yet: ${order.status}`),
    // All buyers of a test share one address.
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
    questionsPerMinute: 0,
    // Tests ask for a pass when they need one.
    sweep: { everyMs: 60_000, looksAtSecs: [900] },
    logger: { info: () => undefined, warn: console.warn, error: console.error },
  })
  const answerWith = (work) => (req, res, next) => void work(req).then((answer) => res.json(answer), next)
  const listOrders = async () => {
    const orders = []
    for await (const order of checkout.orders.find()) orders.push(order)
    return orders
  }

  app.use(session({ secret: 'shop', resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))
  app.use(checkout)
  app.get('/staff/orders', answerWith(listOrders))
  app.post(
    '/staff/reconcile',
    answerWith(() => checkout.reconcile()),
  )
  app.post(
    '/staff/verify',
    answerWith(() => checkout.verify()),
  )
  app.post(
    '/staff/refund',
    answerWith(({ query: { order, amountMinor, key } }) =>
      checkout.refund(order, { amountMinor: Number(amountMinor), key }),
    ),
  )

  return {
    checkout,
    baseUrl,
    /** Stops as the README recommends. */
    async close() {
      server.close()
      server.closeAllConnections()
      await checkout.close()
    },
  }
}
