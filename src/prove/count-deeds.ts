import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf } from '../reason-of.ts'
import { showKind } from '../show-value.ts'
import { UnfitStoreError } from './findings/unfit-store.ts'

/** How long one count may take, in milliseconds. Chosen by feel. */
const countPatienceMs = 10_000

const late = Symbol('late')

/**
 * How often something was done for an order, by the word of `--deeds`.
 *
 * @throws UnfitStoreError if it throws, takes too long, or tells no whole number: such a count would prove nothing.
 */
export async function countDeeds(
  deedsOf: (orderNumber: string) => unknown,
  order: string,
  patienceMs = countPatienceMs,
): Promise<number> {
  const told = await Promise.race([counted(deedsOf, order), sleep(patienceMs, late, { ref: false })])
  if (told === late) throw unfit(`took longer than ${patienceMs / 1000} s`)
  // Databases tell a large whole number as a text.
  const count = typeof told === 'string' && /^\d+$/.test(told) ? Number(told) : told
  const number = typeof count === 'bigint' ? Number(count) : count
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw unfit(`told ${showKind(told)}, wanted a whole number`)
}

async function counted(deedsOf: (orderNumber: string) => unknown, order: string): Promise<unknown> {
  try {
    return await deedsOf(order)
  } catch (error) {
    throw unfit(`threw ${reasonOf(error)}`)
  }
}

function unfit(how: string): UnfitStoreError {
  return new UnfitStoreError(`deedsOf(orderNumber) of --deeds ${how}.`)
}
