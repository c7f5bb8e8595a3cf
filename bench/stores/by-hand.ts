import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import axios from 'axios'
import express from 'express'
import session from 'express-session'
import { given, handOvers, policy, serve } from './serve.ts'

/**
 * What a careful developer writes by hand: Express, express-session, helmet and axios with their defaults. With
 * `BENCH_FILE` each order is also one durable row of SQLite, written before the bank is called and once it is paid.
 */
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

interface Rows {
  add(orderNumber: string, sku: string, amount: number): void
  register(orderNumber: string, orderId: string): void
  /** Whether it was not paid before: whoever gets true hands over. */
  pay(orderNumber: string): boolean
}

const noRows: Rows = { add: () => undefined, register: () => undefined, pay: () => true }

function sqliteRows(file: string): Rows {
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec(`create table orders (order_number text primary key, order_id text unique, sku text not null,
    amount integer not null, status text not null, created_at text not null, paid_at text) strict`)
  const add = database.prepare(
    "insert into orders (order_number, sku, amount, status, created_at) values (?, ?, ?, 'new', datetime())",
  )
  const register = database.prepare('update orders set order_id = ? where order_number = ?')
  const pay = database.prepare(
    "update orders set status = 'paid', paid_at = datetime() where order_number = ? and status = 'new'",
  )
  return {
    add: (orderNumber, sku, amount) => void add.run(orderNumber, sku, amount),
    register: (orderNumber, orderId) => void register.run(orderId, orderNumber),
    pay: (orderNumber) => pay.run(orderNumber).changes === 1,
  }
}

const file = process.env.BENCH_FILE
const rows = file === undefined ? noRows : sqliteRows(file)

const app = express()
app.use(policy())
app.use(session({ secret: 'a secret of the shop', resave: false, saveUninitialized: false }))

app.get('/checkout/:sku', async (req, res) => {
  const item = items[req.params.sku]
  if (!item) return void res.sendStatus(404)
  const orderNumber = randomBytes(13).toString('hex')
  rows.add(orderNumber, req.params.sku, item.amount)
  const returnUrl = `${req.protocol}://${req.get('host') ?? ''}/payment/return`
  const { data } = await axios.post<{ orderId: string; formUrl: string }>(
    `${root}/register.do`,
    new URLSearchParams({ ...login, orderNumber, ...item, amount: String(item.amount), returnUrl }),
    { timeout: 30_000 },
  )
  rows.register(orderNumber, data.orderId)
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
  if (!order.isPaid && rows.pay(order.orderNumber)) handOvers.count += 1
  order.isPaid = true
  res.redirect(303, '/thanks')
})

serve(app)
