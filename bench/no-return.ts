import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'

/**
 * How long a buyer who pays and never comes back waits for the goods, without any callback: `npm run bench:no-return`.
 *
 * 1,000 buyers press Buy evenly over a minute, and each pays 5 to 55 s later; the sweep, with its defaults, has to find out. An
 * order is looked at 20, 40, 60 s, 2, 4, 8 and 15 min after Buy, so that who takes longer to pay waits longer: `LATEST_PAYMENT_S=230` shows it.
 */
const buyers = Number(process.env.BUYERS ?? 1_000)
const latestPaymentMs = Number(process.env.LATEST_PAYMENT_S ?? 55) * 1_000
const arrivalMs = 60_000

const folder = mkdtempSync(join(tmpdir(), 'checkout-bench-'))
const bank = await createSandbox()
const paidAt = new Map<string, number>()
const waitsMs: number[] = []

const app = express()
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const checkout = hostedCheckout({
  gateway: { url: bank.url, user: 'sandbox-api', password: 'sandbox' },
  ...{ baseUrl: origin, secret: 's'.repeat(40), checkoutsPerMinute: 0 },
  databaseUrl: process.env.BENCH_DATABASE_URL ?? `sqlite:${join(folder, 'checkout.db')}`,
  catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
  onPaid: ({ gatewayOrderId = '' }) => void waitsMs.push(performance.now() - (paidAt.get(gatewayOrderId) ?? NaN)),
})
app.use(checkout)
await checkout.start()

async function buyAndLeave(): Promise<void> {
  const answer = await fetch(`${origin}/checkout/mug`, { redirect: 'manual' })
  const gatewayOrderId = new URL(answer.headers.get('location') ?? '').searchParams.get('mdOrder') ?? ''
  await sleep(5_000 + Math.random() * (latestPaymentMs - 5_000))
  paidAt.set(gatewayOrderId, performance.now())
  await bank.pay(gatewayOrderId)
}

const leaving: Promise<void>[] = []
for (let i = 0; i < buyers; i += 1) {
  leaving.push(buyAndLeave())
  await sleep(arrivalMs / buyers)
}
await Promise.all(leaving)
while (waitsMs.length < buyers) await sleep(500)

waitsMs.sort((one, other) => one - other)
const at = (share: number): string => ((waitsMs[Math.ceil(share * waitsMs.length) - 1] ?? NaN) / 1_000).toFixed(1)
console.log(
  `${waitsMs.length} orders handed over, seconds after paying: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`,
)

await checkout.close()
server.closeAllConnections()
server.close()
await bank.close()
rmSync(folder, { recursive: true })
