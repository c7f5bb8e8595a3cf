import { randomInt } from 'node:crypto'

/** Random digits, like a bank's reference numbers. */
export function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}
