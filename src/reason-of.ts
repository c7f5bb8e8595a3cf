import { visible } from './visible.ts'

/** As much as a person reads in one line. Chosen by feel. */
const maxReasonCharacters = 300

/**
 * What the store's code threw, as one line for the ledger. It may have thrown anything, even a value that has no text
 * (an object without a prototype, a getter that throws): the failure itself must still be recorded.
 */
export function reasonOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    return visible(text.split('\n')[0] ?? '').slice(0, maxReasonCharacters)
  } catch {
    return 'something that cannot be written as text'
  }
}
