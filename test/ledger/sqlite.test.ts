import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { sql } from 'kysely'
import { makeDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { sqliteDialect } from '../../src/ledger/sqlite.ts'
import { silentLogger } from '../../src/logger.ts'
import { newOrder } from './an-order.ts'

type Values = Parameters<StatementSync['all']>

/** Runs `step` before each statement of this process. What it throws seems to come from SQLite. */
function beforeEachStatement(step: (text: string) => void): void {
  for (const name of ['all', 'run'] as const) {
    const unbroken = StatementSync.prototype[name] as (this: StatementSync, ...values: Values) => unknown
    jest.spyOn(StatementSync.prototype, name).mockImplementation(function (this: StatementSync, ...values) {
      step(this.sourceSQL)
      return unbroken.apply(this, values as Values) as never
    })
  }
}

describe('a ledger in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-sqlite-'))
  const file = join(folder, 'checkout.db')
  const close: (() => unknown)[] = []
  const ledgerAt = (path: string): Ledger => {
    const ledger = makeLedger({ databaseUrl: `sqlite:${path}`, logger: silentLogger })
    close.push(() => ledger.close())
    return ledger
  }
  afterEach(async () => {
    jest.restoreAllMocks()
    for (const each of close.splice(0)) await each()
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('commits to a write-ahead log, with full sync, and enforces foreign keys', async () => {
    const database = databaseAt(file)
    const pragma = async (name: string): Promise<unknown> =>
      (await database.statement((db) => sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db))).rows

    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }])
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })

  it('lives in memory on request, a separate one for each ledger', async () => {
    const [one, other] = [ledgerAt(':memory:'), ledgerAt(':memory:')]

    const { order } = await one.add(newOrder())

    expect(await one.find(order.orderNumber)).toEqual(order)
    expect(await other.find(order.orderNumber)).toBeUndefined()
  })

  it('says which file cannot be opened, and opens it once it can', async () => {
    const missing = join(folder, 'missing', 'checkout.db')
    const ledger = ledgerAt(missing)

    await expect(ledger.open()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringMatching(`${missing} cannot be opened for writing: its folder does not exist`),
      cause: expect.objectContaining({ code: 'ERR_SQLITE_ERROR' }),
    })

    mkdirSync(join(folder, 'missing'))
    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('takes a file name literally, without surrounding spaces, and never as a URI', async () => {
    const odd = join(folder, 'odd')
    mkdirSync(odd)
    const before = process.cwd()
    process.chdir(odd)
    try {
      await ledgerAt(' checkout.db ').open()
      await ledgerAt('file:other.db?mode=memory').open()
    } finally {
      process.chdir(before)
    }

    const names = readdirSync(odd).filter((name) => !/-(wal|shm)$/.test(name))
    expect(names).toEqual(['checkout.db', 'file:other.db?mode=memory'])
  })

  it('refuses a folder, and a file that is not a database', async () => {
    writeFileSync(file, 'The quick brown fox jumps over the lazy dog. '.repeat(100))

    for (const path of [folder, file]) {
      await expect(ledgerAt(path).open()).rejects.toMatchObject({
        code: 'CHECKOUT_CONFIGURATION',
        message: expect.stringContaining(path),
      })
    }
  })

  it('waits for another writer without blocking this process', async () => {
    const ledger = ledgerAt(file)
    await ledger.open()
    const writer = otherWriter()
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 5)

    const adding = ledger.add(newOrder())
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(ticks).toBeGreaterThan(5)
    clearInterval(ticking)
    writer.exec('commit')

    expect(await adding).toMatchObject({ isNew: true })
  })

  it('finally gives up on another writer, with nothing written', async () => {
    const ledger = ledgerAt(file)
    await ledger.open()
    const writer = otherWriter()

    await expect(ledger.add(newOrder())).rejects.toMatchObject({
      code: 'CHECKOUT_LEDGER_UNAVAILABLE',
      message: expect.stringContaining('locked'),
    })

    expect(writer.prepare('select * from checkout_orders').all()).toEqual([])
    writer.exec('commit')
    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('opens only after another process has released the file', async () => {
    await ledgerAt(file).open()
    const writer = otherWriter()

    const opening = ledgerAt(file).open()
    await new Promise((resolve) => setTimeout(resolve, 100))
    writer.exec('commit')

    await expect(opening).resolves.toBeUndefined()
  })

  it('says that the disk is full, and carries on once it is not', async () => {
    const database = databaseAt(file)
    const limitPages = (pages: number): Promise<unknown> =>
      database.statement((db) => sql.raw(`pragma max_page_count = ${pages}`).execute(db))
    const fill = (number: string): Promise<unknown> =>
      database.transaction((trx) =>
        trx
          .insertInto('checkout_migrations')
          .values({ number: 0, name: number.repeat(100_000), applied_at: '2026-01-31T09:30:00.000Z' })
          .execute(),
      )
    await limitPages(20)

    await expect(fill('x')).rejects.toMatchObject({
      code: 'CHECKOUT_LEDGER_UNAVAILABLE',
      message: expect.stringContaining('full'),
    })

    await limitPages(10_000)
    await fill('x')
  })

  it('locks nobody out even after a failed rollback', async () => {
    const ledger = ledgerAt(file)
    await ledger.open()
    beforeEachStatement((text) => {
      if (/^(insert|rollback)/.test(text)) throw new Error('disk I/O error')
    })

    await expect(ledger.add(newOrder())).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })

    otherWriter().exec('commit')
    jest.restoreAllMocks()
    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('shows no uncommitted data even if every rollback fails', async () => {
    const ledger = ledgerAt(file)
    const order = newOrder()
    await ledger.open()
    beforeEachStatement((text) => {
      if (/^(commit|rollback)/.test(text)) throw new Error('disk I/O error')
    })
    const exec = DatabaseSync.prototype.exec
    jest.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, text) {
      if (text === 'rollback') throw new Error('disk I/O error')
      exec.call(this, text)
    })

    await expect(ledger.add(order)).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
    await expect(ledger.find(order.orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })

    jest.restoreAllMocks()
    expect(await ledger.find(order.orderNumber)).toBeUndefined()
    expect(await ledger.add(order)).toMatchObject({ isNew: true })
  })

  it('prepares a statement once, and keeps a limited number of them', async () => {
    const database = databaseAt(file)
    await database.open()
    const prepare = jest.spyOn(DatabaseSync.prototype, 'prepare')
    const read = (number: number): Promise<unknown> =>
      database.statement((db) => sql.raw(`select ${number} as number`).execute(db))

    for (let times = 0; times < 3; times += 1) expect(await read(0)).toEqual({ rows: [{ number: 0 }] })
    expect(prepare).toHaveBeenCalledTimes(1)

    for (let number = 1; number <= 300; number += 1) await read(number)
    expect(prepare).toHaveBeenCalledTimes(301)
    await read(300)
    expect(prepare).toHaveBeenCalledTimes(301)
    await read(0)
    expect(prepare).toHaveBeenCalledTimes(302)
  })

  it('keeps using its statements when a later version adds a column', async () => {
    const ledger = ledgerAt(file)
    const { order } = await ledger.add(newOrder())
    expect(await ledger.find(order.orderNumber)).toEqual(order)
    const later = new DatabaseSync(file)
    close.push(() => later.close())

    later.exec("alter table checkout_orders add column of_a_later_version text default 'a'")

    expect(await ledger.find(order.orderNumber)).toEqual(order)
    expect(await ledger.add(newOrder())).toMatchObject({ isNew: true })
  })

  it('is opened with the indexes it lacks, and without those that are wanted no more', async () => {
    await ledgerAt(file).open()
    const other = new DatabaseSync(file)
    close.push(() => other.close())
    other.exec('drop index checkout_orders_started_by')
    other.exec('create index checkout_orders_created_at on checkout_orders (created_at)')

    await ledgerAt(file).open()

    const indexes = other.prepare("select name from sqlite_master where type = 'index'").all()
    expect(indexes).toContainEqual({ name: 'checkout_orders_started_by' })
    expect(indexes).not.toContainEqual({ name: 'checkout_orders_created_at' })
  })

  it('adds a new order if the holder of its key releases it between two statements', async () => {
    const ledger = ledgerAt(file)
    const { order: holder } = await ledger.add(newOrder({ reuseKey: 'browser-1' }))
    const prepare = DatabaseSync.prototype.prepare
    jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, text) {
      if (/^select .*"reuse_key" = /.test(text)) this.exec('update checkout_orders set reuse_key = null')
      return prepare.call(this, text)
    })
    const { order, isNew } = await ledger.add(newOrder({ reuseKey: 'browser-1' }))

    expect(isNew).toBe(true)
    expect(order.orderNumber).not.toBe(holder.orderNumber)
  })

  function databaseAt(path: string): Database {
    const database = makeDatabase(sqliteDialect({ name: path, mode: 0o600 }, silentLogger))
    close.push(() => database.close())
    return database
  }

  function otherWriter(): DatabaseSync {
    const writer = new DatabaseSync(file)
    close.push(() => writer.close())
    writer.exec('begin immediate')
    return writer
  }
})
