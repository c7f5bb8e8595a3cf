'use strict'

/**
 * A store as a CommonJS shop starts it, from its first `require` to its first answer: with the built package over a
 * ledger in `DATABASE`, or bare Express without one.
 */
const startedAt = performance.now()
const { BANK, DATABASE } = process.env
let tookMs

const express = require('express')
const app = express()
app.use((_req, res, next) => {
  res.once('finish', () => (tookMs ??= performance.now() - startedAt))
  next()
})

const checkout = DATABASE === undefined ? undefined : withLedger(DATABASE)
if (checkout) app.use(checkout)
else app.get('/checkout/:sku', (_req, res) => res.redirect(302, `${BANK}/pay?mdOrder=1`))

function withLedger(databaseUrl) {
  const { hostedCheckout } = require('express-hosted-checkout')
  return hostedCheckout({
    gateway: { url: `${BANK}/payment/rest/`, user: 'shop-api', password: 'secret' },
    baseUrl: 'http://127.0.0.1:3000',
    secret: '0123456789abcdef0123456789abcdef',
    databaseUrl,
    catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
    onPaid: () => undefined,
  })
}

const server = app.listen(0, '127.0.0.1', () => {
  void checkout?.start()
  process.send({ port: server.address().port })
})
process.on('message', (asked) => {
  if (asked === 'stop') process.exit(0)
  process.send(tookMs)
})
process.on('disconnect', () => process.exit(0))
