import { isNativeError } from 'node:util/types'
import { httpStatusOf } from '../error-codes.ts'
import type { CheckoutErrorCode } from '../error-codes.ts'
import type { OperationError } from './events.ts'

/** As OpenTelemetry names what has no name that would fit a label. */
const other = '_OTHER'

/**
 * What failed, in a word that fits a label: the code of an error of ours, else the name of its class. Not its `name`,
 * `code` or message, which a store, its database or the bank may have filled with anything.
 */
export function operationErrorOf(thrown: unknown): OperationError {
  const { code } = (thrown ?? {}) as { readonly code?: unknown }
  if (isOwnCode(code)) return { type: code, isRefusal: httpStatusOf[code] < 500 }
  return { type: classNameOf(thrown), isRefusal: false }
}

function isOwnCode(code: unknown): code is CheckoutErrorCode {
  return typeof code === 'string' && Object.hasOwn(httpStatusOf, code)
}

function classNameOf(thrown: unknown): string {
  if (!isNativeError(thrown)) return other
  const { name } = thrown.constructor
  return /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : other
}
