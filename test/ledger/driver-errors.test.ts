import { IllegalMoveError } from '../../src/errors.ts'
import { asLedgerError, driverErrorOf } from '../../src/ledger/driver-errors.ts'

describe("what is read from a driver's error", () => {
  it('is its code, message, severity and constraint', () => {
    const error = Object.assign(new Error('duplicate key'), { code: '23505', severity: 'ERROR', constraint: 'a_key' })

    expect(driverErrorOf(error)).toEqual({
      code: '23505',
      resultCode: undefined,
      message: 'duplicate key',
      severity: 'ERROR',
      constraint: 'a_key',
      stack: error.stack,
    })
  })

  it('is SQLite’s own code as well as Node’s', () => {
    const error = Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 })

    expect(driverErrorOf(error)).toMatchObject({ code: 'ERR_SQLITE_ERROR', resultCode: 5 })
  })

  it.each([
    ...[undefined, null, 'text', 7, true, {}],
    { code: 7, errcode: '5', message: '', severity: '', constraint: null },
  ])('is almost nothing from %j', (thrown) => {
    expect(driverErrorOf(thrown)).toEqual({
      code: '',
      resultCode: undefined,
      message: 'unknown error',
      stack: undefined,
      severity: undefined,
      constraint: '',
    })
  })

  it("is the message of each of a host's addresses if all of them failed", () => {
    const error = Object.assign(new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]), {
      code: 'ECONNREFUSED',
    })

    expect(driverErrorOf(error)).toMatchObject({ code: 'ECONNREFUSED', message: '::1 refused; 127.0.0.1 refused' })
  })
})

describe('the error that the ledger’s caller gets', () => {
  it('is this library’s own error, unchanged', () => {
    const error = new IllegalMoveError('It is paid already.')

    expect(asLedgerError(error)).toBe(error)
  })

  it("gives the driver's message, and carries its text, code and stack and nothing else", () => {
    const error = Object.assign(new Error('row is too wide'), { code: '54000', detail: 'ann@example.com' })

    const given = asLedgerError(error)

    expect(given).toMatchObject({
      code: 'CHECKOUT_LEDGER_UNAVAILABLE',
      message: 'The ledger could not be read or written: row is too wide',
    })
    const { cause } = given
    expect(cause).toMatchObject({ code: '54000', message: 'row is too wide', stack: error.stack })
    expect(Object.keys(cause as object)).toEqual(['code'])
  })

  it('carries SQLite’s own code as well', () => {
    const error = Object.assign(new Error('disk full'), { code: 'ERR_SQLITE_ERROR', errcode: 13, file: 'shop.db' })

    const { cause } = asLedgerError(error)

    expect(cause).toMatchObject({ code: 'ERR_SQLITE_ERROR', errcode: 13 })
    expect(Object.keys(cause as object).sort()).toEqual(['code', 'errcode'])
  })

  it('has a cause without a code if the driver gave none', () => {
    const { cause } = asLedgerError({ message: 'gone' })

    expect(cause).toMatchObject({ message: 'gone', stack: expect.stringContaining('gone') })
    expect(Object.keys(cause as object)).toEqual([])
  })

  it.each([
    ['28P01', 'password authentication failed for user "shop"', 'role'],
    ['28000', 'role "shop" does not exist', 'role'],
    ['3D000', 'database "shop" does not exist', 'database'],
    ['42501', 'permission denied for schema public', 'right'],
    ['3F000', 'no schema has been selected to create in', 'right'],
    ['', 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'role'],
    ['57P03', 'the database system is starting up', undefined],
    ['', 'connection terminated during SASL: timeout', undefined],
  ])('after %j, %s, says what is missing: %s', (code, message, missing) => {
    expect(asLedgerError(Object.assign(new Error(message), { code }))).toMatchObject({ missing })
  })
})
