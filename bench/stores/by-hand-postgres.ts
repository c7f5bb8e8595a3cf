import { randomBytes } from 'node:crypto'
import axios from 'axios'
import express from 'express'
import session from 'express-session'
import pg from 'pg'
import { given, handOvers, policy, serve } from './serve.ts'

/** As by-hand.ts, with one `insert` a checkout and one `update` a return through `pg`. */
declare module 'express-session' {
  interface SessionData {
    orders?: Record<string, { orderNumber: string; amount: number; isPaid: boolean }>
  }
}

const root = `${given('BANK')}/payment/rest`
const login = { userName: 'shop-api', password: 'secret' }
const items: Readonly<Record<string, { amount: number; currency: string; description: string } | undefined>> = {
  mug: { amount: 1999, currency: '978', description: 'A mug' },
}
const pool = new pg.Pool({ connectionString: given('DATABASE'), max: 10 })
await pool.query(`create table if not exists by_hand_orders (order_number text primary key, order_id text unique,
  sku text not null, amount bigint not null, status text not null, created_at timestamptz not null,
  paid_at timestamptz)`)

const app = express()
app.use(policy())
app.use(session({ secret: 'a secret of the shop', resave: false, saveUninitialized: false }))

app.get('/checkout/:sku', async (req, res) => {
  const item = items[req.params.sku]
  if (!item) return void res.sendStatus(404)
  const orderNumber = randomBytes(13).toString('hex')
  await pool.query(
    "insert into by_hand_orders (order_number, sku, amount, status, created_at) values ($1, $2, $3, 'new', now())",
    [orderNumber, req.params.sku, item.amount],
  )
  const returnUrl = `${req.protocol}://${req.get('host') ?? ''}/payment/return`
  const { data } = await axios.post<{ orderId: string; formUrl: string }>(
    `${root}/register.do`,
    new URLSearchParams({ ...login, orderNumber, ...item, amount: String(item.amount), returnUrl }),
    { timeout: 30_000 },
  )
  req.session.orders = { ...req.session.orders, [data.orderId]: { orderNumber, amount: item.amount, isPaid: false } }
  await new Promise<void>((resolve, reject) => {
    req.session.save((error?: unknown) => (error ? reject(new Error('The session was not saved.')) : resolve()))
  })
  res.redirect(302, data.formUrl)
})

app.get('/payment/return', async (req, res) => {
  const { orderId } = req.query as { orderId: string }
  const order = req.session.orders?.[orderId]
  if (!order) return void res.sendStatus(404)
  const { data } = await axios.post<{ orderStatus: number; actionCode: number; amount: number; orderNumber: string }>(
    `${root}/getOrderStatusExtended.do`,
    new URLSearchParams({ ...login, orderId: orderId }),
    { timeout: 30_000 },
  )
  const isPaid = data.orderStatus === 2 && data.actionCode === 0
  if (!isPaid || data.amount !== order.amount || data.orderNumber !== order.orderNumber) {
    return void res.redirect(303, '/try-again')
  }
  if (!order.isPaid) {
    const { rowCount } = await pool.query(
      `update by_hand_orders set status = 'paid', paid_at = now(), order_id = $1
        where order_number = $2 and status = 'new'`,
      [orderId, order.orderNumber],
    )
    if (rowCount === 1) handOvers.count += 1
  }
  order.isPaid = true
  res.redirect(303, '/thanks')
})

serve(app, () => pool.end())
