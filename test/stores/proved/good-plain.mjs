// A parcel is a row with the order's number as its key.
import { DatabaseSync } from 'node:sqlite'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'

const database = new DatabaseSync(`${process.env.GOODS}/shop.db`)
database.exec('create table if not exists parcels (order_number text primary key, sku text not null)')

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
  onPaid({ orderNumber, sku }) {
    database
      .prepare('insert into parcels (order_number, sku) values (?, ?) on conflict do nothing')
      .run(orderNumber, sku)
  },
})
app.use(checkout)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error
  void checkout.start()
})
