import type { Compilable, CompiledQuery } from 'kysely'
import { Kysely, sql } from 'kysely'
import { DatabaseSync } from 'node:sqlite'
import { runKept } from '../../src/ledger/kept-query.ts'
import { nodeSqliteDialect } from '../../src/ledger/sqlite-driver.ts'

interface Tables {
  goods: { name: string; price: number | null }
}

describe('a query that is kept', () => {
  let db: Kysely<Tables>
  let builds: number
  const runner = () => ({
    keeper: db,
    execute: async <Row>(query: CompiledQuery<Row>) => (await db.executeQuery(query)).rows,
  })
  beforeEach(async () => {
    builds = 0
    db = new Kysely<Tables>({ dialect: nodeSqliteDialect(new DatabaseSync(':memory:')) })
    await sql`create table goods (name text, price integer)`.execute(db)
  })
  afterEach(() => db.destroy())

  const add = (name: string, price: number | null) =>
    runKept(runner(), {
      name: 'add',
      values: { name, price },
      build: (given) => {
        builds += 1
        return db.insertInto('goods').values({ name: given.name, price: given.price }).returningAll()
      },
    })

  it('is built once, and run with the values of each call', async () => {
    expect(await add('mug', 1999)).toEqual([{ name: 'mug', price: 1999 }])
    expect(await add('tea', null)).toEqual([{ name: 'tea', price: null }])
    expect(await add("'); drop table goods; --", 1)).toEqual([{ name: "'); drop table goods; --", price: 1 }])

    expect(builds).toBe(1)
    expect(await db.selectFrom('goods').select('name').execute()).toHaveLength(3)
  })

  it('keeps what it holds beside its values', async () => {
    const cheaper = (limit: number) =>
      runKept(runner(), {
        name: 'cheaper',
        values: { limit },
        build: (given) =>
          db
            .selectFrom('goods')
            .select('name')
            .where('name', '<>', 'tea')
            .where('price', '<', given.limit) as Compilable<{
            name: string
          }>,
      })
    for (const [name, price] of [
      ['mug', 5],
      ['tea', 1],
      ['pot', 50],
    ] as const)
      await add(name, price)

    expect(await cheaper(10)).toEqual([{ name: 'mug' }])
    expect(await cheaper(100)).toEqual([{ name: 'mug' }, { name: 'pot' }])
  })

  it('is one of its keeper alone', async () => {
    await add('mug', 1)
    const another = { ...runner(), keeper: {} }

    await runKept(another, {
      name: 'add',
      values: { name: 'x' },
      build: (given) => {
        builds += 1
        return db.deleteFrom('goods').where('name', '<>', given.name)
      },
    })

    expect(builds).toBe(2)
    expect(await db.selectFrom('goods').selectAll().execute()).toEqual([])
  })
})
