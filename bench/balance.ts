import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeBalanceDay } from '../src/balance/make-balance.ts'
import { registrySource } from '../src/balance/registry-source.ts'
import { makeLedger } from '../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../src/logger.ts'
import { inFolder } from './harness/folder.ts'

/**
 * How long a registry of so many lines takes beside a ledger of as many orders, and how much memory: at a tenth of it,
 * and at all of it. `LINES=1000000 npm run bench:balance`.
 */
const lines = Number(process.env.LINES ?? 1_000_000)

const day = '2026-11-27'
const shop = 'shop.example'

const { gc: collect } = globalThis
if (!collect) throw new Error('Run it with --expose-gc, as npm run bench:balance does.')

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`

/** The numbers of orders from 1, as this program would write them. */
const numberOf = (number: number): string => `N${String(number).padStart(25, '0')}`

async function writeRegistry(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file)
  stream.write('Date;Order number;Type;Amount;Currency;Fee;Card\n')
  for (let number = 1; number <= count; number += 1) {
    const clock = new Date(Date.UTC(2026, 10, 27) + (number % 86_400) * 1_000).toISOString().slice(11, 19)
    const line = `27.11.2026 ${clock};${numberOf(number)};Purchase;19,99;EUR;0,40;411111**1111\n`
    if (!stream.write(line)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()))
  }
  await new Promise<void>((resolve) => void stream.end(() => resolve()))
}

async function fill(file: string, count: number): Promise<void> {
  const ledger = makeLedger({
    databaseUrl: `sqlite:${file}`,
    logger: silentLogger,
    shop: { key: shop, formerKeys: [] },
  })
  await ledger.open()
  await ledger.close()
  const database = new DatabaseSync(file)
  database.exec(`insert into checkout_orders (order_number, gateway_order_id, sku, amount_minor, currency, capture,
    gateway_account, captured_minor, refunded_minor, status, hand_over, created_at, expires_at, paid_at, shop)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
    select 'N' || printf('%025d', n), 'bank-' || n, 'mug', 1999, 'EUR', 'automatic', 'bank.example/#login', 1999, 0,
      'paid', 'done', '2026-11-27T00:00:00.000Z', '2026-11-27T00:00:00.000Z',
      strftime('%Y-%m-%dT%H:%M:%fZ', '2026-11-27', (n % 86400) || ' seconds'), '${shop}' from numbers`)
  database.close()
}

async function measure(folder: string, count: number): Promise<void> {
  const [file, ledgerFile] = [join(folder, `${count}.csv`), join(folder, `${count}.db`)]
  await writeRegistry(file, count)
  await fill(ledgerFile, count)
  const databaseUrl = `sqlite:${ledgerFile}`
  const ledger = makeLedger({ databaseUrl, logger: silentLogger, shop: { key: shop, formerKeys: [] } })
  const balance = makeBalanceDay({
    ledger,
    gateway: { orderList: () => Promise.reject(new Error('A registry asks no bank.')) },
    isKnownThere: () => true,
    timeZone: 'UTC',
  })
  const source = registrySource([file], { columns: new Map(), currency: undefined, merchant: undefined })
  let [highest, held] = [0, 0]
  // What is held once the garbage is out: the resident memory is also as lazy as V8.
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
    collect?.()
    held = Math.max(held, process.memoryUsage().heapUsed)
  }, 1_000)
  const startedAt = performance.now()
  const { isBalanced, totals } = await balance({ day, source })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  clearInterval(watch)
  await ledger.close()
  if (!isBalanced || totals[0]?.bank.paidCount !== count) throw new Error('It does not balance.')
  console.log(`${count} lines: ${seconds} s, at most ${megabytes(highest)} resident, ${megabytes(held)} of heap held`)
}

await inFolder(async (folder) => {
  for (const count of [lines / 10, lines]) await measure(folder, count)
})
