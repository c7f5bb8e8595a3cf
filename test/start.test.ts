import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostedCheckout } from '../src/index.ts'
import type { HostedCheckout } from '../src/index.ts'
import { createSandbox } from '../src/sandbox/index.ts'
import { childEnvironment } from './support/child-environment.ts'
import { ledgers } from './support/ledgers.ts'
import type { OpenedLedger } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { buy, mounts, openStore, secrets, shelf, timesAsked } from './support/store.ts'
import type { Store } from './support/store.ts'
import { until } from './support/until.ts'

const startLines = (store: Store): string[] => store.log.filter((line) => line.includes('checkout runs'))

describe.each(mounts)('start() %s', (_title, mount) => {
  let store: Store
  let others: HostedCheckout[]
  beforeEach(() => (others = []))
  afterEach(async () => {
    jest.restoreAllMocks()
    for (const other of others) await other.close()
    await store.close()
  })

  /** The same store after a restart: another checkout on its ledger. */
  function restarted(): { readonly checkout: HostedCheckout; readonly handedOver: string[] } {
    const handedOver: string[] = []
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      sweep: { everyMs: 200 },
      logger: store.logger,
      onPaid: ({ orderNumber }) => void handedOver.push(orderNumber),
    })
    others.push(checkout)
    return { checkout, handedOver }
  }

  it('says in one line what runs where, once however often it is called, and prints no secret', async () => {
    store = await openStore({ mount })

    await Promise.all([store.checkout.start(), store.checkout.start()])
    await store.checkout.start()

    const lines = startLines(store)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`"baseUrl":"${store.baseUrl}"`)
    expect(lines[0]).toContain(`"gateway":"${store.bank.url}"`)
    expect(lines[0]).toMatch(/"ledger":"(sqlite:\/|postgres:\/\/127\.0\.0\.1:\d+\/postgres")/)
    expect(lines[0]).toContain(`"shop":"${new URL(store.baseUrl).host}${mount.path}"`)
    for (const secret of Object.values(secrets)) expect(lines[0]).not.toContain(secret)
  })

  it('looks after an order that was sold before it, and asks about it once', async () => {
    store = await openStore({ mount })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)

    await store.checkout.start()
    await store.checkout.start()
    await until(() => store.handedOver.length > 0)

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(1)
    expect(startLines(store)).toHaveLength(1)
  })

  it('leaves no timer once it is closed, however often it was called', async () => {
    const timers = watchTimers()
    store = await openStore({ mount })
    await buy(store, store.browser())
    await Promise.all([store.checkout.start(), store.checkout.start()])
    await store.checkout.start()
    expect(timers.left()).not.toEqual([])

    await store.checkout.close()

    expect(timers.left()).toEqual([])
  })

  it('resolves in the next process on the ledger of one that has closed, and finds its orders', async () => {
    store = await openStore({ mount })
    await store.checkout.start()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.checkout.close()
    await store.bank.pay(gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)

    const { checkout, handedOver } = restarted()
    await checkout.start()
    await until(() => handedOver.length > 0)

    expect(handedOver).toEqual([orderNumber])
    expect(store.handedOver).toEqual([])
    expect(startLines(store)).toHaveLength(2)
    await expect(store.checkout.start()).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
    expect(startLines(store)).toHaveLength(2)
  })

  it('rejects after a close without a start before it', async () => {
    store = await openStore({ mount })
    await store.checkout.close()

    await expect(store.checkout.start()).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })

    expect(startLines(store)).toEqual([])
  })
})

describe('start() that has rejected', () => {
  const parent = mkdtempSync(join(tmpdir(), 'checkout-start-'))
  let store: Store
  afterEach(() => store.close())
  afterAll(() => rmSync(parent, { recursive: true }))

  it('starts when it is called again, once what was wrong is mended', async () => {
    const folder = join(parent, 'later')
    store = await openStore({ options: { databaseUrl: `sqlite:${join(folder, 'checkout.db')}` } })
    await expect(store.checkout.start()).rejects.toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })
    expect(startLines(store)).toEqual([])
    mkdirSync(folder)

    await store.checkout.start()
    await store.checkout.start()

    expect(startLines(store)).toHaveLength(1)
  })
})

/** Records the timers of this library that are set from now on. */
function watchTimers(): { readonly left: () => readonly string[] } {
  const live = new Map<unknown, string>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const setSpy = (run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]): NodeJS.Timeout => {
    const timer = set(() => {
      live.delete(timer)
      run(...values)
    }, ms)
    const places = String(new Error().stack).split('\n')
    const own = places.find((place) => /[/\\]src[/\\](?!sandbox)/.test(place) && !place.includes('node_modules'))
    if (own !== undefined) live.set(timer, own)
    return timer
  }
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(setSpy as typeof setTimeout)
  jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    live.delete(timer)
    clear(timer)
  })
  return { left: () => [...live.values()] }
}

describeOver('postgres')('start() where PostgreSQL lacks something', () => {
  let opened: OpenedLedger
  let store: Store
  const undo: string[] = []
  beforeEach(async () => (opened = await ledgers.PostgreSQL!()))
  afterEach(async () => {
    await store.close()
    for (const statement of undo.splice(0).reverse()) await opened.sql(statement)
    await opened.close()
  })
  const name = (): string => `late_${randomUUID().replaceAll('-', '')}`
  const server = process.env.TEST_POSTGRES_URL!
  const schemaOf = async (): Promise<string> => {
    const [row] = await opened.sql('select current_schema() as name')
    return String(row!.name)
  }

  /** Starts a store, waits until the log names what is missing, creates it, and waits for the start. */
  async function startBefore(databaseUrl: string, missing: string, make: readonly string[]): Promise<void> {
    store = await openStore({ options: { databaseUrl } })
    const starting = store.checkout.start()
    await until(() => store.log.some((line) => line.includes(`its ${missing} is missing`)))
    for (const statement of make) await opened.sql(statement)
    await starting
    expect(await store.checkout.orders.get('nobody')).toBeUndefined()
  }

  it('waits for a missing role, and names it meanwhile', async () => {
    const role = name()
    undo.push(`drop role ${role}`, `drop owned by ${role}`)
    const databaseUrl = opened.databaseUrl.replace('postgres@', `${role}@`)

    await startBefore(databaseUrl, 'role', [
      `create role ${role} login`,
      `do $$ begin
        execute format('grant usage on schema %I to ${role}', current_schema());
        execute format('grant select, insert, update on all tables in schema %I to ${role}', current_schema());
      end $$`,
    ])
  })

  it('waits for a missing database, and names it meanwhile', async () => {
    const database = name()
    undo.push(`drop database ${database} with (force)`)

    await startBefore(server.replace(/postgres$/, database), 'database', [`create database ${database}`])
  })

  it('waits for a missing right, and names it meanwhile', async () => {
    const [role, schema] = [name(), name()]
    await opened.sql(`create role ${role} login; create schema ${schema}`)
    undo.push(`drop role ${role}`, `drop owned by ${role}`, `drop schema ${schema} cascade`)
    const path = encodeURIComponent(`-c search_path=${schema}`)

    await startBefore(`${server.replace('postgres@', `${role}@`)}?options=${path}`, 'right', [
      `grant usage, create on schema ${schema} to ${role}`,
    ])
  })

  it('does not wait for a right that was lost after the ledger was open, and sells again once it is back', async () => {
    const [role, path] = [name(), await schemaOf()]
    await opened.sql(`create role ${role} login`)
    undo.push(`drop role ${role}`, `drop owned by ${role}`)
    const allow = [
      `grant usage on schema ${path} to ${role}`,
      `grant select, insert, update, delete on all tables in schema ${path} to ${role}`,
    ]
    for (const statement of allow) await opened.sql(statement)
    const databaseUrl = opened.databaseUrl.replace('postgres@', `${role}@`)
    store = await openStore({ options: { databaseUrl } })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await opened.sql(`revoke all on all tables in schema ${path} from ${role}`)
    await store.browser().get('/checkout/mug').expect(503)

    await store.checkout.start()

    expect(startLines(store)).toHaveLength(1)
    await until(() => store.log.some((line) => line.includes('sweep pass failed')))
    expect(store.log.join()).not.toMatch(/its right is missing|cannot be reached yet/)
    expect(store.log.join()).toContain('permission denied for table')
    for (const statement of allow) await opened.sql(statement)
    await opened.age('checkout_orders', 'next_check_at', 3_600_000)
    await until(() => store.handedOver.length > 0)
    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('stops waiting when the checkout is closed, and complains about nothing', async () => {
    store = await openStore({ options: { databaseUrl: server.replace(/postgres$/, name()) } })
    const starting = store.checkout.start()
    await until(() => store.log.some((line) => line.includes('its database is missing')))

    await store.checkout.close()

    await expect(starting).resolves.toBeUndefined()
  })
})

describe('a process that closes its checkout', () => {
  const ending: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ending.splice(0)) await end()
  })

  // A leftover timer would keep the process alive, and the test would never end.
  it.each(Object.keys(ledgers))('ends by itself, over %s', async (ledger) => {
    const bank = await createSandbox({ password: secrets.password })
    const opened = await ledgers[ledger]!()
    ending.push(
      () => bank.close(),
      () => opened.close(),
    )
    const child = spawn(process.execPath, [join(__dirname, 'support', 'closing-process.ts')], {
      env: {
        ...childEnvironment,
        CHECKOUT_GATEWAY_URL: bank.url,
        CHECKOUT_GATEWAY_USER: 'sandbox-api',
        CHECKOUT_GATEWAY_PASSWORD: secrets.password,
        CHECKOUT_SECRET: secrets.signing,
        CHECKOUT_DATABASE_URL: opened.databaseUrl,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))

    expect(await once(child, 'close')).toEqual([0, null])

    expect(said).toBe('sold\nclosed\n')
  })
})
