import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createSandbox } from '../src/sandbox/index.ts'
import { childEnvironment } from './support/child-environment.ts'
import { ledgers } from './support/ledgers.ts'
import type { OpenedLedger } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { mounts, openStore, secrets } from './support/store.ts'
import type { Store } from './support/store.ts'
import { until } from './support/until.ts'

describe.each(mounts)('start() %s', (_title, mount) => {
  let store: Store
  afterEach(() => store.close())

  it('says in one line what runs where, once however often it is called, and prints no secret', async () => {
    store = await openStore({ mount })

    await Promise.all([store.checkout.start(), store.checkout.start()])
    await store.checkout.start()

    const lines = store.log.filter((line) => line.includes('checkout runs'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`"baseUrl":"${store.baseUrl}"`)
    expect(lines[0]).toContain(`"gateway":"${store.bank.url}"`)
    expect(lines[0]).toMatch(/"ledger":"(sqlite:\/|postgres:\/\/127\.0\.0\.1:\d+\/postgres")/)
    expect(lines[0]).toContain(`"shop":"${new URL(store.baseUrl).host}${mount.path}"`)
    for (const secret of Object.values(secrets)) expect(lines[0]).not.toContain(secret)
  })
})

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
