import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import axios from 'axios'
import express from 'express'
import pg from 'pg'
import { given, handOvers, policy, serve, sessions } from './serve.ts'

/**
 * What a careful developer writes by hand: Express, express-session, helmet and axios with their defaults. With
 * `BENCH_FILE` each order is also one durable row of SQLite, written before the bank is called, with its page, and once
 * it is paid. With `DATABASE` it is one row of PostgreSQL, by one `insert` a checkout and one `update` a return.
 */
declare module 'express-session' {
  interface SessionData {
    orders?: Record<string, { orderNumber: string; amount: number; isPaid: boolean }>
  }
}

interface Rows {
  add(orderNumber: string, sku: string, amount: number): unknown
  register(orderNumber: string, orderId: string): unknown
  /** Whether it was not paid before: whoever gets true hands over. */
  pay(orderNumber: string, orderId: string): boolean | Promise<boolean>
  readonly close: () => Promise<void>
}

const noRows: Rows = {
  add: () => undefined,
  register: () => undefined,
  pay: () => true,
  close: () => Promise.resolve(),
}

const columns = 'order_number text primary key, order_id text unique, sku text not null'

function sqliteRows(file: string): Rows {
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec(`create table orders (${columns}, amount integer not null, status text not null,
    created_at text not null, paid_at text) strict`)
  const add = database.prepare(
    "insert into orders (order_number, sku, amount, status, created_at) values (?, ?, ?, 'new', datetime())",
  )
  const register = database.prepare('update orders set order_id = ? where order_number = ?')
  const pay = database.prepare(
    "update orders set status = 'paid', paid_at = datetime() where order_number = ? and status = 'new'",
  )
  return {
    ...noRows,
    add: (orderNumber, sku, amount) => add.run(orderNumber, sku, amount),
    register: (orderNumber, orderId) => register.run(orderId, orderNumber),
    pay: (orderNumber) => pay.run(orderNumber).changes === 1,
  }
}

async function postgresRows(connectionString: string): Promise<Rows> {
  const pool = new pg.Pool({ connectionString, max: 10 })
  await pool.query(`create table if not exists by_hand_orders (${columns}, amount bigint not null,
    status text not null, created_at timestamptz not null, paid_at timestamptz)`)
  return {
    ...noRows,
    add: (...values) =>
      pool.query(
        "insert into by_hand_orders (order_number, sku, amount, status, created_at) values ($1, $2, $3, 'new', now())",
        values,
      ),
    async pay(orderNumber, orderId) {
      const { rowCount } = await pool.query(
        `update by_hand_orders set status = 'paid', paid_at = now(), order_id = $1
          where order_number = $2 and status = 'new'`,
        [orderId, orderNumber],
      )
      return rowCount === 1
    },
    close: () => pool.end(),
  }
}

const { BENCH_FILE: file, DATABASE: url } = process.env
const rows = file !== undefined ? sqliteRows(file) : url === undefined ? noRows : await postgresRows(url)

const root = `${given('BANK')}/payment/rest`
const login = { userName: 'shop-api', password: 'secret' }
const items: Readonly<Record<string, { amount: number; currency: string; description: string } | undefined>> = {
  mug: { amount: 1999, currency: '978', description: 'A mug' },
}

async function call<Answer>(method: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const form = new URLSearchParams({ ...login, ...fields })
  const { data } = await axios.post<Answer>(`${root}/${method}`, form, { timeout: 30_000 })
  return data
}

const app = express()
app.use(policy())
app.use(sessions())

app.get('/checkout/:sku', async (req, res) => {
  const { sku } = req.params
  const item = items[sku]
  if (!item) return void res.sendStatus(404)
  const orderNumber = randomBytes(13).toString('hex')
  await rows.add(orderNumber, sku, item.amount)
  const returnUrl = `${req.protocol}://${req.get('host') ?? ''}/payment/return`
  const fields = { orderNumber, ...item, amount: String(item.amount), returnUrl }
  const { orderId, formUrl } = await call<{ orderId: string; formUrl: string }>('register.do', fields)
  await rows.register(orderNumber, orderId)
  req.session.orders = { ...req.session.orders, [orderId]: { orderNumber, amount: item.amount, isPaid: false } }
  await new Promise<void>((resolve, reject) => {
    req.session.save((error?: unknown) => (error ? reject(new Error('The session was not saved.')) : resolve()))
  })
  res.redirect(302, formUrl)
})

app.get('/payment/return', async (req, res) => {
  const { orderId } = req.query as { orderId: string }
  const order = req.session.orders?.[orderId]
  if (!order) return void res.sendStatus(404)
  const said = await call<{ orderStatus: number; actionCode: number; amount: number; orderNumber: string }>(
    'getOrderStatusExtended.do',
    { orderId },
  )
  const isPaid = said.orderStatus === 2 && said.actionCode === 0
  if (!isPaid || said.amount !== order.amount || said.orderNumber !== order.orderNumber) {
    return void res.redirect(303, '/try-again')
  }
  if (!order.isPaid && (await rows.pay(order.orderNumber, orderId))) handOvers.count += 1
  order.isPaid = true
  res.redirect(303, '/thanks')
})

serve(app, rows.close)
