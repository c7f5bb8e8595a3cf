import { ConfigurationError } from '../errors.ts'
import { rootOfChoice } from './bank-address.ts'
import { fillFromEnvironment, isOptionGroup, misspeltVariables, prefixed, standardPrefix } from './environment.ts'
import type { Environment, FilledOptions, OptionVariable } from './environment.ts'
import { problemLines } from './problems.ts'
import { findEnvironmentPrefix } from './rules.ts'
import { optionRows, validateOptions } from './schema.ts'
import { settingsOf } from './settings.ts'
import type { CheckoutSettings } from './settings.ts'
import { unreadEnvFile } from './unread-env-file.ts'
import { showKind } from '../show-value.ts'

/** Every option that has an environment variable. */
export const optionVariables: readonly OptionVariable[] = optionRows.flatMap(({ variable, ...row }) =>
  variable === undefined ? [] : [{ ...row, variable }],
)

/**
 * The settings from options and environment together.
 *
 * @param environment - `process.env`, or what a test puts in its place.
 * @param folder - where an `.env` may be that nobody has read. Only the error says so; nothing is taken from it.
 * @throws ConfigurationError naming every invalid option, unknown ones included; it contains no secret. Nothing was
 *   opened or sent.
 */
export function readOptions(options: unknown, environment: Environment, folder?: string): CheckoutSettings {
  const given = isOptionGroup(options) ? options : {}
  const prefix = prefixIn(given)
  const variables = prefixed(optionVariables, prefix)
  const filled = fillFromEnvironment(given, environment, variables)
  fillInRoot(filled.options)
  const { error, values } = validateOptions(filled.options)
  const warnings = misspeltVariables(environment, variables, prefix)
  const problems = given === options ? [] : [`options: wanted an object, got ${showKind(options)}.`]
  if (error) problems.push(...problemLines(error.details, filled, prefixed(optionRows, prefix)))
  if (!values || problems.length > 0) {
    const lacking = variables.filter(({ option }) => valueAt(option, filled.options) === undefined)
    const isLacking = error?.details.some(({ context }) => context?.value === undefined || 'missing' in context)
    const unread = isLacking && folder !== undefined ? unreadEnvFile(folder, environment, lacking) : undefined
    const advice = unread ?? (hasBank(filled.options) ? undefined : forNewcomers)
    throw new ConfigurationError(report(problems, advice === undefined ? warnings : [...warnings, advice]))
  }
  return { ...settingsOf(values), warnings }
}

/** One that breaks its rule is told as such, beside what the variables of every shop say. */
function prefixIn({ environmentPrefix }: FilledOptions['options']): string {
  const isGiven = typeof environmentPrefix === 'string' && findEnvironmentPrefix(environmentPrefix) !== undefined
  return isGiven ? environmentPrefix : standardPrefix
}

/** For who has no bank yet. */
const forNewcomers =
  'To try it out: npx express-hosted-checkout init writes an .env, and npx express-hosted-checkout sandbox is its bank.'

function valueAt(option: string, options: FilledOptions['options']): unknown {
  return option.split('.').reduce<unknown>((group, name) => (isOptionGroup(group) ? group[name] : undefined), options)
}

/** The address of a bank that is chosen by name, if the store gives none. */
function fillInRoot({ gateway }: FilledOptions['options']): void {
  if (isOptionGroup(gateway) && gateway.url === undefined) gateway.url = rootOfChoice(gateway)
}

function hasBank(options: FilledOptions['options']): boolean {
  return ['gateway.url', 'gateway.preset'].some((option) => valueAt(option, options) !== undefined)
}

function report(problems: readonly string[], warnings: readonly string[]): string {
  const count = problems.length === 1 ? '1 option is invalid' : `${problems.length} options are invalid`
  return [
    `express-hosted-checkout cannot start: ${count}.`,
    ...[...problems, ...warnings].map((line) => `  ${line}`),
  ].join('\n')
}
