import type * as Sqlite from 'node:sqlite'
import type pg from 'pg'
import { ConfigurationError } from '../errors.ts'
import { requireInstalled } from '../own-require.ts'
import { driverErrorOf } from './driver-errors.ts'

/**
 * Node's own SQLite, loaded on first use: Node 22 warns once that it is experimental, and a store on PostgreSQL never
 * sees that.
 *
 * Not by `import`: Jest before 30 and some bundlers take `node:sqlite`, which has no name without `node:`, for a
 * package.
 *
 * @throws ConfigurationError if this Node has none.
 */
export function loadSqlite(): typeof Sqlite {
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined
  if (sqlite) return sqlite
  throw new ConfigurationError(
    `This Node (${process.version}) has no node:sqlite: it was built --without-sqlite, ` +
      'or runs with --no-experimental-sqlite. A ledger in sqlite:<file> needs it; ' +
      'use another Node, or a postgres:// ledger.',
  )
}

/**
 * The PostgreSQL driver, which a store installs only if it needs it.
 *
 * @throws ConfigurationError saying what to install, if the package is missing.
 */
export function loadPostgres(): typeof pg {
  try {
    return requireInstalled('pg') as typeof pg
  } catch (error) {
    if (driverErrorOf(error).code !== 'MODULE_NOT_FOUND') throw error
    throw new ConfigurationError('A postgres:// ledger needs the package pg: npm install pg', { cause: error })
  }
}
