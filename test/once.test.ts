import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { once } from '../src/index.ts'
import type { KeyTable } from '../src/index.ts'
import { ledgers } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { anOrder } from './support/samples.ts'

describe('once, with keys in SQLite', () => {
  let folder: string
  let database: DatabaseSync
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'once-'))
    database = new DatabaseSync(join(folder, 'store.db'))
    database.exec('create table keys (key text primary key); create table parcels (order_number text)')
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true })
  })

  const keys: KeyTable<DatabaseSync> = {
    async inTransaction(work) {
      database.exec('begin immediate')
      try {
        await work(database)
        database.exec('commit')
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    insertKey: (tx, key) => tx.prepare('insert into keys values (?) on conflict do nothing').run(key).changes === 1,
  }
  const pack = (order: { orderNumber: string }, tx: DatabaseSync) =>
    tx.prepare('insert into parcels values (?)').run(order.orderNumber)
  const parcels = () => database.prepare('select * from parcels').all()

  it('runs once for one order', async () => {
    const onPaid = once(keys, pack)

    for (let times = 0; times < 3; times += 1) await onPaid(anOrder())
    await onPaid(anOrder({ orderNumber: 'ORDER2' }))

    expect(parcels()).toEqual([{ order_number: 'ORDER1' }, { order_number: 'ORDER2' }])
  })

  it('runs again after a failure: key and effect are rolled back together', async () => {
    let fails = true
    const onPaid = once(keys, (order, tx) => {
      pack(order, tx)
      if (fails) throw new Error('out of boxes')
    })

    await expect(onPaid(anOrder())).rejects.toThrow('out of boxes')
    expect(parcels()).toEqual([])
    fails = false
    await onPaid(anOrder())

    expect(parcels()).toHaveLength(1)
  })

  it('complains about an insertKey that does not say whether the key was new', async () => {
    const onPaid = once({ ...keys, insertKey: () => undefined as never }, pack)

    await expect(onPaid(anOrder())).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining('got undefined'),
    })
    expect(parcels()).toEqual([])
  })
})

describeOver('postgres')('once, with keys in PostgreSQL', () => {
  it('runs once, however many try at the same time', async () => {
    const database = await ledgers.PostgreSQL!()
    const pool = new pg.Pool({ connectionString: database.databaseUrl, max: 8 })
    await pool.query('create table keys (key text primary key); create table parcels (order_number text)')
    const onPaid = once<pg.PoolClient>(
      {
        async inTransaction(work) {
          const client = await pool.connect()
          try {
            await client.query('begin')
            await work(client)
            await client.query('commit')
          } catch (error) {
            await client.query('rollback')
            throw error
          } finally {
            client.release()
          }
        },
        insertKey: async (tx, key) =>
          (await tx.query('insert into keys values ($1) on conflict do nothing', [key])).rowCount === 1,
      },
      (order, tx) => tx.query('insert into parcels values ($1)', [order.orderNumber]),
    )

    await Promise.all(Array.from({ length: 20 }, (_, index) => onPaid(anOrder({ orderNumber: `O${index % 2}` }))))

    expect((await pool.query('select * from parcels order by 1')).rows).toEqual([
      { order_number: 'O0' },
      { order_number: 'O1' },
    ])
    await pool.end()
    await database.close()
  })
})
