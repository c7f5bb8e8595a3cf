// Ships whatever order stands in the address of the thank-you page.
import { DatabaseSync } from 'node:sqlite'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const database = new DatabaseSync(`${process.env.GOODS}/shop.db`)
database.exec('create table if not exists shipped (order_number text primary key)')

const app = express()
app.set('trust proxy', 1)
app.use(
  session({
    secret: 'a session secret',
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax', secure: 'auto' },
  }),
)

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid: (order) => console.log('paid', order.orderNumber),
  successUrl: '/thanks',
})
app.use(checkout)

app.get('/thanks', (req, res) => {
  database.prepare('insert or ignore into shipped (order_number) values (?)').run(String(req.query.order))
  res.send(`Thank you! Order ${req.query.order} is on its way.`)
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
