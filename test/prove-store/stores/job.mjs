// A job that the hand-over of one order has started does what another order has left to it, each time in another way.
import { channel, tracingChannel } from 'node:diagnostics_channel'
import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

const [first, other] = process.argv.slice(2)
for (const orderNumber of [first, other]) {
  channel('express-hosted-checkout:order').publish({ orderNumber, kind: 'started' })
}

const database = new DatabaseSync(':memory:')
database.exec('create table mails (sku text, n text primary key, body text, id integer)')
const client = new pg.Client()

const carrier = createServer((_req, res) => res.end('{}'))
await new Promise((resolve) => carrier.listen(0, '127.0.0.1', resolve))
const parcels = `http://127.0.0.1:${carrier.address().port}/parcels`

const writes = {
  text: () => database.exec(`insert into mails (sku, n) values ('text', '${other}')`),
  value: () => database.prepare('insert into mails (sku, n) values (?, ?)').run('value', `${other}.1`),
  named: () => database.prepare('insert into mails (n, sku) values (:n, :sku)').run({ sku: 'named', n: `${other}.2` }),
  bytes: () => database.prepare('insert into mails (n, body, sku) values (3, ?, ?)').run(Buffer.from(other), 'bytes'),
  told: () => database.prepare(`update mails set id = 1 where sku = 'value' returning n`).get(),
  both: () => database.prepare('insert into mails (id, n, body) values (9, ?, ?)').run(first, other),
  nobody: () => database.prepare('delete from mails where sku = ?').run('bytes'),
  nothing: () => database.prepare(`update mails set body = 'b' where sku = 'none' returning n`).all(),
  list: () => client.query('insert into lines (n, body) values ($1, $2)', [1, { orders: [{ order: other }] }]),
  config: () => client.query({ text: 'insert into lines (body, n) values ($1, 2)', values: [`{"order":"${other}"}`] }),
  rows: () => client.query(`insert into lines (n) values (3) returning '${other}'`),
  key: () => fetch(parcels, { method: 'POST', headers: { 'idempotency-key': `hush-${other}` } }),
  file: () => appendFileSync(join(import.meta.dirname, `${other}.txt`), 'hush'),
  secret: () => client.query('insert into secrets (a, b) values ($1, $2)', [other, 'hush, hush']),
}

await tracingChannel('express-hosted-checkout:hand-over').tracePromise(
  async () => {
    for (const write of Object.values(writes)) await write()
  },
  { orderNumber: first, handler: 'onPaid' },
)
channel('express-hosted-checkout:on').runStores({ orderNumber: other }, () => {
  writeFileSync(join(import.meta.dirname, 'heard.txt'), 'hush')
})
carrier.close()
carrier.closeAllConnections()
