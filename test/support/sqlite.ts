import { DatabaseSync } from 'node:sqlite'

/** Runs one statement on a connection of its own, for a look at a ledger from outside. Waits 5 s for a writer. */
export function runSqlite(file: string, statement: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma busy_timeout = 5000')
    return database.prepare(statement).all()
  } finally {
    database.close()
  }
}
