import { isDate } from 'node:util/types'
import { nearest } from './nearest.ts'
import { showKind, showValue } from '../show-value.ts'

/** What one named argument may be. */
export interface ArgumentRule {
  /** Completes the sentence "wanted …". */
  readonly wanted: string
  readonly isRight: (value: unknown) => boolean
}

/** The rule of each name. An absent or undefined argument counts as not given. */
export type ArgumentRules<Arguments> = { readonly [Name in keyof Required<Arguments>]: ArgumentRule }

/**
 * The first thing that is wrong with an object of arguments, in a sentence: it is not an object, or has an unknown name
 * or a value of the wrong type. Undefined if all is right.
 */
export function argumentProblem(
  where: string,
  given: unknown,
  rules: Readonly<Record<string, ArgumentRule>>,
): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || isDate(given)) {
    return `${where}: wanted an object, got ${showKind(given)}.`
  }
  const names = Object.keys(rules)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) return `${where}: unknown name ${JSON.stringify(unknown)}. ${adviceFor(unknown, names)}`
  for (const [name, { wanted, isRight }] of Object.entries(rules)) {
    const value: unknown = Reflect.get(given, name)
    if (value !== undefined && !isRight(value)) return `${where}: ${name}: wanted ${wanted}, got ${showValue(value)}.`
  }
  return undefined
}

/** The same where only the names are checked, and values may be anything. */
export function nameProblem(where: string, given: unknown, names: readonly string[]): string | undefined {
  return argumentProblem(where, given, Object.fromEntries(names.map((name) => [name, anything])))
}

function adviceFor(name: string, names: readonly string[]): string {
  const meant = nearest(name, names)
  return meant === undefined ? `Known names: ${names.join(', ')}.` : `Did you mean "${meant}"?`
}

/** A string that a database can store: PostgreSQL takes none with the character NUL. */
export const aText: ArgumentRule = {
  wanted: 'a string',
  isRight: (value) => typeof value === 'string' && !value.includes('\0'),
}

/** A time that both databases can store: its year has four digits. */
export const aDate: ArgumentRule = {
  wanted: 'a valid Date',
  isRight: (value) => isDate(value) && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9_999,
}

/** Checked where it is used, with its own error. */
export const anything: ArgumentRule = { wanted: 'a value', isRight: () => true }

/** One of a list of names. */
export function oneOf(names: readonly string[]): ArgumentRule {
  const wanted = `one of ${names.join(', ')}`
  return { wanted, isRight: (value) => typeof value === 'string' && names.includes(value) }
}

/** One of a list of names, or a list of them. */
export function someOf(names: readonly string[]): ArgumentRule {
  const { wanted, isRight } = oneOf(names)
  return {
    wanted: `${wanted}, or a list of them`,
    isRight: (value) => (Array.isArray(value) ? value.every(isRight) : isRight(value)),
  }
}
