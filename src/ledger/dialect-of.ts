import { ConfigurationError } from '../errors.ts'
import { findLedgerFile, isPostgres } from '../ledger-address.ts'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { postgresDialect } from './postgres.ts'
import { sqliteDialect } from './sqlite.ts'

/**
 * The dialect of a database's address: `sqlite:<file>`, `sqlite::memory:`, `postgres://…` or `postgresql://…`.
 *
 * @throws ConfigurationError for any other, without repeating it: the address may hold a password.
 */
export function dialectOf(databaseUrl: string, logger: Logger, poolSize?: number): LedgerDialect {
  const file = findLedgerFile(databaseUrl)
  if (file) return sqliteDialect(file, logger)
  if (isPostgres(databaseUrl)) return postgresDialect(databaseUrl, logger, poolSize)
  throw new ConfigurationError('databaseUrl must be sqlite:<file>, sqlite::memory: or postgres://…')
}
