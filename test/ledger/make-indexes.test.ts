import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import type { SchemaChanges } from '../../src/ledger/dialect.ts'
import { bringIndexesUpToDate } from '../../src/ledger/make-indexes.ts'
import type { MakeIndexesOptions } from '../../src/ledger/make-indexes.ts'
import type { Schema } from '../../src/ledger/schema.ts'
import { nodeSqliteDialect } from '../../src/ledger/sqlite-driver.ts'
import { sqliteDialect } from '../../src/ledger/sqlite.ts'
import { silentLogger } from '../../src/logger.ts'

const dialect = sqliteDialect({ name: ':memory:', mode: 0o600 }, silentLogger)

describe('indexes that are made before anybody sells', () => {
  let database: DatabaseSync
  let db: Kysely<Schema>
  let said: unknown[]
  beforeEach(() => {
    database = new DatabaseSync(':memory:')
    database.exec('create table goods (name text, price integer); create index goods_old on goods (name)')
    db = new Kysely({ dialect: nodeSqliteDialect(database) })
    said = []
  })
  afterEach(() => db.destroy())

  const make = (changes: Partial<MakeIndexesOptions> = {}, schemaChanges: Partial<SchemaChanges> = {}) =>
    bringIndexesUpToDate(
      db,
      { ...dialect, schemaChanges: { ...dialect.schemaChanges, ...schemaChanges } },
      {
        wanted: [
          { name: 'goods_name', on: () => 'goods (name, price)' },
          { name: 'goods_price', on: () => 'goods (price)' },
        ],
        dropped: ['goods_old', 'goods_older'],
        logger: { ...silentLogger, info: (details, message) => said.push([details, message]) },
        isClosing: () => false,
        ...changes,
      },
    )
  const names = (): readonly unknown[] =>
    database
      .prepare("select name from sqlite_master where type = 'index' order by name")
      .all()
      .map(({ name }) => name)

  it('are built, and then the ones they replace are dropped, each with a line in the log', async () => {
    await make()

    expect(names()).toEqual(['goods_name', 'goods_price'])
    expect(said).toEqual([
      [{ index: 'goods_name' }, 'A ledger index is being built'],
      [{ index: 'goods_price' }, 'A ledger index is being built'],
      [{ index: 'goods_old' }, 'A ledger index is being dropped'],
    ])
  })

  it('are made once', async () => {
    await make()
    said = []

    await make()

    expect(said).toEqual([])
  })

  it('are left to the next start once the ledger is being closed', async () => {
    await make({ isClosing: () => names().includes('goods_name') })
    expect(names()).toEqual(['goods_name', 'goods_old'])
    expect(said).toHaveLength(1)

    await make()
    expect(names()).toEqual(['goods_name', 'goods_price'])
  })

  it('are not begun if the ledger is closed just before: nobody would cancel the statement', async () => {
    let isClosing = false
    database.function('close_and_tell_pid', () => {
      isClosing = true
      return 1
    })

    await make({ isClosing: () => isClosing }, { ownPid: sql`select close_and_tell_pid() as pid` })

    expect(said).toHaveLength(1)
    expect(names()).toEqual(['goods_old'])
  })
})
