import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSandbox } from 'express-hosted-checkout/sandbox'
import { openFleet } from '../test/support/fleet.ts'

/**
 * How a flood of forged callbacks affects buyers: `npm run bench:flood`.
 *
 * One store with a callback key over SQLite, in its own process. Buyers press Buy, pay, and come back: before the
 * flood, while 500 callbacks a second with a wrong checksum arrive, and after it. Bank, buyers and flood share the
 * other process.
 */
const perSecond = Number(process.env.FORGED_PER_SECOND ?? 500)
const secondsEach = Number(process.env.SECONDS_EACH ?? 30)
const buyersPerSecond = 5

const folder = mkdtempSync(join(tmpdir(), 'checkout-bench-'))
const bank = await createSandbox()
const fleet = await openFleet({
  bank,
  databaseUrl: process.env.BENCH_DATABASE_URL ?? `sqlite:${join(folder, 'checkout.db')}`,
  environment: { CHECKOUT_CALLBACK_KEY: 'the-key-of-the-merchant', HAND_OVER_MS: '0' },
})
const { port } = await fleet.start()
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

function ask(path: string, cookie = ''): Promise<{ status: number; location: string; cookies: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent, headers: { cookie } }, (answer) => {
      answer.resume().on('end', () => {
        const { location = '', 'set-cookie': cookies = [] } = answer.headers
        resolve({ status: answer.statusCode ?? 0, location, cookies })
      })
    })
    sent.on('error', reject).end()
  })
}

/** Buys once, and records how long the buyer waits for the store's two answers, in milliseconds. */
async function buy(waitsMs: { checkout: number[]; back: number[] }): Promise<void> {
  const started = performance.now()
  const { status, location, cookies } = await ask('/checkout/mug')
  waitsMs.checkout.push(performance.now() - started)
  if (status !== 302) throw new Error(`A buyer got ${status}.`)
  const paid = await bank.pay(new URL(location).searchParams.get('mdOrder') ?? '')
  const { pathname, search } = new URL(paid.location ?? '')
  const cameBack = performance.now()
  const back = await ask(pathname + search, cookies.map((one) => one.split(';')[0]).join('; '))
  waitsMs.back.push(performance.now() - cameBack)
  if (back.status !== 200) throw new Error(`A buyer who came back got ${back.status}.`)
}

async function measure(name: string, forgedPerSecond: number): Promise<void> {
  const waitsMs = { checkout: [] as number[], back: [] as number[] }
  const answers = new Map<number, number>()
  const buyers: Promise<void>[] = []
  const forged: Promise<void>[] = []
  const startedAt = performance.now()
  let forgedCount = 0
  for (let elapsedMs = 0; elapsedMs < secondsEach * 1_000; elapsedMs = performance.now() - startedAt) {
    if (buyers.length < (elapsedMs / 1_000) * buyersPerSecond) buyers.push(buy(waitsMs))
    while (forgedCount < (elapsedMs / 1_000) * forgedPerSecond) {
      forgedCount += 1
      const query = `mdOrder=${crypto.randomUUID()}&operation=deposited&status=1&checksum=${'A'.repeat(64)}`
      const path = `/payment/callback?${query}`
      forged.push(ask(path).then(({ status }) => void answers.set(status, (answers.get(status) ?? 0) + 1)))
    }
    await sleep(5)
  }
  await Promise.all([...buyers, ...forged])
  const counts = [...answers].map(([status, count]) => `${count} answered ${status}`).join(', ') || 'none'
  console.log(
    `${name}: ${buyers.length} buyers, checkout p50 ${at(waitsMs.checkout, 0.5)} ms p99 ` +
      `${at(waitsMs.checkout, 0.99)} ms, ` +
      `return p50 ${at(waitsMs.back, 0.5)} ms p99 ${at(waitsMs.back, 0.99)} ms; forged callbacks: ${counts}`,
  )
}

function at(values: number[], share: number): string {
  const sorted = values.toSorted((one, other) => one - other)
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(0)
}

await measure('before the flood', 0)
await measure(`with ${perSecond} forged callbacks a second`, perSecond)
await measure('after the flood', 0)

agent.destroy()
await fleet.close()
await bank.close()
rmSync(folder, { recursive: true })
