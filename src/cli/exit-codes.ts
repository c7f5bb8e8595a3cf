import { CommanderError } from 'commander'
import type { CheckoutErrorCode } from '../error-codes.ts'
import { CheckoutError } from '../errors.ts'

/** How a command ends. */
export const exitCodes = {
  /** It is so, or it was done. */
  yes: 0,
  /** It is not so, or it was refused. */
  no: 1,
  /** The command was used wrongly, or is not configured. */
  misused: 2,
  /** Bank or ledger could not be reached: nobody knows. */
  unreachable: 3,
  /** Interrupted by Ctrl-C. */
  interrupted: 130,
} as const

/** A command that was used wrongly: its message says what came and what was wanted. */
export class UsageError extends Error {}

/** Wrong use, unless the error names an order: then the words were right, and the state of that order is not. */
const misuse: ReadonlySet<CheckoutErrorCode> = new Set([
  'CHECKOUT_AMOUNT',
  'CHECKOUT_CATALOG_ITEM',
  'CHECKOUT_CONFIGURATION',
  'CHECKOUT_INVALID_REQUEST',
  'CHECKOUT_QUERY',
])

const silence: ReadonlySet<CheckoutErrorCode> = new Set(['CHECKOUT_GATEWAY_UNAVAILABLE', 'CHECKOUT_LEDGER_UNAVAILABLE'])

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof CommanderError) return exitCodes.misused
  if (!(error instanceof CheckoutError)) return exitCodes.no
  if (misuse.has(error.code)) return isAboutOrder(error) ? exitCodes.no : exitCodes.misused
  return silence.has(error.code) ? exitCodes.unreachable : exitCodes.no
}

function isAboutOrder(error: CheckoutError): boolean {
  return 'orderNumber' in error && error.orderNumber !== undefined
}
