import type { FindingCode } from '../../src/index.ts'
import { version } from '../../src/version.ts'
import { buy, mounts } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { codesOf, examine, knownOnLedger, openHealthyStore, planted, sell } from './a-healthy-store.ts'

let store: Store
afterEach(() => store.close())

const hourMs = 3_600_000

describe.each(mounts)('the doctor finds on the ledger %s', (_title, mount) => {
  const open = async (options = {}): Promise<Store> => (store = await openHealthyStore({ mount, options }))
  const sql = (statement: string): Promise<unknown> => store.database.sql(statement)
  const own = async (): Promise<FindingCode[]> => planted(await store.checkout.doctor())
  const outside = async (): Promise<FindingCode[]> => planted((await examine(store)).findings)

  it('nobody who looks after buyers that never come back', async () => {
    await open()
    await buy(store, store.browser())
    await knownOnLedger(store, 'sweeps = 0')

    expect(await own()).toEqual(['no-sweep'])
    expect(await outside()).toEqual(['no-sweep'])
    expect((await examine(store)).findings[0]?.message).toContain('1 unfinished order')
  })

  it('that nobody does any more, once the process is gone', async () => {
    await open()
    await sell(store)
    await store.database.sql(`update checkout_processes set seen_at = '2026-01-31T09:30:00.000Z'`)
    await sql(`update checkout_orders set status = 'registered', hand_over = 'none'`)
    await sql(`update checkout_orders set next_check_at = '2099-01-31T09:30:00.000Z'`)

    expect(await outside()).toContain('no-sweep')
  })

  it.each<[FindingCode, string]>([
    ['orders-in-review', `update checkout_orders set status = 'review', review_reason = 'charged-back'`],
    ['orders-stuck', `update checkout_orders set hand_over = 'stuck'`],
    [
      'orders-unknown',
      `update checkout_orders set status = 'unknown', hand_over = 'none', next_check_at = '2099-01-31T09:30:00.000Z'`,
    ],
    [
      'orders-of-another-bank',
      `update checkout_orders set status = 'registered', hand_over = 'none', gateway_account = 'a.example/#login',
        next_check_at = '2099-01-31T09:30:00.000Z'`,
    ],
    [
      'refunds-late',
      `insert into checkout_refunds
        (order_number, key, amount_minor, external_refund_id, refunded_before_minor, state, asked_at, next_try_at)
        select order_number, 'k', 1, 'x', 0, 'asked', '2026-01-31T09:30:00.000Z', '2099-01-31T09:30:00.000Z'
        from checkout_orders`,
    ],
    [
      'orders-of-idle-shop',
      `insert into checkout_shops (shop, owner, used_at) values ('old.example', 'old.example',
        '2026-01-31T09:30:00.000Z');
       insert into checkout_orders (order_number, sku, amount_minor, currency, capture, gateway_account, status,
        created_at, expires_at, shop) values ('OLD', 'mug', 1, 'EUR', 'automatic', 'b#l', 'registered',
        '2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z', 'old.example')`,
    ],
    [
      'two-versions',
      `insert into checkout_processes (process, shop, version, node, sweeps, hands_over, seen_at)
        select 'other', shop, '0.1.9', node, 1, 1, seen_at from checkout_processes`,
    ],
    [
      'node-unsupported',
      `insert into checkout_processes (process, shop, version, node, sweeps, hands_over, seen_at)
        select 'other', shop, version, '23.11.1', 1, 1, seen_at from checkout_processes`,
    ],
  ])('%s', async (code, statement) => {
    await open()
    await sell(store)
    for (const one of statement.split(';')) await sql(one)

    expect(await own()).toEqual([code])
    expect(await outside()).toEqual([code])
  })

  it('work that is overdue', async () => {
    await open({ sweep: { everyMs: 60_000 } })
    await sell(store)
    await buy(store, store.browser())
    await store.database.age('checkout_orders', 'next_check_at', 2 * hourMs)
    await sql(`update checkout_orders set next_check_at = null where status = 'paid'`)

    expect(await own()).toEqual(['orders-overdue'])
  })

  it('goods that are due while nobody hands any over', async () => {
    await open({ onPaid: undefined, handsOver: true })
    await sell(store)

    expect(await own()).toEqual(['orders-owed'])
    expect(await outside()).toEqual(['orders-owed'])
  })

  it('nothing of it that belongs to another shop', async () => {
    await open()
    await sell(store)
    await sql(
      `insert into checkout_shops (shop, owner, used_at) values ('b.example', 'b.example', '2099-01-31T09:30:00.000Z')`,
    )
    for (const [number, status, handOver] of [
      ['B1', 'review', 'none'],
      ['B2', 'unknown', 'none'],
      ['B3', 'paid', 'stuck'],
    ]) {
      await sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture, gateway_account,
        status, hand_over, created_at, expires_at, shop) values ('${number}', 'mug', 1, 'EUR', 'automatic', 'b#l',
        '${status}', '${handOver}', '2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z', 'b.example')`)
    }

    expect(await own()).toEqual([])
  })

  it('no process at all, and says no more than that', async () => {
    await open()

    expect(await outside()).toEqual(['no-process'])
    expect((await examine(store)).exitCode).toBe(0)
  })
})

describe.each(mounts)('callbacks, as the doctor sees them %s', (_title, mount) => {
  const open = (options: object, bank: object): Promise<Store> => openHealthyStore({ mount, options, bank })

  it('never came, although an order was paid', async () => {
    store = await open({ callback: {} }, { callback: undefined })
    await sell(store, 'none')

    const findings = await store.checkout.doctor()

    expect(planted(findings)).toEqual(['callback-never-seen'])
    const help = findings.find(({ code }) => code === 'callback-never-seen')?.help
    expect(help).toContain(`${store.baseUrl}/payment/callback`)
    // The variable may be set already, at a bank that takes no address from a registration.
    expect(help).toContain('CHECKOUT_CALLBACK_DYNAMIC=true')
    expect(help).toContain('not every bank heeds it')
  })

  it('come, and nobody checks them', async () => {
    store = await open({ callback: { dynamic: true } }, { callback: undefined })
    await sell(store, 'unsigned')

    expect(planted(await store.checkout.doctor())).toEqual(['callback-key-missing'])
  })

  it('come with another key than ours', async () => {
    store = await open({ callback: { dynamic: true, key: 'another-key-than-the-banks' } }, {})
    await sell(store, 'refused')

    expect(planted(await store.checkout.doctor())).toEqual(['callback-refused'])
    expect(planted((await examine(store)).findings)).toEqual(['callback-refused'])
  })

  it('are well once a good one has come after a bad one', async () => {
    store = await open({}, {})
    await sell(store)
    await store.database.sql(`update checkout_shops set callback_refused_at = '2026-01-31T09:30:00.000Z'`)

    expect(planted(await store.checkout.doctor())).toEqual([])
  })
})

describe('the version of a process', () => {
  it('is that of package.json', async () => {
    store = await openHealthyStore()
    const { version: ofPackage } = (await import('../../package.json')) as unknown as { readonly version: string }

    expect(version).toBe(ofPackage)
    expect(codesOf([])).toEqual([])
  })
})
