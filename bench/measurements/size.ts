import { join } from 'node:path'
import pg from 'pg'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { watchedStatuses } from '../../src/settlement/judge/moves.ts'
import { startPostgres } from '../../test/support/postgres.ts'
import { buyersAt } from '../harness/buyers.ts'
import { fill, filledGateway, filledShop, openLedger } from '../harness/filled-ledger.ts'
import { inFolder } from '../harness/folder.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { median } from '../harness/numbers.ts'
import { timed } from '../harness/pace.ts'
import { start } from '../harness/processes.ts'

/** Orders of the ledgers that are compared. */
const [few, many] = [10_000, Number(process.env.ORDERS ?? 1_000_000)] as const

/** How often each is done over each ledger; and before that, uncounted. Chosen by feel. */
const [turns, warmUp] = [500, 100] as const

/** One of each over the small and the large ledger, by turns: what slows the machine for a while slows both. */
type Pair<One> = Readonly<Record<'small' | 'large', One>>

/**
 * What many orders cost: p50 of checkout, first return and the ledger's verbs over {@link many} orders, against the
 * same over {@link few}.
 */
export const size: Measure = async (scale) =>
  scale === 'slice' ? [] : [...(await overSqlite()), ...(await overPostgres())]

function overSqlite(): Promise<readonly Result[]> {
  return inFolder((folder) => {
    const url = (name: string): string => `sqlite:${join(folder, `${name}.db`)}`
    return measure('SQLite', { small: url('small'), large: url('large') })
  })
}

function overPostgres(): Promise<readonly Result[]> {
  return inFolder(async (_folder, running) => {
    const server = running(await startPostgres({ isDurable: true }))
    const database = async (name: string): Promise<string> => {
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href
    }
    return measure('PostgreSQL', { small: await database('small'), large: await database('large') })
  })
}

async function measure(name: string, urls: Pair<string>): Promise<readonly Result[]> {
  await fill(urls.small, few)
  await fill(urls.large, many)
  const tookMs = { ...(await verbTimes(urls)), ...(await buyerTimes(urls)) }
  return Object.entries(tookMs).map(([what, { small, large }]) => ({
    name: `${what} over ${name}, p50`,
    value: `${median(large).toFixed(2)} ms with ${inDigits(many)} orders`,
    against: `with ${inDigits(few)} orders: ${median(small).toFixed(2)} ms`,
    ratio: median(large) / median(small),
    goal: { atMost: 1.3 },
  }))
}

function inDigits(count: number): string {
  return count.toLocaleString('en')
}

const verbs: Readonly<Record<string, (ledger: Ledger) => Promise<unknown>>> = {
  // Of paid orders, of which nearly all are due in both. The lease is longer than the bench.
  'claim of a due order': (ledger) =>
    ledger.claimDue({ statuses: watchedStatuses, gateway: filledGateway, limit: 1, leaseMs: 3_600_000 }),
  'page of paid orders': (ledger) => all(ledger, { status: 'paid', limit: 100 }),
  'search by reference': (ledger) => all(ledger, { reference: 'CART-18' }),
  'newest page of all orders': (ledger) => all(ledger, { limit: 100 }),
}

async function all(ledger: Ledger, query: Parameters<Ledger['search']>[0]): Promise<void> {
  let count = 0
  for await (const { orderNumber } of ledger.search(query)) count += orderNumber === '' ? 0 : 1
  if (count === 0) throw new Error(`The ledger has no order for ${JSON.stringify(query)}.`)
}

type Times = Record<string, Pair<number[]>>

async function verbTimes(urls: Pair<string>): Promise<Times> {
  const ledgers = { small: await openLedger(urls.small), large: await openLedger(urls.large) }
  const times: Times = {}
  for (const [what, ask] of Object.entries(verbs)) {
    await inTurns(warmUp, (which) => ask(ledgers[which]))
    const tookMs = (times[what] = { small: [], large: [] })
    await inTurns(turns, (which) => timed(tookMs[which], () => ask(ledgers[which])))
  }
  await ledgers.small.close()
  await ledgers.large.close()
  return times
}

/** The stores' own orders belong to another gateway than the filled ones: their sweep asks about no filled order. */
function buyerTimes(urls: Pair<string>): Promise<Times> {
  return inFolder(async (_folder, running) => {
    const BANK = running(await start('bank')).url
    const storeOver = async (DATABASE: string): Promise<ReturnType<typeof buyersAt>> =>
      buyersAt(running(await start('ours', { BANK, DATABASE, CHECKOUT_SHOP_KEY: filledShop })).url)
    const stores = { small: await storeOver(urls.small), large: await storeOver(urls.large) }
    const times = { checkout: { small: [], large: [] }, 'first return': { small: [], large: [] } } satisfies Times
    const buy = async (which: keyof typeof stores, count: typeof times): Promise<void> => {
      const buyer = await timed(count.checkout[which], stores[which].checkOut)
      await timed(count['first return'][which], () => stores[which].comeBack(buyer))
    }
    await inTurns(warmUp, (which) => buy(which, structuredClone(times)))
    await inTurns(turns, (which) => buy(which, times))
    stores.small.close()
    stores.large.close()
    return times
  })
}

async function inTurns(count: number, work: (which: keyof Pair<unknown>) => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    // Each is as often the second, which finds the machine awake.
    const order: readonly (keyof Pair<unknown>)[] = turn % 2 === 0 ? ['small', 'large'] : ['large', 'small']
    for (const which of order) await work(which)
  }
}
