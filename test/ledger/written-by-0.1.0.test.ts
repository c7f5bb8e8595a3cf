import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Entry, Order } from '../../src/index.ts'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { newOrder } from './an-order.ts'

/**
 * The ledger of a store on version 0.1.0 with better-sqlite3 12.11 that was killed: its last two orders are only in the
 * write-ahead log. `orders.json` is what that version read from it, newest first.
 */
const kept = join(__dirname, 'written-by-0.1.0')

interface KeptOrder {
  readonly order: Order
  readonly history: readonly Entry[]
}
const keptOrders = JSON.parse(readFileSync(join(kept, 'orders.json'), 'utf8')) as readonly KeptOrder[]

/** As in `orders.json`: dates as text, and no undefined values. */
const asKept = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a ledger that version 0.1.0 wrote with better-sqlite3', () => {
  let folder: string
  let ledger: Ledger
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-0.1.0-'))
    for (const name of ['checkout.db', 'checkout.db-wal']) {
      writeFileSync(join(folder, name), gunzipSync(readFileSync(join(kept, `${name}.gz`))))
    }
    ledger = makeLedger({ databaseUrl: `sqlite:${join(folder, 'checkout.db')}`, logger: silentLogger })
  })
  afterEach(async () => {
    await ledger.close()
    rmSync(folder, { recursive: true })
  })

  it('opens as it is, with every order and entry as that version read them', async () => {
    const statuses: string[] = []
    for await (const { status } of ledger.search({})) statuses.push(status)

    expect(statuses).toEqual(keptOrders.map(({ order }) => order.status))
    for (const { order, history } of keptOrders) {
      expect(asKept(await ledger.find(order.orderNumber))).toEqual({
        ...order,
        isRepeatable: false,
        closing: 'none',
      })
      expect(asKept(await ledger.history(order.orderNumber))).toEqual(history)
    }
  })

  it('has nothing wrong in it except overdue work', async () => {
    const violations = await ledger.violations({ isHandOverWanted: true, moves: everyMove })

    const isAged = (code: string): boolean => ['hand-over-overdue', 'look-overdue'].includes(code)
    expect(violations.filter(({ code }) => !isAged(code))).toEqual([])
  })

  it('works: what is due is claimed, a refund is known by its key, a new order is added', async () => {
    const gatewayAccount = keptOrders[0]!.order.gatewayAccount
    const due = keptOrders.find(({ order }) => order.handOver === 'due')!.order
    const refunded = keptOrders.find(({ order }) => order.status === 'partially_refunded')!.order

    const claim = await ledger.claimHandOver(due.orderNumber, { leaseMs: 60_000 })
    const { order } = await ledger.add(newOrder({ gatewayAccount }))

    expect(claim).toMatchObject({ orderNumber: due.orderNumber, tryNumber: 2 })
    expect(await ledger.hasRefund(refunded.orderNumber, 'r1')).toBe(true)
    const entries = await ledger.history(order.orderNumber)
    expect(entries[0]!.entryNumber).toBeGreaterThan(keptOrders[0]!.history.at(-1)!.entryNumber)
  })
})
