// The ledger is in the store's own PostgreSQL: a parcel is a row, and there is exactly one for each paid order.
import express from 'express'
import session from 'express-session'
import pg from 'pg'
import { hostedCheckout } from 'express-hosted-checkout'

const database = new pg.Pool({ connectionString: process.env.CHECKOUT_DATABASE_URL })
await database.query('create table if not exists parcels (order_number text primary key, sku text not null)')

const app = express()
const cookie = { sameSite: 'lax', secure: 'auto' }
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie }))

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  // In the transaction that records the hand-over: both are there, or neither is. Nothing but statements belongs here.
  onPaidInTransaction: (order, transaction) =>
    transaction.query('insert into parcels (order_number, sku) values ($1, $2)', [order.orderNumber, order.sku]),
  logger: console,
})
app.use(checkout)

app.get('/parcels', async (_req, res) => {
  const { rows } = await database.query('select order_number, sku from parcels order by order_number')
  res.json(rows)
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
  console.log(`http://localhost:${port}/checkout/mug`)
})
