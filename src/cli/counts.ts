import { UsageError } from './exit-codes.ts'

/** How many of something a person wants to see at most. @throws UsageError for anything but a whole number from 1. */
export function countOf(text: string, of: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new UsageError(`--limit wants a whole number of ${of}, 1 or more, got ${JSON.stringify(text)}.`)
}
