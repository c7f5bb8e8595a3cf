import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { guardLogger } from '../guarded-logger.ts'
import type { Logger } from '../logger.ts'
import { logsOwnVariables } from '../options/own-variables.ts'
import { readOptions } from '../options/read-options.ts'
import type { CheckoutSettings } from '../options/settings.ts'
import { makePayments } from '../payments.ts'
import type { Payments } from '../payments.ts'
import { quoted } from '../visible.ts'
import type { Watch } from '../watch.ts'
import { UsageError } from './exit-codes.ts'
import type { World } from './world.ts'

/** The payments of the shop that the environment describes. */
export interface OpenedPayments extends Payments {
  readonly settings: CheckoutSettings
  readonly onProgress: Watch['onProgress']
  readonly isInterrupted: () => boolean
}

/** Where the shop's variables are. */
export interface EnvironmentTerms {
  /** A file that has some of them. */
  readonly envFile?: string
  /** What they begin with, see the option `environmentPrefix`. */
  readonly envPrefix?: string
}

/**
 * Opens nothing before its first use. No catalog is needed: nothing is sold here, and no goods are handed over.
 *
 * @throws ConfigurationError naming every invalid variable, UsageError for a file that cannot be read.
 */
export function openPayments(
  world: World,
  { envFile, envPrefix }: EnvironmentTerms,
  onProgress: Watch['onProgress'] = () => undefined,
): OpenedPayments {
  const environment = environmentOf(world, envFile)
  const settings = readOptions({ catalog: {}, environmentPrefix: envPrefix }, environment, world.folder)
  const logger = guardLogger(logsOwnVariables(warningsOnly(world), settings.environmentPrefix))
  const returnUrl = `${settings.baseUrl}/payment/return`
  const isInterrupted = (): boolean => world.interrupted.aborted
  const watch: Watch = { isStopped: isInterrupted, onProgress }
  const payments = makePayments(settings, { returnUrl, callbackUrl: undefined }, logger, { environment, watch })
  return { ...payments, settings, onProgress, isInterrupted }
}

/** A variable of the process wins over the file, as with `node --env-file`. */
export function environmentOf({ environment, folder }: World, envFile: string | undefined): World['environment'] {
  if (envFile === undefined) return environment
  try {
    return { ...parseEnv(readFileSync(resolve(folder, envFile), 'utf8')), ...environment }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The file of variables ${quoted(envFile)} cannot be read: ${reason}`)
  }
}

/** What the library would log for an operator: warnings and errors, on standard error. */
function warningsOnly({ tell }: World): Logger {
  const say = (_object: object, message: string): void => tell(`${message}\n`)
  return { info: () => undefined, warn: say, error: say }
}
