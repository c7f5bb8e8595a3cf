const { once } = require('node:events')
const { appendFileSync } = require('node:fs')

const shelf = [
  { sku: 'mug', amountMinor: 1999, currency: 'EUR', description: 'A mug' },
  { sku: 'noodles', amountMinor: 1200, currency: 'JPY', description: 'Noodles' },
]

/**
 * A store's own code, the same for every Node and Express. Whoever calls it has loaded the packages, by `import` or by
 * `require`.
 *
 * Options of the checkout stand in `CHECKOUT_…`. `PORT` is the one to listen on, 0 for any that is free.
 * `HAND_OVERS` names a file that gets a line for each parcel.
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
    // A test asks for a pass when it wants one.
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
    /** As the README tells a store to end. */
    async close() {
      server.close()
      server.closeAllConnections()
      await checkout.close()
    },
  }
}
