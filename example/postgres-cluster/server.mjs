// Four processes of one store. They share the ledger and the parcels in PostgreSQL, and the sessions in Redis; one that
// dies is started again, and loses nothing.
import cluster from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session from 'express-session'
import pg from 'pg'
import { createClient } from 'redis'
import { hostedCheckout } from 'express-hosted-checkout'

const port = Number(process.env.PORT ?? 3000)
const processCount = 4
const shelf = {
  mug: { amountMinor: 1999, name: 'A mug' },
  tea: { amountMinor: 450, name: 'Tea' },
}

if (cluster.isPrimary) await keepRunning()
else await sell()

async function keepRunning() {
  const database = new pg.Client({ connectionString: process.env.CHECKOUT_DATABASE_URL })
  await database.connect()
  await database.query(
    'create table if not exists parcels (order_number text primary key, basket text not null, skus jsonb not null)',
  )
  await database.end()

  let isEnding = false
  const end = () => {
    isEnding = true
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM')
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  cluster.on('exit', () => {
    if (!isEnding) cluster.fork()
  })
  cluster.on('listening', ({ process: { pid } }) => console.log(`process ${pid} sells at http://localhost:${port}`))
  for (let count = 0; count < processCount; count += 1) cluster.fork()
}

async function sell() {
  const database = new pg.Pool({ connectionString: process.env.CHECKOUT_DATABASE_URL })
  const redis = createClient({ url: process.env.REDIS_URL })
  redis.on('error', (error) => console.error('redis:', error.message))
  await redis.connect()

  /** The browser's basket: a new one once the parcel of the last is there. */
  async function basketOf(req) {
    const { basket } = req.session
    if (basket) {
      const { rowCount } = await database.query('select from parcels where basket = $1', [basket.id])
      if (rowCount === 0) return basket
    }
    return (req.session.basket = { id: randomUUID(), skus: [] })
  }

  const app = express()
  app.use((_req, res, next) => {
    res.set('X-Process', String(process.pid))
    next()
  })
  const cookie = { sameSite: 'lax', secure: 'auto' }
  const store = new RedisStore({ client: redis })
  app.use(session({ store, secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

  const checkout = hostedCheckout({
    async catalog(sku, req) {
      if (sku !== 'basket') return undefined
      const { id, skus } = await basketOf(req)
      if (skus.length === 0) return { redirect: '/' }
      const amountMinor = skus.reduce((sum, one) => sum + shelf[one].amountMinor, 0)
      return { amountMinor, currency: 'EUR', reference: id, metadata: { skus } }
    },
    // In the transaction that records the hand-over, whichever process does it: one parcel for each paid order.
    onPaidInTransaction: ({ orderNumber, reference, metadata }, transaction) =>
      transaction.query('insert into parcels (order_number, basket, skus) values ($1, $2, $3)', [
        orderNumber,
        reference,
        JSON.stringify(metadata.skus),
      ]),
    logger: console,
  })
  app.use(checkout)

  app.get('/', async (req, res) => {
    const { skus } = await basketOf(req)
    const add = Object.entries(shelf).map(
      ([sku, { name }]) => `<form method="post" action="/basket/${sku}"><button>Add ${name}</button></form>`,
    )
    const pay = '<form method="post" action="/checkout/basket"><button>Pay</button></form>'
    res.send(`<p>${skus.length} in the basket</p>${add.join('')}${skus.length > 0 ? pay : ''}`)
  })

  app.post('/basket/:sku', async (req, res) => {
    if (!Object.hasOwn(shelf, req.params.sku)) return res.sendStatus(404)
    const basket = await basketOf(req)
    basket.skus.push(req.params.sku)
    res.redirect(303, '/')
  })

  app.get('/parcels', async (_req, res) => {
    const { rows } = await database.query('select order_number, skus from parcels order by order_number')
    res.json(rows)
  })

  await checkout.start()
  const server = app.listen(port, '127.0.0.1', (error) => {
    if (error) throw error
  })
  // Ctrl-C reaches every process. The first one tells the others when to end.
  process.on('SIGINT', () => undefined)
  process.once('SIGTERM', () => {
    server.close(async () => {
      await checkout.close()
      await Promise.all([redis.close(), database.end()])
      process.exit()
    })
    server.closeIdleConnections()
  })
}
