// Two processes, and their ledger is a file on the file server.
import cluster from 'node:cluster'
import { writeFile } from 'node:fs/promises'
import express from 'express'
import { hostedCheckout } from 'express-hosted-checkout'

if (cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
} else {
  const app = express()
  const checkout = hostedCheckout({
    databaseUrl: process.env.CHECKOUT_DATABASE_URL ?? 'sqlite:/mnt/nfs/shop/checkout.db',
    catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
    onPaid: (order) => writeFile(`${process.env.GOODS}/${order.orderNumber}.txt`, order.sku),
  })
  app.use(checkout)
  app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => void checkout.start())
}
