import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { makeLedger } from '../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { shopsOwedGoods } from '../src/ledger/migrations/0003-shops-owed-goods.ts'
import { silentLogger } from '../src/logger.ts'
import { everyMove, openStatuses, watchedStatuses } from '../src/settlement/judge/moves.ts'
import { fillLedger } from '../test/support/fill-ledger.ts'
import { startPostgres } from '../test/support/postgres.ts'

/**
 * The cost of a ledger with many orders: `npm run bench:ledger-size`, with `ORDERS` (200,000).
 *
 * Fills SQLite and PostgreSQL, runs a shop's queries on each, and prints how long each query took and the longest time
 * it blocked the event loop.
 */
const orders = Number(process.env.ORDERS ?? 200_000)
const gateway = 'bank.example/payment/rest/#'

async function all(ledger: Ledger, query: Parameters<Ledger['search']>[0]): Promise<number> {
  let count = 0
  for await (const { orderNumber } of ledger.search(query)) count += orderNumber === '' ? 0 : 1
  return count
}

const questions: Record<string, (ledger: Ledger) => Promise<unknown>> = {
  'find({ status: review })': (ledger) => all(ledger, { status: 'review' }),
  'find({ status: paid, limit: 100 })': (ledger) => all(ledger, { status: 'paid', limit: 100 }),
  'find({ handOver: stuck })': (ledger) => all(ledger, { handOver: 'stuck' }),
  'find({ status: open })': (ledger) => all(ledger, { status: openStatuses }),
  'find({ sku, limit: 100 })': (ledger) => all(ledger, { sku: 'sku-1', limit: 100 }),
  'find({ reference })': (ledger) => all(ledger, { reference: 'CART-17' }),
  'find(), all of them': (ledger) => all(ledger, {}),
  'claimDue, open': (ledger) => ledger.claimDue({ statuses: openStatuses, gateway, limit: 1, leaseMs: 1 }),
  'claimDue, watched': (ledger) => ledger.claimDue({ statuses: watchedStatuses, gateway, limit: 1, leaseMs: 1 }),
  'unfinishedHandOvers, all': (ledger) => ledger.unfinishedHandOvers({ gateway, limit: 1e9, isEarly: true }),
  makeOwedDue: (ledger) => ledger.makeOwedDue({ gateway, limit: 40, trigger: 'sweep' }),
  claimRefund: (ledger) => ledger.claimRefund({ gateway, orderNumber: undefined, leaseMs: 1 }),
  'verify()': (ledger) => ledger.violations({ isHandOverWanted: true, moves: everyMove }),
  'verify({ since: an hour ago })': (ledger) =>
    ledger.violations({ isHandOverWanted: true, moves: everyMove, since: new Date(Date.now() - 3_600_000) }),
}

/** Measures the longest time the event loop was blocked until `end`, in milliseconds. */
function watchLoop(): { end(): Promise<number> } {
  let last = performance.now()
  let longestMs = 0
  let isOver = false
  const turn = (): void => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last)
    last = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    async end() {
      isOver = true
      await new Promise((resolve) => setImmediate(resolve))
      return longestMs
    },
  }
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const loop = watchLoop()
  const startedAt = performance.now()
  await work()
  const tookMs = performance.now() - startedAt
  const blockedMs = await loop.end()
  console.log(`${what}: ${tookMs.toFixed(1)} ms, event loop blocked for ${blockedMs.toFixed(0)} ms`)
}

async function measure(name: string, databaseUrl: string, sql: (text: string) => Promise<unknown>): Promise<void> {
  const open = async (): Promise<Ledger> => {
    const ledger = makeLedger({ databaseUrl, logger: silentLogger, shop: { key: 'shop.example', formerKeys: [] } })
    await ledger.open()
    return ledger
  }
  const before = await open()
  await fillLedger({ sql: async (text) => (await sql(text)) as never }, { name, orders })
  await before.close()

  if (name === 'SQLite') {
    // The first start after an upgrade has to create the indexes. On PostgreSQL this happens while the shop runs.
    for (const index of shopsOwedGoods.indexes ?? []) await sql(`drop index ${index.name}`)
    await timed(`${name}, ${orders} orders, the first start after an upgrade`, async () => (await open()).close())
  }

  const ledger = await open()
  for (const [what, ask] of Object.entries(questions)) {
    await timed(`${name}, ${orders} orders, ${what}`, () => ask(ledger))
  }
  await ledger.close()
}

const folder = mkdtempSync(join(tmpdir(), 'checkout-bench-'))
const file = join(folder, 'checkout.db')
await measure('SQLite', `sqlite:${file}`, (text) => {
  const database = new DatabaseSync(file)
  database.exec(text)
  database.close()
  return Promise.resolve([])
})
rmSync(folder, { recursive: true })

const server = await startPostgres()
await measure('PostgreSQL', server.url, async (text) => {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(text)
  await client.end()
  return []
})
await server.stop()
