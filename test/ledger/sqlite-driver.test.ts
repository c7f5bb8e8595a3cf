import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { nodeSqliteDialect } from '../../src/ledger/sqlite-driver.ts'

interface Tables {
  readonly parcels: { readonly number: number; readonly weight: number }
}

describe("Kysely over Node's SQLite", () => {
  let db: Kysely<Tables>
  beforeEach(async () => {
    db = new Kysely<Tables>({ dialect: nodeSqliteDialect(new DatabaseSync(':memory:')) })
    await sql`create table parcels (number integer primary key, weight integer not null)`.execute(db)
    await sql`insert into parcels values (1, 500), (2, 700)`.execute(db)
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    await db.destroy()
  })

  it('returns rows, or the number of rows changed', async () => {
    const update = sql`update parcels set weight = weight + 1`

    expect(await sql`select * from parcels where number = 2`.execute(db)).toEqual({
      rows: [{ number: 2, weight: 700 }],
    })
    expect(await sql`select * from parcels where number = 3`.execute(db)).toEqual({ rows: [] })
    expect(await update.execute(db)).toEqual({ rows: [], numAffectedRows: 2n })
    expect(await sql`${update} returning weight`.execute(db)).toEqual({ rows: [{ weight: 502 }, { weight: 702 }] })
  })

  it('streams rows', async () => {
    const weights: number[] = []

    for await (const { weight } of db.selectFrom('parcels').select('weight').stream()) weights.push(weight)

    expect(weights).toEqual([500, 700])
  })

  it('lists its tables', async () => {
    expect(await db.introspection.getTables()).toMatchObject([{ name: 'parcels' }])
  })

  it('keeps the 250 most recently used statements', async () => {
    const prepare = jest.spyOn(DatabaseSync.prototype, 'prepare')
    const read = (number: number) => sql`select ${sql.lit(number)} as number`.execute(db)
    const countPrepared = async (...numbers: readonly number[]): Promise<number> => {
      prepare.mockClear()
      for (const number of numbers) await read(number)
      return prepare.mock.calls.length
    }
    const first250 = Array.from({ length: 250 }, (_, index) => index)

    expect(await countPrepared(...first250)).toBe(250)
    expect(await countPrepared(...first250)).toBe(0)
    expect(await countPrepared(0, 250)).toBe(1)
    expect(await countPrepared(0)).toBe(0)
    expect(await countPrepared(1)).toBe(1)
  })
})
