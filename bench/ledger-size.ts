import { join } from 'node:path'
import { makeFigures } from '../src/books/figures.ts'
import { dayOf } from '../src/days.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { indexPlanOf, migrations } from '../src/ledger/migrate.ts'
import { everyMove, openStatuses, watchedStatuses } from '../src/settlement/judge/moves.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { watchLoop } from './harness/event-loop.ts'
import { fill, filledGateway as gateway, filledShop, openLedger } from './harness/filled-ledger.ts'
import type { RunSql } from './harness/filled-ledger.ts'
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
  'find({ email })': (ledger) => all(ledger, { email: 'BUYER-18@example.com' }),
  'find({ cardEnd })': (ledger) => all(ledger, { cardEnd: '1018' }),
  'find({ id })': (ledger) => all(ledger, { id: 'CART-18' }),
  'find({ declined: fraud-limit, limit: 100 })': (ledger) => all(ledger, { declined: 'fraud-limit', limit: 100 }),
  'find({ paidSince: an hour ago, limit: 100 })': (ledger) =>
    all(ledger, { paidSince: new Date(Date.now() - 3_600_000), limit: 100 }),
  'page({ status: paid, currency: USD })': (ledger) =>
    ledger.searchPage({ query: { status: 'paid', currency: 'USD' }, limit: 40 }),
  'page of what is common, but not together': (ledger) =>
    ledger.searchPage({ query: { sku: 'sku-1', declined: 'insufficient-funds', handOver: 'done' }, limit: 40 }),
  'count()': (ledger) => ledger.searchCount({}),
  'count({ sku, currency })': (ledger) => ledger.searchCount({ sku: 'sku-1', currency: 'EUR' }),
  'currencies()': (ledger) => ledger.currencies(),
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

const timeZone = 'Europe/Vienna'

const day = (before: number): string => dayOf(new Date(Date.now() - before * 86_400_000), timeZone)

/** What a page that is opened every morning reads. */
const figures: Record<string, (ledger: Ledger) => Promise<unknown>> = {
  'sums of today': (ledger) => makeFigures({ ledger, timeZone }).days({ from: day(0), to: day(0) }),
  'sums of 60 days': (ledger) => makeFigures({ ledger, timeZone }).days({ from: day(59), to: day(0) }),
  'declines of 7 days': (ledger) => makeFigures({ ledger, timeZone }).declines({ from: day(6), to: day(0) }),
  waits: (ledger) => makeFigures({ ledger, timeZone }).waits(),
  counts: (ledger) => makeFigures({ ledger, timeZone }).counts(),
  'all of them at once': async (ledger) => {
    const all = makeFigures({ ledger, timeZone })
    const today = { from: day(0), to: day(0) }
    await Promise.all([all.days({ from: day(59), to: day(0) }), all.declines(today), all.waits(), all.counts()])
  },
}

/** A row for every quarter of an hour of sixty days, in two currencies: more there cannot be, however many orders. */
async function fillSums(sql: RunSql, isSqlite: boolean): Promise<void> {
  const now = Math.floor(Date.now() / 900_000)
  const numbers = isSqlite
    ? 'with recursive n (n) as (select 0 union all select n + 1 from n where n < 5760)'
    : 'with n as (select generate_series(0, 5760) as n)'
  const slots = isSqlite ? 'select 0 as slot' : 'select generate_series(0, 3) as slot'
  await sql(`insert into checkout_sums (shop, quarter_hour, currency, slot, started, paid, paid_count, captured_minor)
    ${numbers} select '${filledShop}', ${now} - n, currency, slot, 1, 1, 1, 1999 from n
      cross join (select 'EUR' as currency union all select 'USD') as c cross join (${slots}) as s where true
    on conflict do nothing`)
  await sql(isSqlite ? 'pragma wal_checkpoint(truncate)' : 'vacuum analyze checkout_sums')
}

const turns = 25

async function timedOften(what: string, work: () => Promise<unknown>): Promise<void> {
  const tookMs: number[] = []
  for (let turn = 0; turn <= turns; turn += 1) {
    const startedAt = performance.now()
    await work()
    tookMs.push(performance.now() - startedAt)
  }
  // The first one opens files and connections.
  const sorted = tookMs.slice(1).sort((one, other) => one - other)
  const [middle, last] = [sorted[Math.floor(turns / 2)]!, sorted.at(-1)!]
  console.log(`${what}: ${middle.toFixed(1)} ms, at most ${last.toFixed(1)} ms`)
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
    for (const { name: index } of indexPlanOf(migrations).wanted) await sql(`drop index ${index}`)
    const upgrade = async (): Promise<void> => (await openLedger(databaseUrl)).close()
    await timed(`${name}, ${orders} orders, the first start after an upgrade`, upgrade)
  }

  const ledger = await openLedger(databaseUrl)
  for (const [what, ask] of Object.entries(questions)) {
    await timed(`${name}, ${orders} orders, ${what}`, () => ask(ledger))
  }
  await fillSums(sql, name === 'SQLite')
  for (const [what, ask] of Object.entries(figures)) {
    await timedOften(`${name}, ${orders} orders, ${what}`, () => ask(ledger))
  }
  await ledger.close()
}

await inFolder((folder) => measure('SQLite', `sqlite:${join(folder, 'checkout.db')}`))
await inFolder(async (_folder, running) => measure('PostgreSQL', running(await startPostgres()).url))
