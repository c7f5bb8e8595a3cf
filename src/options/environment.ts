import { readFileSync } from 'node:fs'
import { nearest } from './nearest.ts'
import { proofDatabaseVariable } from './proof-database-variable.ts'

/** The environment as `process.env` gives it. Passed in by the caller: nothing is read at import time. */
export type Environment = Readonly<Record<string, string | undefined>>

/** An option that can also be set by an environment variable. */
export interface OptionVariable {
  /** The option's path, e.g. `gateway.url`. */
  readonly option: string
  /** The variable's name, e.g. `CHECKOUT_GATEWAY_URL`. */
  readonly variable: string
  readonly type: 'text' | 'list' | 'number' | 'boolean'
  /** Never printed. Can be read from a file that the variable named with `_FILE` at the end points to. */
  readonly isSecret: boolean
}

/** The options from code, completed from the environment. Not checked yet. */
export interface FilledOptions {
  readonly options: OptionGroup
  /** Which variable each option came from, if it did not come from code. */
  readonly sources: ReadonlyMap<string, string>
  /** Options whose variable could not be read, with the reason. Their value is null. */
  readonly unreadable: ReadonlyMap<string, string>
  /** The secrets, from code and environment: nothing that contains one may be shown. */
  readonly secrets: readonly unknown[]
}

/** Options by name, one level of them. Without a prototype: `__proto__` is a name like any other. */
export type OptionGroup = Record<string, unknown>

/** With what the name of every variable begins, unless the option `environmentPrefix` says otherwise. */
export const standardPrefix = 'CHECKOUT_'

/** The same with variables that begin with another prefix. */
export function prefixed<Row extends { readonly variable: string | undefined }>(
  rows: readonly Row[],
  prefix: string,
): readonly Row[] {
  if (prefix === standardPrefix) return rows
  const renamed = (variable: string | undefined): string | undefined =>
    variable && prefix + variable.slice(standardPrefix.length)
  return rows.map((row) => ({ ...row, variable: renamed(row.variable) }))
}

/** The variable that names the file with the secret. */
export function fileVariable(variable: string): string {
  return `${variable}_FILE`
}

/** Completes the options from the environment. Code wins: the variable of an option it gives is not even looked at. */
export function fillFromEnvironment(
  given: OptionGroup,
  environment: Environment,
  variables: readonly OptionVariable[],
): FilledOptions {
  const options = ownCopy(given, variables)
  const sources = new Map<string, string>()
  const unreadable = new Map<string, string>()
  for (const variable of variables) {
    const { group, name } = placeOf(options, variable.option)
    if (!group || group[name] !== undefined) continue
    const reading = readVariable(variable, environment)
    if (!reading) continue
    sources.set(variable.option, reading.source)
    if (reading.reason !== undefined) unreadable.set(variable.option, reading.reason)
    group[name] = reading.value
  }
  const secrets = variables
    .filter(({ isSecret }) => isSecret)
    .flatMap(({ option, variable }) => {
      const { group, name } = placeOf(options, option)
      return [group?.[name], environment[variable]]
    })
  return { options, sources, unreadable, secrets }
}

/** Variables that look like ours but are not, each with the one that was probably meant. */
export function misspeltVariables(
  environment: Environment,
  variables: readonly OptionVariable[],
  prefix: string,
): readonly string[] {
  const names = variables.map(({ variable }) => variable)
  const read = new Set([
    ...names,
    ...variables.filter(({ isSecret }) => isSecret).map((one) => fileVariable(one.variable)),
    // Of a command alone.
    ...[proofDatabaseVariable(prefix), fileVariable(proofDatabaseVariable(prefix))],
  ])
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !read.has(name) && isSet(environment[name]))
    .flatMap((name) => {
      const meant = nearest(name, [...read]) ?? nearest(name.replace(/_FILE$/, ''), names)
      return meant === undefined ? [] : [`${name}: unknown variable; did you mean ${meant}?`]
    })
}

/** Whether a value is a set of named options. */
export function isOptionGroup(value: unknown): value is OptionGroup {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where the option of this path is; no group if code gave something else in its place. */
function placeOf(options: OptionGroup, path: string): { group: OptionGroup | undefined; name: string } {
  const [outer = '', inner] = path.split('.')
  if (inner === undefined) return { group: options, name: outer }
  const group = options[outer]
  return { group: isOptionGroup(group) ? group : undefined, name: inner }
}

/** The caller's objects are not ours to change. A group that is not given is empty: its rules say what is missing. */
function ownCopy(given: OptionGroup, variables: readonly OptionVariable[]): OptionGroup {
  const options = copyOf(given)
  const groups = variables.flatMap(({ option }) => (option.includes('.') ? option.split('.').slice(0, 1) : []))
  for (const name of new Set(groups)) {
    const group = options[name] === undefined ? {} : options[name]
    options[name] = isOptionGroup(group) ? copyOf(group) : group
  }
  return options
}

function copyOf(group: OptionGroup): OptionGroup {
  return Object.assign(Object.create(null) as OptionGroup, group)
}

interface Reading {
  readonly value: unknown
  readonly source: string
  readonly reason?: string
}

function readVariable({ variable, type, isSecret }: OptionVariable, environment: Environment): Reading | undefined {
  const text = environment[variable]
  const file = isSecret ? environment[fileVariable(variable)] : undefined
  if (isSet(text) && isSet(file)) {
    const source = `${variable}, ${fileVariable(variable)}`
    return { value: null, source, reason: 'wanted one of the two variables, got both' }
  }
  if (isSet(file)) return { source: fileVariable(variable), ...readSecretFile(file) }
  if (isSet(text)) return { source: variable, value: isSecret ? text : fromText(text.trim(), type) }
  return undefined
}

/** An empty variable counts as not set: most shells and `.env` files unset a variable that way. */
function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}

/** The file's text, without the line break that editors and `echo` add at its end. */
function readSecretFile(path: string): Pick<Reading, 'value' | 'reason'> {
  try {
    return { value: readFileSync(path, 'utf8').replace(/\r?\n$/, '') }
  } catch (error) {
    // The path is not shown: it is a common slip to put the secret itself into this variable.
    return { value: null, reason: `the file it names cannot be read (${codeOf(error)})` }
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code)
}

/** Anything but a number or boolean stays a string, which the option's rule then refuses. */
function fromText(text: string, type: OptionVariable['type']): unknown {
  if (type === 'number' && /^(?:0|[1-9][0-9]*)$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(?:true|1)$/.test(text)) return true
  if (type === 'boolean' && /^(?:false|0)$/.test(text)) return false
  return text
}
