import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../../src/index.ts'
import type { Violation } from '../../../src/index.ts'
import { createSandbox } from '../../../src/sandbox/index.ts'
import { makeChance } from '../../../src/chance.ts'

export interface LostBuyersOptions {
  readonly databaseUrl: string
  readonly buyers: number
  /** They press Buy evenly over this time, in milliseconds. */
  readonly arrivalMs: number
  /** How long after Buy each one pays, in milliseconds. The seed chooses within the range. */
  readonly paymentMs: { readonly earliest: number; readonly latest: number }
  readonly seed: number
}

export interface LostBuyers {
  /** From paying to the start of each hand-over, in milliseconds, shortest first. One entry per hand-over. */
  readonly waitsMs: readonly number[]
  /** Orders paid and not handed over, by the gateway's id. */
  readonly forgotten: readonly string[]
  /** By the gateway's id. */
  readonly handedOverTwice: readonly string[]
  /** What found the payments, as the ledger's triggers. */
  readonly foundBy: ReadonlySet<string>
  readonly violations: readonly Violation[]
}

/**
 * Buyers who pay and never come back, without callbacks. Only the sweep can find their payments. It looks 20, 40, 60 s,
 * 2, 4, 8 and 15 min after Buy, unless `CHECKOUT_SWEEP_LOOKS_AT_SECS` says otherwise.
 */
export async function loseBuyers(options: LostBuyersOptions): Promise<LostBuyers> {
  const { databaseUrl, buyers, arrivalMs, paymentMs, seed } = options
  const chance = makeChance(seed)
  const bank = await createSandbox()
  const paidAt = new Map<string, number>()
  const waitsMs: number[] = []
  const handOvers = new Map<string, number>()
  const foundBy = new Set<string>()

  const app = express()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const checkout = hostedCheckout({
    gateway: { url: bank.url, user: 'sandbox-api', password: 'sandbox' },
    baseUrl: origin,
    secret: 's'.repeat(40),
    databaseUrl,
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
    questionsPerMinute: 0,
    catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
    onPaid({ gatewayOrderId = '' }) {
      waitsMs.push(performance.now() - (paidAt.get(gatewayOrderId) ?? NaN))
      handOvers.set(gatewayOrderId, (handOvers.get(gatewayOrderId) ?? 0) + 1)
    },
    on: ({ kind, to, trigger }) => void (kind === 'moved' && to === 'paid' && foundBy.add(trigger)),
  })
  app.use(checkout)
  await checkout.start()

  async function buyAndLeave(payAfterMs: number): Promise<void> {
    const answer = await fetch(`${origin}/checkout/mug`, { redirect: 'manual' })
    const gatewayOrderId = new URL(answer.headers.get('location') ?? '').searchParams.get('mdOrder') ?? ''
    await sleep(payAfterMs)
    paidAt.set(gatewayOrderId, performance.now())
    await bank.pay(gatewayOrderId)
  }

  const leaving: Promise<void>[] = []
  for (let i = 0; i < buyers; i += 1) {
    leaving.push(buyAndLeave(paymentMs.earliest + chance.share() * (paymentMs.latest - paymentMs.earliest)))
    await sleep(arrivalMs / buyers)
  }
  await Promise.all(leaving)
  // Each look is at most twice as long after Buy as the last, plus 10% jitter: a payment not found by then is lost.
  const deadline = performance.now() + 60_000 + 2 * paymentMs.latest
  while (handOvers.size < buyers && performance.now() < deadline) await sleep(500)
  const forgotten = [...paidAt.keys()].filter((gatewayOrderId) => !handOvers.has(gatewayOrderId))
  // One more pass over everything: nothing may be left to hand over.
  await checkout.reconcile()
  const violations = await checkout.verify()

  await checkout.close()
  server.closeAllConnections()
  server.close()
  await bank.close()
  return {
    forgotten,
    foundBy,
    violations,
    waitsMs: waitsMs.sort((one, other) => one - other),
    handedOverTwice: [...handOvers].filter(([, times]) => times > 1).map(([gatewayOrderId]) => gatewayOrderId),
  }
}

/** The smallest value that this share of the sorted values does not exceed: `share` 0.99 is p99. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN
}

/** A summary for people, in seconds. */
export function inWords({ waitsMs }: Pick<LostBuyers, 'waitsMs'>): string {
  const at = (share: number): string => (quantile(waitsMs, share) / 1_000).toFixed(1)
  return (
    `${waitsMs.length} hand-overs, seconds after paying: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, ` +
    `max ${at(1)}`
  )
}
