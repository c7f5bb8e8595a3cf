import { CheckoutError, LedgerUnavailableError } from '../errors.ts'

/** What is read of anything a driver throws. */
interface DriverError {
  readonly code: string
  readonly message: string
  readonly stack: string | undefined
  /** The server's word on how bad it is; undefined where the server said nothing. */
  readonly severity: string | undefined
  readonly constraint: string
}

/**
 * Reads an error by its properties, never by its class: under Jest each test file has an `Error` of its own, and
 * what a native module or Node itself throws is an instance of another one.
 */
export function driverErrorOf(error: unknown): DriverError {
  const properties: object = typeof error === 'object' && error !== null ? error : {}
  const textOf = (name: string): string | undefined => {
    const value: unknown = Reflect.get(properties, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    // `SQLITE_…`, an SQLSTATE, or one of Node's such as `ECONNREFUSED`.
    code: textOf('code') ?? '',
    // Node tries every address of a host and reports the failures as one error without a message of its own.
    message: textOf('message') ?? messagesIn(Reflect.get(properties, 'errors')) ?? 'unknown error',
    stack: textOf('stack'),
    severity: textOf('severity'),
    constraint: textOf('constraint') ?? '',
  }
}

/**
 * What the ledger's caller gets for anything a driver throws; this library's own errors stay as they are.
 *
 * The cause is a copy of text and code only: PostgreSQL adds the whole failing row to an error, buyers' data included.
 */
export function asLedgerError(error: unknown): CheckoutError {
  if (error instanceof CheckoutError) return error
  const { code, message, stack } = driverErrorOf(error)
  const cause = Object.assign(new Error(message), code !== '' && { code }, stack !== undefined && { stack })
  return new LedgerUnavailableError(`The ledger could not be read or written: ${message}`, { cause })
}

function messagesIn(errors: unknown): string | undefined {
  return Array.isArray(errors) ? errors.map((each) => driverErrorOf(each).message).join('; ') : undefined
}
