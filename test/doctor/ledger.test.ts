import { randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FindingCode } from '../../src/index.ts'
import { migrations } from '../../src/ledger/migrate.ts'
import { describeOver } from '../support/prerequisites.ts'
import { mounts } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { codesOf, examine, openHealthyStore, planted, sell } from './a-healthy-store.ts'

const known = Math.max(...migrations.map(({ number }) => number))

let store: Store
const folders: string[] = []
afterEach(async () => {
  jest.restoreAllMocks()
  await store.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** The ledger's file, copied to a place of its own. */
async function ledgerIn(...path: string[]): Promise<{ readonly file: string; readonly databaseUrl: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-doctor-'))
  folders.push(folder)
  const place = join(folder, ...path)
  mkdirSync(place, { recursive: true })
  const file = join(place, 'checkout.db')
  copyFileSync(process.env.TEST_EMPTY_LEDGER!, file)
  chmodSync(file, 0o600)
  return Promise.resolve({ file, databaseUrl: `sqlite:${file}` })
}

describe('the doctor finds of the file', () => {
  beforeEach(async () => void (store = await openHealthyStore()))

  const codes = async (databaseUrl: string, changes = {}): Promise<FindingCode[]> =>
    planted((await examine(store, { CHECKOUT_DATABASE_URL: databaseUrl, ...changes })).findings)

  it.each([
    [0o644, '', ['ledger-file-mode']],
    [0o660, '', ['ledger-file-mode']],
    [0o640, '?mode=0640', []],
    [0o600, '?mode=0640', []],
    [0o666, '?mode=0640', ['ledger-file-mode']],
  ] as const)('mode %o with the address %j', async (mode, suffix, expected) => {
    const { file, databaseUrl } = await ledgerIn()
    chmodSync(file, mode)

    expect(await codes(databaseUrl + suffix)).toEqual([...expected, 'no-process'])
  })

  it('a folder in which everybody may write', async () => {
    const { file, databaseUrl } = await ledgerIn('shared')
    chmodSync(join(file, '..'), 0o777)
    expect(await codes(databaseUrl)).toEqual(['ledger-folder-mode', 'no-process'])

    chmodSync(join(file, '..'), 0o1777)
    expect(await codes(databaseUrl)).toEqual(['no-process'])
  })

  it.each([['public'], ['static', 'data'], ['www', 'html'], ['htdocs']])(
    'a folder for everybody: %j',
    async (...path) => {
      expect(await codes((await ledgerIn(...path)).databaseUrl)).toEqual(['ledger-in-public-folder', 'no-process'])
    },
  )

  it.each([['publications'], ['var', 'www', 'shop']])('no folder for everybody: %j', async (...path) => {
    expect(await codes((await ledgerIn(...path)).databaseUrl)).toEqual(['no-process'])
  })

  it('a place that will not last, in production', async () => {
    const { databaseUrl } = await ledgerIn()

    expect(await codes(databaseUrl, { NODE_ENV: 'production' })).toContain('ledger-temporary')
  })

  it.each([
    ['ledger-disk-full', { bavail: 1_000, bsize: 4_096 }],
    ['ledger-disk-low', { bavail: 50_000, bsize: 4_096 }],
    ['ledger-on-network', { bavail: 1e9, bsize: 4_096, type: 0x6969 }],
    ['ledger-on-network', { bavail: 1e9, bsize: 4_096, type: 0xff534d42 }],
  ])('%s, as the system tells of the disk', async (code, told) => {
    const { databaseUrl } = await ledgerIn()
    jest.spyOn(fs, 'statfsSync').mockReturnValue({ type: 0xef53, ...told } as fs.StatsFs)

    expect(await codes(databaseUrl)).toContain(code)
  })

  it('a folder that is not there, and a folder in place of the file', async () => {
    const { file } = await ledgerIn()
    expect(await codes(`sqlite:${file}`.replace('checkout.db', 'no/checkout.db'))).toEqual([])
    expect(await codes(`sqlite:${join(file, '..')}`)).toContain('ledger-file-unusable')
  })

  it('no file yet, and makes none', async () => {
    const { file, databaseUrl } = await ledgerIn()
    rmSync(file)

    expect(await codes(databaseUrl)).toEqual([])
    expect(fs.existsSync(file)).toBe(false)
  })
})

describe.each(mounts)('the doctor finds of the schema %s', (_title, mount) => {
  beforeEach(async () => {
    store = await openHealthyStore({ mount })
    await sell(store)
  })

  const insert = (number: number, readableFrom: number): Promise<unknown> =>
    store.database.sql(`insert into checkout_migrations (number, name, applied_at, readable_from)
      values (${number}, 'later', '2026-01-31T09:30:00.000Z', ${readableFrom})`)
  const codes = async (): Promise<FindingCode[]> => planted((await examine(store)).findings)

  it('a newer one that lets this version work, and one that does not', async () => {
    await insert(known + 1, known)
    expect(await codes()).toEqual(['schema-ahead'])

    await insert(known + 2, known + 2)
    expect(await codes()).toEqual(['schema-too-new'])
    expect((await examine(store)).exitCode).toBe(1)
  })

  it('an older one, and leaves it as it is', async () => {
    await store.database.sql(`delete from checkout_migrations where number = ${known}`)

    expect(await codes()).toEqual(['schema-behind'])

    expect(await store.database.sql('select max(number) as number from checkout_migrations')).toEqual([
      { number: migrations.at(-2)!.number },
    ])
    const { number, name } = migrations.at(-1)!
    await store.database.sql(`insert into checkout_migrations (number, name, applied_at, readable_from)
      values (${number}, '${name}', '2026-01-31T09:30:00.000Z', 3)`)
  })

  it('an index that is missing', async () => {
    await store.database.sql('drop index checkout_orders_owed')

    const findings = await store.checkout.doctor()

    expect(findings.find(({ code }) => code === 'index-missing')?.message).toContain('checkout_orders_owed')
  })
})

describeOver('postgres')('the doctor finds of a server', () => {
  beforeEach(async () => {
    store = await openHealthyStore({ mount: { express: 5, path: '', ledger: 'PostgreSQL' } })
  })
  const url = (): string => store.database.databaseUrl
  const codes = async (databaseUrl: string, changes = {}): Promise<FindingCode[]> =>
    codesOf((await examine(store, { CHECKOUT_DATABASE_URL: databaseUrl, ...changes })).findings)

  it('a role with more rights than it needs, by name', async () => {
    const { findings } = await examine(store)

    expect(findings.find(({ code }) => code === 'role-too-mighty')?.message).toMatch(/postgres.*SUPERUSER/)
  })

  it.each([
    ['createdb', 'CREATEDB'],
    ['createrole', 'CREATEROLE'],
  ])('a role with %s alone', async (right, told) => {
    const role = `doctor_${randomUUID().slice(0, 8)}`
    await store.database.sql(`create role ${role} login ${right}`)
    const { findings } = await examine(store, {
      CHECKOUT_DATABASE_URL: url().replace('postgres@', `${role}@`),
    })
    await store.database.sql(`drop role ${role}`)

    expect(findings.find(({ code }) => code === 'role-too-mighty')?.message).toContain(`: ${told}.`)
  })

  it('a role, and a database, that are not there', async () => {
    const { pathname } = new URL(url())
    expect(await codes(url().replace('postgres@', 'nobody_at_all@'))).toContain('ledger-right-missing')
    expect(await codes(url().replace(pathname, '/no_such_database'))).toContain('ledger-right-missing')
    expect(await codes('postgres://shop@127.0.0.1:9/shop')).toContain('ledger-unreachable')
  })

  it('that it takes no writes', async () => {
    const readOnly = `${url()}${encodeURIComponent(' -c default_transaction_read_only=on')}`

    expect(await codes(readOnly)).toContain('ledger-read-only')
  })

  it('that commits may be lost', async () => {
    expect(await codes(url())).toContain('commits-not-durable')
  })

  it('more connections than it has room for', async () => {
    expect(await codes(url(), { CHECKOUT_DATABASE_POOL: '1000' })).toContain('connections-short')
    expect(await codes(url(), { CHECKOUT_DATABASE_POOL: '5' })).not.toContain('connections-short')
  })
})
