import { createRequire } from 'node:module'
import type { Watcher } from './scope.ts'
import { watchPostgres } from './watch-postgres.ts'
import type { ClientMethods } from './watch-postgres.ts'
import { watchSqlite } from './watch-sqlite.ts'
import type { SqliteMethods } from './watch-sqlite.ts'

/** Watches rows that are added, changed and removed: by node:sqlite, better-sqlite3 and pg. */
export function watchDatabases(watcher: Watcher): { isDatabase(port: number): boolean } {
  const requireOfStore = createRequire(watcher.terms.program)
  const found = (name: string): unknown => {
    try {
      return requireOfStore(name)
    } catch {
      return undefined
    }
  }
  const sqlite = process.getBuiltinModule('node:sqlite') as unknown as
    { DatabaseSync: { prototype: SqliteMethods } } | undefined
  if (sqlite) watchSqlite(watcher, sqlite.DatabaseSync.prototype)
  const better = found('better-sqlite3') as { prototype: SqliteMethods } | undefined
  if (better) watchSqlite(watcher, better.prototype)
  const pg = found('pg') as { Client?: { prototype: ClientMethods } } | undefined
  return pg?.Client ? watchPostgres(watcher, pg.Client.prototype) : { isDatabase: () => false }
}
