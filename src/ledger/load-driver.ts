import { createRequire } from 'node:module'
import { ConfigurationError } from '../errors.ts'
import { driverErrorOf } from './driver-errors.ts'

/**
 * Loads a database's driver when it is first needed, so that a store needs only the one it uses.
 *
 * By `require`: in a store's CommonJS tests Jest refuses `import()`.
 *
 * @throws ConfigurationError saying what to install, when the package is not there.
 */
export function loadDriver(name: 'better-sqlite3' | 'pg'): unknown {
  try {
    return createRequire(import.meta.url)(name)
  } catch (error) {
    if (driverErrorOf(error).code !== 'MODULE_NOT_FOUND') throw error
    throw new ConfigurationError(`This ledger needs the package ${name}: npm install ${name}`, { cause: error })
  }
}
