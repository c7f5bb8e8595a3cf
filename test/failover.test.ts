import pg from 'pg'
import { makeLedger } from '../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../src/logger.ts'
import { openAddress } from './support/one-address.ts'
import type { OneAddress } from './support/one-address.ts'
import { atThisPace } from './support/pace.ts'
import { startPostgres } from './support/postgres.ts'
import type { RunningPostgres } from './support/postgres.ts'
import { describeOver } from './support/prerequisites.ts'
import { gatewayOrderIdIn, openStore } from './support/store.ts'
import type { Store } from './support/store.ts'
import { sleep, until } from './support/until.ts'

const buyers = 16

describeOver('postgres')('a failover of PostgreSQL', () => {
  let old: RunningPostgres
  let next: RunningPostgres
  let address: OneAddress
  let store: Store

  beforeAll(async () => {
    ;[old, next] = await Promise.all([startPostgres(), startPostgres()])
  })
  afterAll(() => Promise.all([old.stop(), next.stop()]))
  beforeEach(async () => {
    for (const { url } of [old, next]) await query(url, 'drop schema public cascade; create schema public')
    const ledger = makeLedger({ databaseUrl: next.url, logger: silentLogger })
    await ledger.open()
    await ledger.close()
    address = await openAddress(old.url)
  })
  afterEach(async () => {
    await store.close()
    await address.close()
    await query(old.url, 'alter system reset default_transaction_read_only')
    await query(old.url, 'select pg_reload_conf()')
  })

  it('with the old server reachable but read-only is over once the address points to the new one', async () => {
    await sell()
    const traffic = startTraffic()
    await until(() => traffic.served > buyers)

    await query(old.url, 'alter system set default_transaction_read_only = on')
    await query(old.url, 'select pg_reload_conf()')
    await until(() => traffic.failures.length > buyers)
    await copyLedger(old.url, next.url)
    address.leadTo(next.url)
    const failedBefore = traffic.failures.length
    const healedMs = await traffic.servesAgain()
    const servedBefore = traffic.served
    await until(() => traffic.served > servedBefore + 4 * buyers)
    await traffic.end()

    // At most what each buyer had begun before, plus what one connection each can still spoil.
    expect(traffic.failures.length - failedBefore).toBeLessThanOrEqual(2 * buyers)
    expect(new Set(traffic.failures)).toEqual(new Set([503]))
    expect(healedMs).toBeLessThan(healedWithinMs())
    await everyPaymentHandedOver(traffic.paid)
    // Nothing reads from the old server any more.
    const [left] = await query(
      old.url,
      `select count(*)::int as count from pg_stat_activity
       where application_name = 'express-hosted-checkout' and state <> 'idle'`,
    )
    expect(left).toEqual({ count: 0 })
  })

  it('with the old server gone without a word is over within 15 s, without a restart', async () => {
    await sell()
    const traffic = startTraffic()
    await until(() => traffic.served > buyers)

    address.fallSilent()
    // What the old server has answered by now, the new one has.
    await until(() => idleConnections(old.url))
    await copyLedger(old.url, next.url)
    address.leadTo(next.url)
    const healedMs = await traffic.servesAgain()
    const servedBefore = traffic.served
    await until(() => traffic.served > servedBefore + buyers)
    await traffic.end()

    expect(healedMs).toBeLessThan(healedWithinMs())
    expect(new Set(traffic.failures)).toEqual(new Set([503]))
    await everyPaymentHandedOver(traffic.paid)
  })

  async function sell(): Promise<void> {
    const sweep = { everyMs: 200, looksAtSecs: [1, 2, 4, 8, 16] }
    store = await openStore({ options: { databaseUrl: address.url, handOverLeaseMs: 1_000, sweep } })
    await store.checkout.start()
  }

  interface Traffic {
    /** Buyers who paid and came back. */
    readonly served: number
    /** Statuses of the checkouts that failed. */
    readonly failures: readonly number[]
    /** Gateway ids of what was paid. */
    readonly paid: readonly string[]
    /** Resolves once a checkout that begins from now on succeeds: to how long that took, in milliseconds. */
    servesAgain(): Promise<number>
    end(): Promise<void>
  }

  /** Buyers who buy, pay and come back, one time after the other. */
  function startTraffic(): Traffic {
    let isOver = false
    let served = 0
    let registeredAfterMs = -Infinity
    const paid: string[] = []
    const failures: number[] = []
    async function buy(): Promise<void> {
      const begunAtMs = performance.now()
      const answer = await fetch(`${store.baseUrl}/checkout/mug`, { redirect: 'manual' })
      if (answer.status !== 302) {
        failures.push(answer.status)
        return sleep(20)
      }
      registeredAfterMs = Math.max(registeredAfterMs, begunAtMs)
      const { location } = await store.bank.pay(gatewayOrderIdIn(answer.headers.get('location') ?? undefined))
      paid.push(gatewayOrderIdIn(answer.headers.get('location') ?? undefined))
      await fetch(location!, { redirect: 'manual' })
      served += 1
    }
    async function buyAndBuy(): Promise<void> {
      while (!isOver) await buy()
    }
    const working = Promise.all(Array.from({ length: buyers }, buyAndBuy))
    return {
      get served() {
        return served
      },
      failures,
      paid,
      async servesAgain() {
        const fromMs = performance.now()
        await until(() => registeredAfterMs >= fromMs, undefined, 60_000)
        return performance.now() - fromMs
      },
      async end() {
        isOver = true
        await working
      },
    }
  }

  async function everyPaymentHandedOver(paid: readonly string[]): Promise<void> {
    await until(async () => {
      const orders = await query(next.url, 'select gateway_order_id, status, hand_over from checkout_orders')
      return paid.every((id) => orders.some((o) => o.gateway_order_id === id && o.hand_over === 'done'))
    })
  }
})

/** 15 s on an idle machine; of these, 12 s are the wait for an answer that does not come. */
function healedWithinMs(): number {
  return 12_000 + atThisPace(3_000)
}

/** Whether the server has ended every statement that it got. */
async function idleConnections(url: string): Promise<boolean> {
  const [busy] = await query(
    url,
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'express-hosted-checkout' and state = 'active'`,
  )
  return busy?.count === 0
}

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // The old primary must not refuse its own reconfiguration.
    await client.query('set default_transaction_read_only = off')
    const { rows } = await client.query<Record<string, unknown>>(text, values.length === 0 ? undefined : values)
    return rows
  } finally {
    await client.end()
  }
}

/** What a promoted replica has: everything that the old primary had committed. */
async function copyLedger(from: string, to: string): Promise<void> {
  for (const table of ['orders', 'entries', 'hand_overs', 'refunds', 'shops'].map((name) => `checkout_${name}`)) {
    const [rows] = await query(from, `select coalesce(json_agg(t), '[]')::text as json from ${table} t`)
    await query(
      to,
      `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)`,
      [rows?.json],
    )
  }
  await query(
    to,
    `select setval('checkout_entries_entry_number_seq', (select coalesce(max(entry_number), 1) from checkout_entries))`,
  )
}
