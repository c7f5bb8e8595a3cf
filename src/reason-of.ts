import { visible } from './visible.ts'

/** As long as a line that a person reads. Chosen by feel. */
const maxReasonCharacters = 300

/**
 * What the store's code threw, in one line for the ledger. It may have thrown anything, also what cannot be written as
 * text (an object without a prototype, a getter that throws): that must not keep the failure itself from being written
 * down.
 */
export function reasonOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    return visible(text.split('\n')[0] ?? '').slice(0, maxReasonCharacters)
  } catch {
    return 'something that cannot be written as text'
  }
}
