import type { FindingWords, Level } from './finding-words.ts'
import { words } from './words.ts'

/** Every stable code of a proof's findings. */
export type ProofCode = keyof typeof words

export const proofCodes = Object.keys(words) as readonly ProofCode[]

/** Something that went wrong with an order of the store. */
export interface ProofFinding {
  readonly code: ProofCode
  readonly level: Level
  readonly message: string
  readonly help: string
  /** The order that it was seen with. */
  readonly order: string | undefined
}

type FactsOf<Code extends ProofCode> = Parameters<(typeof words)[Code]['message']>

/** A finding in its words, about an order. */
export function foundIn<Code extends ProofCode>(
  order: string | undefined,
  code: Code,
  ...facts: FactsOf<Code>
): ProofFinding {
  const { level, message, help } = words[code] as unknown as FindingWords<FactsOf<Code>>
  return { code, level, message: message(...facts), help, order }
}

/** What is the same fault, told more precisely: where the first is found, the others say nothing new. */
const covers: readonly (readonly [ProofCode, ...ProofCode[]])[] = [
  ['order-parameter-trusted', 'ships-on-success-page', 'success-page-for-anybody', 'handed-over-unpaid'],
  ['hand-over-missing', 'handed-over-never', 'nothing-watched'],
  ['ships-on-success-page', 'nothing-watched'],
  ['ships-on-event', 'nothing-watched'],
  ['hand-over-hangs', 'handed-over-never', 'nothing-watched'],
  ['hand-over-throws', 'handed-over-never', 'nothing-watched'],
  ['not-awaited', 'handed-over-never', 'handed-over-twice', 'error-swallowed'],
  ['store-dies', 'hand-over-hangs'],
  ['no-sweep', 'handed-over-never'],
  ['ledger-in-memory', 'handed-over-never', 'no-sweep'],
]

const weights = { error: 0, warning: 1, note: 2 } as const satisfies Record<Level, number>

/** Each kind once, the worst first. */
export function inOrder(findings: readonly ProofFinding[]): readonly ProofFinding[] {
  const first = new Map<ProofCode, ProofFinding>()
  for (const one of findings) {
    const known = first.get(one.code)
    if (!known || weights[one.level] < weights[known.level]) first.set(one.code, one)
  }
  for (const [code, ...less] of covers) if (first.has(code)) for (const one of less) first.delete(one)
  return [...first.values()].sort((one, other) => weights[one.level] - weights[other.level])
}
