import { CheckoutError, LedgerUnavailableError } from '../errors.ts'

/** What is read from anything a driver throws. */
interface DriverError {
  /** An SQLSTATE, `ERR_SQLITE_ERROR`, or one of Node's such as `ECONNREFUSED`. */
  readonly code: string
  /** SQLite's extended result code (https://www.sqlite.org/rescode.html); undefined if it was not SQLite. */
  readonly resultCode: number | undefined
  readonly message: string
  readonly stack: string | undefined
  /** The server's word on how bad it is; undefined if the server said nothing. */
  readonly severity: string | undefined
  readonly constraint: string
}

/**
 * Reads an error by its properties, never by its class: under Jest each test file has its own `Error`, and what a
 * native module or Node itself throws is an instance of another.
 */
export function driverErrorOf(error: unknown): DriverError {
  const properties: object = typeof error === 'object' && error !== null ? error : {}
  const textOf = (name: string): string | undefined => {
    const value: unknown = Reflect.get(properties, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    code: textOf('code') ?? '',
    resultCode: resultCodeOf(properties),
    // Node tries every address of a host and reports the failures as one error without its own message.
    message: textOf('message') ?? messagesIn(Reflect.get(properties, 'errors')) ?? 'unknown error',
    stack: textOf('stack'),
    severity: textOf('severity'),
    constraint: textOf('constraint') ?? '',
  }
}

/**
 * What the ledger's caller gets for anything a driver throws; this library's own errors pass unchanged.
 *
 * The cause is a copy of text and code only: PostgreSQL adds the whole failing row to an error, buyers' data included.
 */
export function asLedgerError(error: unknown): CheckoutError {
  if (error instanceof CheckoutError) return error
  const { code, resultCode, message, stack } = driverErrorOf(error)
  const cause = Object.assign(
    new Error(message),
    code !== '' && { code },
    resultCode !== undefined && { errcode: resultCode },
    stack !== undefined && { stack },
  )
  const missing = missingThing(code, message)
  return new LedgerUnavailableError(`The ledger could not be read or written: ${message}`, { cause, missing })
}

/**
 * What waiting alone does not fix, by SQLSTATE (PostgreSQL manual, appendix A); `3F000` is a schema that the role may
 * not use.
 */
const missingByCode: Readonly<Record<string, LedgerUnavailableError['missing']>> = {
  '28P01': 'role',
  '28000': 'role',
  '3D000': 'database',
  '42501': 'right',
  '3F000': 'right',
}

function missingThing(code: string, message: string): LedgerUnavailableError['missing'] {
  // The driver's own word if the server asks for a password and the address has none.
  return missingByCode[code] ?? (message.startsWith('SASL:') ? 'role' : undefined)
}

/** `node:sqlite` calls it `errcode`. */
function resultCodeOf(properties: object): number | undefined {
  const value: unknown = Reflect.get(properties, 'errcode')
  return typeof value === 'number' ? value : undefined
}

function messagesIn(errors: unknown): string | undefined {
  return Array.isArray(errors) ? errors.map((each) => driverErrorOf(each).message).join('; ') : undefined
}
