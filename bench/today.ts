import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { hostedCheckout } from '../src/index.ts'
import { silentLogger } from '../src/logger.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { fill, filledShop } from './harness/filled-ledger.ts'
import { inFolder } from './harness/folder.ts'

/**
 * How long the first page of the back office takes, over HTTP and with all that it reads, in a ledger of so many
 * orders: `ORDERS=1000000 npm run bench:today`; with `LEDGER=PostgreSQL` over a server of its own.
 */
const orders = Number(process.env.ORDERS ?? 1_000_000)

const turns = 25

async function measure(databaseUrl: string): Promise<void> {
  const filledAt = performance.now()
  await fill(databaseUrl, orders)
  console.log(`filled in ${((performance.now() - filledAt) / 1000).toFixed(0)} s`)
  const checkout = hostedCheckout({
    databaseUrl,
    baseUrl: 'http://localhost',
    shop: { key: filledShop },
    gateway: { url: 'https://bank.example/payment/rest/', user: 'login', password: 'password' },
    secret: 's'.repeat(40),
    catalog: {},
    logger: silentLogger,
  })
  const app = express()
  app.use('/office', checkout.backOffice({ authorize: () => ({ name: 'owner', may: 'everything' }) }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (const query of ['', '?days=7', '?days=30']) {
    const tookMs: number[] = []
    for (let turn = 0; turn <= turns; turn += 1) {
      const startedAt = performance.now()
      const answer = await fetch(`http://127.0.0.1:${port}/office/${query}`)
      await answer.text()
      if (answer.status !== 200) throw new Error(`The page answered ${answer.status}.`)
      tookMs.push(performance.now() - startedAt)
    }
    // The first one opens the ledger.
    const sorted = tookMs.slice(1).sort((one, other) => one - other)
    const [middle, last] = [sorted[Math.floor(turns / 2)]!, sorted.at(-1)!]
    console.log(`/${query}, ${orders} orders: ${middle.toFixed(1)} ms, at most ${last.toFixed(1)} ms`)
  }
  await checkout.close()
  server.close()
  server.closeAllConnections()
}

async function measureOverPostgres(): Promise<void> {
  const postgres = await startPostgres()
  await measure(postgres.url).finally(() => postgres.stop())
}

if (process.env.LEDGER === 'PostgreSQL') await measureOverPostgres()
else await inFolder((folder) => measure(`sqlite:${join(folder, 'checkout.db')}`))
