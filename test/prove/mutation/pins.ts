import { existsSync } from 'node:fs'
import { parseSource, readSource } from '../source.ts'
import type { Source } from '../source.ts'
import { inShort } from '../tokens.ts'

/** Both start at 1. */
interface Position {
  readonly line: number
  readonly column: number
}

/** As Stryker reports it. */
export interface Mutant {
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored'
  readonly replacement: string
  readonly location: { readonly start: Position; readonly end: Position }
}

/** Names a mutant by its function and the change in it. The name survives when the function moves. */
export interface Pin {
  readonly name: string
  /** The original code => its replacement. */
  readonly mutation: string
}

/** Longer ones are cut: lines of the survivors' file have 120 characters. */
const maxCharacters = 105

/** Mutations that occur several times in a function are numbered in source order. */
export function pinsOf<Each extends Mutant>(text: string, mutants: readonly Each[]): readonly (readonly [Each, Pin])[] {
  const source = parseSource(text)
  const starts = lineStarts(text)
  const offsetOf = ({ line, column }: Position): number => starts[line - 1]! + column - 1
  const placed = mutants
    .filter(({ status }) => status !== 'Ignored')
    .map((mutant) => ({ mutant, start: offsetOf(mutant.location.start), end: offsetOf(mutant.location.end) }))
    .sort((one, other) => one.start - other.start)
    .map(({ mutant, ...range }) => [mutant, pinAt(range, mutant.replacement, source)] as const)

  return placed.map(([mutant, pin], index) => {
    const isSame = ([, other]: readonly [Each, Pin]): boolean =>
      other.name === pin.name && other.mutation === pin.mutation
    const number = placed.slice(0, index + 1).filter(isSame).length
    const isAlone = placed.filter(isSame).length === 1
    return [mutant, isAlone ? pin : { ...pin, mutation: `${pin.mutation} (${number})` }]
  })
}

function pinAt(range: { start: number; end: number }, replacement: string, { nodes }: Source): Pin {
  const node = nodes.findLast(({ start, end }) => start === range.start && end === range.end)
  if (!node) throw new Error(`There is no expression or statement from ${range.start} to ${range.end}.`)
  return { name: node.name, mutation: shortened(`${node.code} => ${inShort(replacement)}`) }
}

function shortened(mutation: string): string {
  return mutation.length > maxCharacters ? `${mutation.slice(0, maxCharacters - 1)}…` : mutation
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
}

/** Whether the function is still there and still has the mutated code, as often as the number says. */
export function isStillThere(path: string, { name, mutation }: Pin): boolean {
  if (!existsSync(path)) return false
  const [, change = '', number] = /^(.*?)(?: \((\d+)\))?$/s.exec(mutation)!
  const isMutated = (code: string): boolean => shortened(`${code} => `) === change || change.startsWith(`${code} => `)
  const count = readSource(path).nodes.filter((node) => node.name === name && isMutated(node.code)).length
  return count >= (number === undefined ? 1 : Math.max(2, Number(number)))
}
