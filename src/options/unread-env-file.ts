import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Environment, OptionVariable } from './environment.ts'

/**
 * Tells that an `.env` in this folder has variables of ours that the environment lacks: in an ES module,
 * `dotenv.config()` runs after everything is imported, and `npx` reads no file that it is not told of.
 *
 * @param variables - those of the options that nobody has given.
 * @returns nothing where there is no such file, or none of our variables is in it alone.
 */
export function unreadEnvFile(
  folder: string,
  environment: Environment,
  variables: readonly OptionVariable[],
): string | undefined {
  const inFile = readEnvFile(folder)
  const [first, ...others] = variables
    .map(({ variable }) => variable)
    .filter((variable) => inFile[variable] && !environment[variable])
  if (first === undefined) return undefined
  const names = others.length === 0 ? first : `${first} and ${others.length} more`
  return (
    `The .env in this folder has ${names}, but nothing has read it yet: start with node --env-file=.env, or load it ` +
    'before the module that calls hostedCheckout() is imported (an ES module runs its imports first, whatever stands ' +
    'above them). On the command line: --env-file .env.'
  )
}

function readEnvFile(folder: string): Environment {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
  } catch {
    // Not there, or not for us to read. This is only advice.
    return {}
  }
}
