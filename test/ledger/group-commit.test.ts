import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { newOrder } from './an-order.ts'

type Values = Parameters<StatementSync['all']>

/** Runs `step` before each statement of this process. What it throws seems to come from SQLite. */
function beforeEachStatement(step: (text: string, values: Values) => void): void {
  for (const name of ['all', 'run'] as const) {
    const unbroken = StatementSync.prototype[name] as (this: StatementSync, ...values: Values) => unknown
    jest.spyOn(StatementSync.prototype, name).mockImplementation(function (this: StatementSync, ...values) {
      step(this.sourceSQL, values)
      return unbroken.apply(this, values as Values) as never
    })
  }
}

function sqliteError(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr: message })
}

describe('writes that wait at the same time, in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-group-'))
  let number = 0
  let file: string
  let ledger: Ledger
  beforeEach(async () => {
    number += 1
    file = join(folder, `${number}.db`)
    ledger = makeLedger({ databaseUrl: `sqlite:${file}`, logger: silentLogger })
    await ledger.open()
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    await ledger.close()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const addMany = (count: number): Promise<readonly unknown[]> =>
    Promise.all(Array.from({ length: count }, () => ledger.add(newOrder())))

  function countOf(table: string): number {
    const another = new DatabaseSync(file)
    const row = another.prepare(`select count(*) as count from ${table}`).get()
    another.close()
    return Number(row?.count)
  }

  it('share one commit', async () => {
    const statements: string[] = []
    beforeEachStatement((text) => statements.push(text))

    await addMany(50)

    expect(statements.filter((text) => text === 'commit')).toHaveLength(1)
    expect(statements.filter((text) => text === 'begin immediate')).toHaveLength(1)
    expect(countOf('checkout_orders')).toBe(50)
    expect(countOf('checkout_entries')).toBe(50)
  })

  it('are committed in groups of at most 128', async () => {
    const statements: string[] = []
    beforeEachStatement((text) => statements.push(text))

    await addMany(200)

    expect(statements.filter((text) => text === 'commit')).toHaveLength(2)
    expect(countOf('checkout_orders')).toBe(200)
  })

  it('are answered once they are committed, and not before', async () => {
    let commits = 0
    beforeEachStatement((text) => {
      if (text !== 'commit') return
      commits += 1
      if (commits === 1) throw sqliteError('database is locked', 5)
    })

    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        await ledger.add(newOrder())
        return [commits, countOf('checkout_orders')]
      }),
    )

    expect(answers).toEqual(Array.from({ length: 5 }, () => [2, 5]))
    expect(countOf('checkout_entries')).toBe(5)
  })

  it('fail alone, with whatever they had written: the others of the group are written', async () => {
    const orders = [newOrder(), newOrder(), newOrder()] as const
    beforeEachStatement((text, values) => {
      if (!text.startsWith('insert into "checkout_entries"') || !values.includes(orders[1].orderNumber)) return
      throw sqliteError('constraint failed', 19)
    })

    const results = await Promise.allSettled(orders.map((order) => ledger.add(order)))

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(countOf('checkout_orders')).toBe(2)
    expect(countOf('checkout_entries')).toBe(2)
    expect(await ledger.find(orders[1].orderNumber)).toBeUndefined()
  })

  it('are all refused, and none is written, if the commit fails', async () => {
    beforeEachStatement((text) => {
      if (text === 'commit') throw sqliteError('disk I/O error', 10)
    })

    const results = await Promise.allSettled([ledger.add(newOrder()), ledger.add(newOrder())])

    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'CHECKOUT_LEDGER_UNAVAILABLE' } })
    }
    expect(countOf('checkout_orders')).toBe(0)
    jest.restoreAllMocks()
    await addMany(2)
    expect(countOf('checkout_orders')).toBe(2)
  })

  it('are not repeated after a commit that failed: what it has kept is not known', async () => {
    const statements: string[] = []
    beforeEachStatement((text) => {
      statements.push(text)
      if (text === 'commit') throw sqliteError('disk I/O error', 10)
    })

    await Promise.allSettled([ledger.add(newOrder()), ledger.add(newOrder())])

    expect(statements.filter((text) => text === 'commit')).toHaveLength(1)
    expect(statements.filter((text) => text.startsWith('insert into "checkout_orders"'))).toHaveLength(2)
  })

  it('are all refused if the database ends their transaction, as a full disk does', async () => {
    let inserts = 0
    beforeEachStatement((text) => {
      if (text.startsWith('insert into "checkout_orders"')) inserts += 1
      if (inserts < 2) return
      if (text.startsWith('insert into "checkout_orders"')) throw sqliteError('database or disk is full', 13)
    })

    const results = await Promise.allSettled([ledger.add(newOrder()), ledger.add(newOrder()), ledger.add(newOrder())])

    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('disk is full') } })
    }
    expect(countOf('checkout_orders')).toBe(0)
  })

  it('wait together for another process, and are written once', async () => {
    const another = new DatabaseSync(file)
    another.exec('begin immediate')
    const adding = addMany(10)
    setTimeout(() => another.exec('commit'), 50)

    await adding

    another.close()
    expect(countOf('checkout_orders')).toBe(10)
  })

  it('are not seen by who reads before they are committed', async () => {
    const seen: unknown[] = []
    const reads: Promise<unknown>[] = []
    const orders = [newOrder(), newOrder()] as const
    beforeEachStatement((text) => {
      // In the middle of the group.
      if (!text.startsWith('insert into "checkout_entries"') || reads.length > 0) return
      reads.push(
        ledger.find(orders[0].orderNumber).then((order) => seen.push([order?.status, countOf('checkout_orders')])),
      )
    })

    await Promise.all(orders.map((order) => ledger.add(order)))
    await Promise.all(reads)

    expect(seen).toEqual([['registering', 2]])
  })
})
