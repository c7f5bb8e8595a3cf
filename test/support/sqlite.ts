import { DatabaseSync } from 'node:sqlite'

type Row = Record<string, unknown>

/** A separate connection, to look at a ledger from outside. */
export interface SqliteConnection {
  /** Runs one statement. Waits up to 5 s for a writer. */
  run(statement: string): Row[]
  /** The next statement reopens it. */
  close(): void
}

export function sqliteConnection(file: string): SqliteConnection {
  let database: DatabaseSync | undefined
  const opened = (): DatabaseSync => {
    database ??= new DatabaseSync(file)
    database.exec('pragma busy_timeout = 5000')
    return database
  }
  return {
    run: (statement) => opened().prepare(statement).all(),
    close() {
      database?.close()
      database = undefined
    },
  }
}

/** Runs one statement on a connection of its own. */
export function runSqlite(file: string, statement: string): Row[] {
  const connection = sqliteConnection(file)
  try {
    return connection.run(statement)
  } finally {
    connection.close()
  }
}
