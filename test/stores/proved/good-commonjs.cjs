// CommonJS. An outbox: what is to be sent is written down once, and a job sends it until it is sent.
const { DatabaseSync } = require('node:sqlite')
const express = require('express')
const session = require('express-session')
const { hostedCheckout, once } = require('express-hosted-checkout')

const database = new DatabaseSync(`${process.env.GOODS}/shop.db`)
database.exec(`
  create table if not exists handed_over (key text primary key);
  create table if not exists outbox (id integer primary key, order_number text not null, sent_at text)
`)

let isSending = false
async function sendOutbox() {
  if (isSending) return
  isSending = true
  try {
    for (const { id, order_number } of database.prepare('select * from outbox where sent_at is null').all()) {
      const answer = await fetch(`${process.env.CARRIER}/mails/${order_number}`, { method: 'PUT', body: 'Thank you' })
      if (answer.ok) database.prepare('update outbox set sent_at = ? where id = ?').run(new Date().toISOString(), id)
    }
  } catch (error) {
    console.error('the outbox waits', error)
  } finally {
    isSending = false
  }
}

const app = express()
app.use(session({ secret: 'a session secret', resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }))

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  onPaid: once(
    {
      async inTransaction(work) {
        database.exec('begin immediate')
        try {
          await work(database)
          database.exec('commit')
        } catch (error) {
          database.exec('rollback')
          throw error
        }
        void sendOutbox()
      },
      insertKey: (db, key) =>
        db.prepare('insert into handed_over values (?) on conflict do nothing').run(key).changes === 1,
    },
    (order, db) => void db.prepare('insert into outbox (order_number) values (?)').run(order.orderNumber),
  ),
})
app.use(checkout)

app.get('/', (_req, res) => {
  res.send('<form method="post" action="/checkout/mug"><button>Buy a mug</button></form>')
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  void checkout.start()
  // Seldom: after a restart, the hand-over of another order sends what this one has left.
  setInterval(() => void sendOutbox(), 5_000)
})
