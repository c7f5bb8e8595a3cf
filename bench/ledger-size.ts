import { join } from 'node:path'
import type { Ledger } from '../src/ledger/ledger.ts'
import { shopsOwedGoods } from '../src/ledger/migrations/0003-shops-owed-goods.ts'
import { everyMove, openStatuses, watchedStatuses } from '../src/settlement/judge/moves.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { watchLoop } from './harness/event-loop.ts'
import { fill, filledGateway as gateway, openLedger } from './harness/filled-ledger.ts'
import { inFolder } from './harness/folder.ts'

/**
 * The cost of a ledger with many orders: `npm run bench:ledger-size`, with `ORDERS` (200,000).
 *
 * Fills SQLite and PostgreSQL, runs a shop's queries on each, and prints how long each query took and the longest time
 * it blocked the event loop.
 */
const orders = Number(process.env.ORDERS ?? 200_000)

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
  'find({ reference })': (ledger) => all(ledger, { reference: 'CART-18' }),
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

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const loop = watchLoop()
  const startedAt = performance.now()
  await work()
  const tookMs = performance.now() - startedAt
  const blockedMs = await loop.end()
  console.log(`${what}: ${tookMs.toFixed(1)} ms, event loop blocked for ${blockedMs.toFixed(0)} ms`)
}

async function measure(name: string, databaseUrl: string): Promise<void> {
  const sql = await fill(databaseUrl, orders)
  if (name === 'SQLite') {
    // The first start after an upgrade has to create the indexes. On PostgreSQL this happens while the shop runs.
    for (const index of shopsOwedGoods.indexes ?? []) await sql(`drop index ${index.name}`)
    const upgrade = async (): Promise<void> => (await openLedger(databaseUrl)).close()
    await timed(`${name}, ${orders} orders, the first start after an upgrade`, upgrade)
  }

  const ledger = await openLedger(databaseUrl)
  for (const [what, ask] of Object.entries(questions)) {
    await timed(`${name}, ${orders} orders, ${what}`, () => ask(ledger))
  }
  await ledger.close()
}

await inFolder((folder) => measure('SQLite', `sqlite:${join(folder, 'checkout.db')}`))
await inFolder(async (_folder, running) => measure('PostgreSQL', running(await startPostgres()).url))
