import type { Logger } from '../logger.ts'
import { fileVariable, standardPrefix } from './environment.ts'
import { optionVariables } from './read-options.ts'

const named: ReadonlySet<string> = new Set(
  optionVariables.flatMap(({ variable }) => [variable, fileVariable(variable)]),
)

/** A text with the variables as this shop has them, see the option `environmentPrefix`. Codes of errors stay. */
export function withOwnVariables(text: string, prefix: string): string {
  if (prefix === standardPrefix) return text
  return text.replaceAll(/\bCHECKOUT_[A-Z_]+/g, (name) =>
    named.has(name) ? prefix + name.slice(standardPrefix.length) : name,
  )
}

/** The same for every line of a log. */
export function logsOwnVariables(logger: Logger, prefix: string): Logger {
  if (prefix === standardPrefix) return logger
  return {
    info: (object, message) => logger.info(object, withOwnVariables(message, prefix)),
    warn: (object, message) => logger.warn(object, withOwnVariables(message, prefix)),
    error: (object, message) => logger.error(object, withOwnVariables(message, prefix)),
  }
}
