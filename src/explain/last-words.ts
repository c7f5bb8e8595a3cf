import type { Evidence } from '../gateway/evidence.ts'
import { keptEvidence } from '../gateway/kept-evidence.ts'
import type { Entry } from '../ledger/entry.ts'
import { absentAtTheGateway } from '../order.ts'
import { textIn } from './facts.ts'

/** What the bank said last about an order, as far as it was written down. */
export interface LastWords {
  readonly entry: Entry
  /** Undefined if it said that it has no such order. */
  readonly said: Evidence | undefined
}

/** Undefined if nothing that the bank said was written down. */
export function lastWordsOf(entries: readonly Entry[]): LastWords | undefined {
  return entries.map(wordsIn).findLast((words) => words !== undefined)
}

function wordsIn(entry: Entry): LastWords | undefined {
  const said = keptEvidence(entry.detail)
  if (said) return { entry, said }
  return textIn(entry.detail, 'reason') === absentAtTheGateway ? { entry, said: undefined } : undefined
}
