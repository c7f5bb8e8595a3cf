import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'
import { createSandbox } from '../../src/sandbox/index.ts'

/**
 * A store in its own process, whose subscribers throw at every event. Node reports that as an `uncaughtException`,
 * which would end a test. Prints, as JSON, how a purchase went.
 */
let thrown = 0
process.on('uncaughtException', () => void (thrown += 1))

for (const name of ['checkout', 'return', 'callback', 'settle', 'sweep', 'hand-over', 'gateway']) {
  for (const phase of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) {
    subscribe(`tracing:express-hosted-checkout:${name}:${phase}`, (event) => {
      // Not even what it does to the event reaches the operation.
      for (const key of Object.keys(event as object)) Reflect.deleteProperty(event as object, key)
      Object.freeze(event)
      throw new Error(`a subscriber of ${name} throws`)
    })
  }
}
subscribe('express-hosted-checkout:order', () => {
  throw new Error('a subscriber of order throws')
})

const bank = await createSandbox()
const app = express()
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
let handedOver = 0
const checkout = hostedCheckout({
  gateway: { url: bank.url, user: 'sandbox-api', password: 'sandbox' },
  baseUrl,
  secret: 'c41f0a97d2be5836e1f4907ab35cd826',
  databaseUrl: 'sqlite::memory:',
  catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
  onPaid: () => void (handedOver += 1),
})
app.use(checkout)

const bought = await fetch(`${baseUrl}/checkout/mug`, { redirect: 'manual' })
const cookies = bought.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
const { location } = await bank.pay(new URL(bought.headers.get('location') ?? '').searchParams.get('mdOrder') ?? '')
const back = await fetch(location ?? '', { headers: { Cookie: cookies.join('; ') } })
await checkout.start()
await checkout.reconcile()
let order: object = {}
for await (const { status, handOver } of checkout.orders.find()) order = { status, handOver }
await checkout.close()
server.close()
await bank.close()
const statuses = [bought.status, back.status]
process.stdout.write(JSON.stringify({ statuses, handedOver, order, thrown }))
