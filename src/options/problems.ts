import type { ValidationErrorItem } from 'joi'
import type { FilledOptions } from './environment.ts'
import { nearest } from './nearest.ts'
import type { OptionRow } from './option.ts'
import { showKind, showKinds, showValue } from '../show-value.ts'

/** What a line is built from, besides joi's message. */
interface Background extends FilledOptions {
  readonly rows: readonly OptionRow[]
  /** Whether a text contains a secret and must not be shown. */
  readonly isLeaky: (text: string) => boolean
}

/**
 * A value or name that contains a secret of this length or more is not shown; a shorter secret may be in it by chance.
 * Chosen by feel.
 */
const minLeakCharacters = 8

/**
 * One line for each invalid option: its name and variable, what was wanted, what came.
 *
 * A secret's value is never shown, nor is any other value or name that contains one.
 */
export function problemLines(
  details: readonly ValidationErrorItem[],
  filled: FilledOptions,
  rows: readonly OptionRow[],
): readonly string[] {
  const secrets = longSecrets(filled.secrets)
  const isLeaky = (text: string): boolean => secrets.some((secret) => text.includes(secret))
  // One option can break several rules; its line already says all of them.
  return [...new Set(details.map((detail) => lineOf(detail, { ...filled, rows, isLeaky })))]
}

function lineOf(detail: ValidationErrorItem, background: Background): string {
  const path = detail.path.map(String)
  if (detail.type === 'object.unknown') return unknownLine(path, background)
  const peers = peersOf(detail)?.map((peer) => [...path, peer].join('.'))
  if (peers) return `${subjectOf(peers, background)}: ${detail.message}.`
  const option = path.join('.')
  const reason = background.unreadable.get(option)
  const got = shown(detail.context?.value, option, background)
  return `${subjectOf([option], background)}: ${reason ?? `${detail.message}, got ${got}`}.`
}

/** The options that break a rule between them; undefined for a rule about one option. */
function peersOf({ type, context }: ValidationErrorItem): readonly string[] | undefined {
  const { peers, present = [], missing = [] } = context as { peers?: string[]; present?: string[]; missing?: string[] }
  return type === 'object.and' ? [...present, ...missing] : peers
}

/** Options with the variables they came from, or could come from. */
function subjectOf(options: readonly string[], { sources, rows }: Background): string {
  const variables = options
    .map((option) => sources.get(option) ?? rows.find((row) => row.option === option)?.variable)
    .filter((variable) => variable !== undefined)
  return variables.length === 0 ? options.join(', ') : `${options.join(', ')} (${variables.join(', ')})`
}

function shown(value: unknown, option: string, { rows, isLeaky }: Background): string {
  const row = rows.find((one) => one.option === option)
  if (!row?.isSecret) return typeof value === 'string' && isLeaky(value) ? showKind(value) : showValue(value)
  if (row.type === 'list' && Array.isArray(value)) return showKinds(value)
  if (row.type === 'list' && typeof value === 'string') return showKinds(value.split(',').map((one) => one.trim()))
  return showKind(value)
}

function unknownLine(path: readonly string[], { rows, isLeaky }: Background): string {
  const group = path
    .slice(0, -1)
    .map((outer) => `${outer}.`)
    .join('')
  const [name = ''] = path.slice(-1)
  const meant = suggestion(group, name, rows)
  const line = `${group}${shownName(name, isLeaky)}: unknown option`
  return meant === undefined ? `${line}.` : `${line}; did you mean \`${meant}\`?`
}

function shownName(name: string, isLeaky: Background['isLeaky']): string {
  if (isLeaky(name)) return `(a name of ${showKind(name)})`
  return /^[\w$-]{1,40}$/.test(name) ? name : showValue(name)
}

/** The nearest name in the same group, or else in any. */
function suggestion(group: string, name: string, rows: readonly OptionRow[]): string | undefined {
  const options = rows.map(({ option }) => option)
  const siblings = options
    .filter((option) => option.startsWith(group))
    .map((option) => option.slice(group.length).replace(/\..*$/, ''))
  const near = nearest(name, siblings)
  if (near !== undefined) return `${group}${near}`
  const leaf = (option: string): string => option.replace(/^.*\./, '')
  const elsewhere = nearest(name, options.map(leaf))
  return options.find((option) => leaf(option) === elsewhere)
}

function longSecrets(secrets: readonly unknown[]): readonly string[] {
  return secrets
    .flat()
    .flatMap((value) => (typeof value === 'string' ? value.split(',') : []))
    .map((text) => text.trim())
    .filter((text) => text.length >= minLeakCharacters)
}
