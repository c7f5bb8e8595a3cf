import { dialectOf } from '../../src/ledger/dialect-of.ts'
import { silentLogger } from '../../src/logger.ts'

const dialects = {
  SQLite: dialectOf('sqlite::memory:', silentLogger),
  PostgreSQL: dialectOf('postgres://localhost/shop', silentLogger),
}

describe('a refusal of SQLite', () => {
  const { isContention, isDuplicate } = dialects.SQLite

  it.each([
    ['SQLITE_BUSY', 5, true],
    ['SQLITE_BUSY_RECOVERY', 261, true],
    ['SQLITE_BUSY_SNAPSHOT', 517, true],
    ['SQLITE_LOCKED', 6, true],
    ['SQLITE_LOCKED_SHAREDCACHE', 262, true],
    ['SQLITE_FULL', 13, false],
    ['SQLITE_IOERR_WRITE', 778, false],
    ['an error without a result code', undefined, false],
  ])('%s may be retried: %s', (_name, errcode, isIt) => {
    expect(isContention({ code: 'ERR_SQLITE_ERROR', errcode })).toBe(isIt)
  })

  it.each([
    ['SQLITE_CONSTRAINT_UNIQUE', 2067, 'UNIQUE constraint failed: checkout_orders.reuse_key', true],
    ['SQLITE_CONSTRAINT_UNIQUE', 2067, 'UNIQUE constraint failed: checkout_orders.gateway_order_id', false],
    ['SQLITE_CONSTRAINT_UNIQUE', 2067, 'UNIQUE constraint failed: checkout_orders.not_a_reuse_key', false],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 1555, 'UNIQUE constraint failed: checkout_orders.reuse_key', false],
    ['SQLITE_ERROR', 1, 'no such column: checkout_orders.reuse_key', false],
  ])('%s (%i), %s: the reuse key is taken: %s', (_name, errcode, message, isIt) => {
    expect(isDuplicate({ code: 'ERR_SQLITE_ERROR', errcode, message }, 'reuse_key')).toBe(isIt)
  })

  it.each([
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 1555, 'UNIQUE constraint failed: checkout_orders.order_number', true],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 1555, 'UNIQUE constraint failed: checkout_refunds.refund_number', false],
    ['SQLITE_CONSTRAINT_UNIQUE', 2067, 'UNIQUE constraint failed: checkout_orders.reuse_key', false],
  ])('%s (%i), %s: the order number is taken: %s', (_name, errcode, message, isIt) => {
    expect(isDuplicate({ code: 'ERR_SQLITE_ERROR', errcode, message }, 'order_number')).toBe(isIt)
  })
})

describe('a refusal of PostgreSQL', () => {
  const { isContention, isDuplicate } = dialects.PostgreSQL

  it.each([
    ['40001', true],
    ['40P01', true],
    ['25006', true],
    ['23505', false],
    ['57014', false],
    ['', false],
  ])('%s may be retried: %s', (code, isIt) => {
    expect(isContention({ code })).toBe(isIt)
  })

  it.each([
    ['23505', 'checkout_orders_gateway_order_id', true],
    ['23505', 'checkout_orders_pkey', false],
    ['23505', 'gatewayorderid', false],
    ['23514', 'checkout_orders_gateway_order_id', false],
  ])('%s by %s: the gateway’s id is taken: %s', (code, constraint, isIt) => {
    expect(isDuplicate({ code, constraint }, 'gateway_order_id')).toBe(isIt)
  })
})

describe('the address of a database', () => {
  it.each(['mysqlite:a.db', 'file:sqlite:a.db', 'x-postgres://localhost/shop', 'postgresqll://localhost/shop'])(
    'is refused if it merely contains one: %s',
    (url) => {
      expect(() => dialectOf(url, silentLogger)).toThrow(
        'databaseUrl must be sqlite:<file>, sqlite::memory: or postgres://…',
      )
    },
  )

  it('may have a line break in the name of a file', () => {
    expect(() => dialectOf('sqlite:a\nb.db', silentLogger)).not.toThrow()
  })
})
