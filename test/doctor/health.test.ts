import { makeHealth } from '../../src/doctor/health.ts'
import type { Health } from '../../src/index.ts'
import { environmentOf, run } from '../cli/a-world.ts'
import { buy, mounts, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { knownOnLedger } from './a-healthy-store.ts'

let store: Store
afterEach(() => store.close())

const answering = { questions: 'answering', registrations: 'answering', moneyOut: 'answering' } as const
const well = {
  ok: true,
  ledger: 'open',
  sweep: 'running',
  gateway: answering,
  oldestDueMs: 0,
  review: 0,
  stuck: 0,
  unknown: 0,
}

async function command(): Promise<{ readonly exitCode: number; readonly health: Health; readonly text: string }> {
  const { exitCode, out } = await run(['health', '--json'], environmentOf(store))
  const { out: text } = await run(['health'], environmentOf(store))
  return { exitCode, health: (JSON.parse(out) as { health: Health }).health, text }
}

describe.each(mounts)('health %s', (_title, mount) => {
  it('is well while the ledger is open and the sweep runs, in the store and for the command', async () => {
    store = await openStore({ mount })
    await store.checkout.start()
    await knownOnLedger(store, 'sweeps = 1')

    expect(await store.checkout.health()).toEqual(well)
    const { exitCode, health, text } = await command()
    expect([exitCode, health]).toEqual([0, well])
    expect(text).toMatch(/^ok +yes\nledger +open\nsweep +running\nwork due for +0 s\nin review +0\n/)
  })

  it('has a sweep that is off until somebody starts one, and is well all the same', async () => {
    store = await openStore({ mount })
    expect(await store.checkout.health()).toEqual({ ...well, sweep: 'off' })

    await store.checkout.start()
    expect(await store.checkout.health()).toEqual(well)
  })

  it('is not well where the sweep of the only process is not heard of any more', async () => {
    store = await openStore({ mount, options: { sweep: { everyMs: 60_000 } } })
    await store.checkout.start()
    await knownOnLedger(store, 'sweeps = 1')
    await store.database.age('checkout_processes', 'seen_at', 4 * 60_000)

    expect((await command()).health).toMatchObject({ ok: false, sweep: 'late' })
    expect((await command()).exitCode).toBe(1)
    await store.database.age('checkout_processes', 'seen_at', 7 * 60_000)
    expect((await command()).health).toMatchObject({ ok: true, sweep: 'off' })
  })

  it('counts what needs somebody, of this shop alone', async () => {
    store = await openStore({ mount, options: { sweep: { everyMs: 60_000 } } })
    for (let times = 0; times < 4; times += 1) await buy(store, store.browser())
    const numbers = (await store.database.sql('select order_number from checkout_orders')).map(
      (row) => row.order_number,
    )
    const change = (index: number, set: string): Promise<unknown> =>
      store.database.sql(`update checkout_orders set ${set} where order_number = '${String(numbers[index])}'`)
    await change(0, `status = 'review', next_check_at = null`)
    await change(1, `status = 'paid', hand_over = 'stuck', next_check_at = null`)
    await change(2, `status = 'unknown', next_check_at = null`)
    await store.database.age('checkout_orders', 'next_check_at', 120_000)

    const health = await store.checkout.health()

    expect(health).toMatchObject({ ok: true, review: 1, stuck: 1, unknown: 1 })
    expect(health.oldestDueMs).toBeGreaterThan(60_000)
    expect(health.oldestDueMs).toBeLessThan(121_000)
    await change(3, `shop = 'another.example'`)
    expect(await store.checkout.health()).toMatchObject({ oldestDueMs: 0, review: 1 })
  })

  it('tells of another shop that nobody runs, with what it has left behind', async () => {
    store = await openStore({ mount })
    await buy(store, store.browser())
    await store.checkout.start()
    await store.database.sql(`insert into checkout_shops (shop, owner, used_at)
      values ('old.example', 'old.example', '2026-01-02T03:04:05.000Z')`)
    expect(await store.checkout.health()).not.toHaveProperty('idleShops')

    await store.database.sql(`update checkout_orders set shop = 'old.example'`)

    const idleShop = { key: 'old.example', usedAt: new Date('2026-01-02T03:04:05.000Z'), unfinishedCount: 1 }
    expect(await store.checkout.health()).toMatchObject({ ok: true, idleShops: [idleShop] })
    expect((await command()).text).toMatch(/\nidle shop +old\.example: 1\n/)
  })

  it('stops counting at 1,000', async () => {
    store = await openStore({ mount })
    await buy(store, store.browser())
    for (let doubled = 0; doubled < 11; doubled += 1) {
      await store.database.sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture,
        gateway_account, status, created_at, expires_at, shop)
        select order_number || '${doubled}', sku, amount_minor, currency, capture, gateway_account, 'review',
        created_at,
        expires_at, shop from checkout_orders`)
    }

    expect((await store.checkout.health()).review).toBe(1_000)
    expect((await command()).text).toContain('in review     1,000 or more')
  })

  it('says that the ledger is away, and is not well', async () => {
    store = await openStore({ mount })
    await store.checkout.start()
    await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

    expect(await store.checkout.health()).toEqual({ ok: false, ledger: 'away', sweep: 'running', gateway: answering })
    expect((await command()).exitCode).toBe(3)
    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
  })

  it('stays well while the bank is silent', async () => {
    store = await openStore({ mount, options: { breaker: { failures: 1 } } })
    await store.checkout.start()
    store.bank.fault({ method: 'register.do', kind: 'reset-before' })
    await store.browser().get(store.path('/checkout/mug')).expect(503)

    expect(await store.checkout.health()).toMatchObject({
      ok: true,
      gateway: { questions: 'answering', registrations: 'left-alone', moneyOut: 'answering' },
    })
  })
})

describe('a sweep that is late', () => {
  it('makes a store unfit', async () => {
    store = await openStore()
    const { ledger } = store.database
    const health = makeHealth({
      ledger,
      gateway: 'bank#',
      shop: 'shop',
      doors: () => answering,
      sweep: () => 'late',
      own: () => undefined,
    })

    expect(await health()).toMatchObject({ ok: false, ledger: 'open', sweep: 'late' })
  })
})
