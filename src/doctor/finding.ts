import { withOwnVariables } from '../options/own-variables.ts'
import { bankWords } from './words/bank.ts'
import { ledgerWords } from './words/ledger.ts'
import { liveWords } from './words/live.ts'
import { orderWords } from './words/orders.ts'
import { routerWords } from './words/router.ts'
import { setUpWords } from './words/set-up.ts'
import type { FindingWords, Level } from './words/finding-words.ts'

const words = {
  ...setUpWords,
  ...bankWords,
  ...ledgerWords,
  ...routerWords,
  ...orderWords,
  ...liveWords,
} as const

/** Every stable code a {@link Finding} can carry. Each has a heading in docs/doctor.md. */
export type FindingCode = keyof typeof words

/** Every code, in the order of docs/doctor.md. */
export const findingCodes = Object.keys(words) as readonly FindingCode[]

/** Something about this installation that its owner should know. It holds no secret. */
export interface Finding {
  /** Stable; docs/doctor.md has a heading for it. */
  readonly code: FindingCode
  /** `error`: money, orders or buyers are at risk now. `warning`: they may be. `note`: good to know. */
  readonly level: Level
  /** What was seen. */
  readonly message: string
  /** What to do. */
  readonly help: string
}

type FactsOf<Code extends FindingCode> = Parameters<(typeof words)[Code]['message']>

/** A finding in its words. */
export function found<Code extends FindingCode>(code: Code, ...facts: FactsOf<Code>): Finding {
  const { level, message, help } = words[code] as unknown as FindingWords<FactsOf<Code>>
  return { code, level, message: message(...facts), help: typeof help === 'string' ? help : help(...facts) }
}

/** The findings with the variables as this shop has them, see the option `environmentPrefix`. */
export function inOwnVariables(findings: readonly Finding[], prefix: string): readonly Finding[] {
  return findings.map((one) => ({
    ...one,
    message: withOwnVariables(one.message, prefix),
    help: withOwnVariables(one.help, prefix),
  }))
}

const weights = { error: 0, warning: 1, note: 2 } as const satisfies Record<Level, number>

/** The worst first; each thing once. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const each = new Map(findings.map((one) => [`${one.code} ${one.message}`, one]))
  return [...each.values()].sort((one, other) => weights[one.level] - weights[other.level])
}
