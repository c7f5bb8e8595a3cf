import { senseOf } from './registry-senses.ts'
import type { Sense } from './registry-senses.ts'

/**
 * What a line tells: money that was taken, held or went back, a chargeback, or how the order stands. `approved`: held,
 * unless another column says that it was taken. `released`: a hold that came to nothing. `nothing`: a refund, say, that
 * did not happen.
 */
export type RegistryWord =
  'paid' | 'held' | 'approved' | 'unpaid' | 'reversed' | 'released' | 'refund' | 'charged-back' | 'nothing'

/** Two words that say something else together than each by itself; what they say is no sense, or one word. */
const pairs: readonly (readonly [RegExp, string])[] = [
  [/\bcharged? backs?\b/g, 'chargeback'],
  [/\b(credit|debit) cards?\b/g, 'card'],
  [/\b(apple|google|samsung|mir) pay\b/g, 'card'],
]

interface Rule {
  readonly any: readonly Sense[]
  readonly and?: readonly Sense[]
  /** Undefined: nobody can say what it means. */
  readonly word: RegistryWord | undefined
}

/** The first that fits counts: what says that money did not move, or went back, before what says that it came. */
const rules: readonly Rule[] = [
  {
    any: ['not'],
    and: ['refund', 'credit', 'reversal', 'release', 'chargeback', 'failed', 'pending'],
    word: undefined,
  },
  { any: ['not'], and: ['payment', 'sale', 'capture', 'success', 'hold', 'approval'], word: 'unpaid' },
  { any: ['not'], word: undefined },
  {
    any: ['chargeback'],
    and: ['failed', 'pending', 'reversal', 'release', 'refund', 'credit', 'hold', 'approval'],
    word: undefined,
  },
  { any: ['chargeback'], word: 'charged-back' },
  { any: ['failed', 'pending'], and: ['refund', 'credit', 'reversal', 'release'], word: 'nothing' },
  { any: ['failed', 'pending'], word: 'unpaid' },
  { any: ['refund'], and: ['reversal', 'release', 'hold'], word: undefined },
  { any: ['refund'], word: 'refund' },
  { any: ['credit'], and: ['payment', 'sale', 'capture', 'hold', 'approval', 'reversal', 'release'], word: undefined },
  { any: ['credit'], word: 'refund' },
  { any: ['release'], word: 'released' },
  { any: ['reversal'], and: ['hold'], word: 'released' },
  { any: ['reversal'], word: 'reversed' },
  { any: ['capture'], word: 'paid' },
  { any: ['hold'], word: 'held' },
  { any: ['approval'], and: ['sale'], word: 'paid' },
  { any: ['approval'], and: ['payment'], word: 'held' },
  { any: ['approval'], word: 'approved' },
  { any: ['payment', 'sale', 'success'], word: 'paid' },
]

/**
 * What a cell means for the money, by all of its words: `Payment declined` is no payment. Undefined if one of them is
 * unknown, if none says anything of money (`Credit card`), or if they contradict one another: a person must say.
 */
export function wordOf(text: string): RegistryWord | undefined {
  const plain = pairs.reduce((words, [pair, one]) => words.replaceAll(pair, one), plainWords(text))
  const found = plain.split(' ').map(senseOf)
  if (plain === '' || found.includes(undefined)) return undefined
  const senses = new Set(found)
  const says = (some: readonly Sense[]): boolean => some.some((sense) => senses.has(sense))
  return rules.find(({ any, and }) => says(any) && (and === undefined || says(and)))?.word
}

/** Without case and marks, one blank between two words. Turkish has an i without a dot. */
function plainWords(text: string): string {
  const bare = text.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '').replaceAll('ı', 'i')
  return bare
    .normalize('NFC')
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim()
}
