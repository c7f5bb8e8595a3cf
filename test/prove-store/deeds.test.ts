import { deedsOf, doneTwice, missing } from '../../src/prove/judge/deeds.ts'
import { statementOf } from '../../src/prove/watch/statement.ts'
import type { Effect } from '../../src/prove/watch/told.ts'

const done: Effect = {
  kind: 'effect',
  at: 0,
  pid: 1,
  id: '1.1',
  phase: 'done',
  sort: 'request',
  what: 'POST http://carrier.example/parcels',
  key: 'request POST http://carrier.example/parcels',
  run: '1',
  order: 'A',
  page: undefined,
  isInListener: false,
  isLate: false,
  names: undefined,
  mark: undefined,
  isRepeatable: false,
  status: 200,
  path: undefined,
  from: undefined,
  mentions: undefined,
  isMadeOfItself: false,
  rows: undefined,
}

const sorted = (sort: Effect['sort'], facts: Partial<Effect> = {}): Effect => ({ ...done, sort, key: sort, ...facts })

/** What one try does, and the same try once more after the process has died. */
function repeatOf(...tried: readonly Effect[]): readonly string[] {
  const again = tried.map((one): Effect => ({ ...one, run: '2' }))
  return doneTwice(deedsOf(tried), deedsOf([...tried, ...again])).map(({ key }) => key)
}

/** The same with what the second try did instead. */
function thenOf(tried: Effect, then: Partial<Effect>): readonly string[] {
  return doneTwice(deedsOf([tried]), deedsOf([tried, { ...tried, run: '2', ...then }])).map(({ key }) => key)
}

describe('a hand-over that runs again', () => {
  it.each<[string, Effect]>([
    ['a request that nobody can recognise', sorted('request')],
    ['a mail with an id of its own', sorted('mail')],
    ['an appended line', sorted('append', { path: '/goods/parcels.csv' })],
    ['a row', sorted('row', { rows: 1 })],
    ['a row that is taken away', sorted('row', { rows: -1 })],
    ['a number that is made of itself', sorted('row', { rows: 0 })],
    ['a file that is made of itself', sorted('write', { path: '/goods/stock.json', isMadeOfItself: true })],
  ])('does %s twice', (_what, effect) => {
    expect(repeatOf(effect)).toEqual([effect.sort])
  })

  it.each<[string, Effect]>([
    ["a request with the order's number in it", sorted('request', { mark: 'order' })],
    ['a request that changes nothing by its nature', sorted('request', { isRepeatable: true })],
    ["a mail with the order's number as its id", sorted('mail', { mark: '<A@shop.example>' })],
    ['a row that is replaced by the same', sorted('row', { rows: 1, isRepeatable: true })],
    ['a file that is written whole', sorted('write', { path: '/goods/A.txt', mentions: 1 })],
  ])('does %s once', (_what, effect) => {
    expect(repeatOf(effect)).toEqual([])
  })

  it('does twice what has another idempotency key each time, a file of another name, a list that has grown', () => {
    expect(thenOf(sorted('request', { mark: 'one' }), { mark: 'two' })).toEqual(['request'])
    expect(thenOf(sorted('write', { path: '/goods/1.txt' }), { path: '/goods/2.txt' })).toEqual(['write'])
    expect(thenOf(sorted('write', { path: '/goods/all', mentions: 1 }), { mentions: 2 })).toEqual(['write'])
  })

  it('does once what is written elsewhere and renamed, and rows that it first takes away', () => {
    const written = (temporary: string, run: string): readonly Effect[] => [
      sorted('write', { path: temporary, run }),
      sorted('rename', { from: temporary, path: '/goods/A.txt', run }),
    ]
    const lines = [sorted('row', { key: 'delete', rows: -2, run: '2' }), sorted('row', { rows: 2, run: '2' })]
    const first = sorted('row', { rows: 2 })

    expect(
      doneTwice(deedsOf(written('/goods/x', '1')), deedsOf([...written('/goods/x', '1'), ...written('/goods/y', '2')])),
    ).toEqual([])
    expect(doneTwice(deedsOf([first]), deedsOf([first, ...lines]))).toEqual([])
  })

  it('misses what came less often, but for what nobody waits for', () => {
    const mail = sorted('mail')

    expect(missing(deedsOf([mail, done]), deedsOf([done])).map(({ key }) => key)).toEqual(['mail'])
    expect(missing(deedsOf([{ ...mail, isLate: true }]), deedsOf([]))).toEqual([])
  })
})

describe('a statement', () => {
  it.each([
    ['insert into parcels (n) values (?)', false],
    ['insert into parcels (n) values ($1) on conflict (n) do update set sku = excluded.sku', true],
    ['insert or replace into parcels values (?, ?)', true],
    ['update orders set paid = 1, paid_at = ? where n = ?', true],
    ['update stock set left_count = left_count - 1 where sku = ?', false],
    ['UPDATE "stock" SET "n" = "n" + $1', false],
    ['delete from vouchers where id = ?', false],
  ])('%s can be repeated: %s', (text, isRepeatable) => {
    expect(statementOf(text)).toMatchObject({ isRepeatable })
  })

  it('that only reads, or is of the ledger itself, is not told', () => {
    expect([statementOf('select * from stock'), statementOf('update checkout_orders set status = 1')]).toEqual([
      undefined,
      undefined,
    ])
  })
})
