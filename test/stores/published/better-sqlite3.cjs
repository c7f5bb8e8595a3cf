const { DatabaseSync } = require('node:sqlite')

/** SQLite's extended result codes (sqlite.org/rescode.html), of those that version 0.1.0 tells apart. */
const names = {
  5: 'SQLITE_BUSY',
  261: 'SQLITE_BUSY_RECOVERY',
  517: 'SQLITE_BUSY_SNAPSHOT',
  6: 'SQLITE_LOCKED',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
}

/**
 * As much of better-sqlite3 as version 0.1.0 and its Kysely call, on Node's own SQLite: the package itself has an
 * install script, which fetches or compiles a binary for each Node.
 */
module.exports = class Database {
  #database

  constructor(file) {
    this.#database = named(() => new DatabaseSync(file, { timeout: 0 }))
  }

  get inTransaction() {
    return this.#database.isTransaction
  }

  exec(text) {
    named(() => this.#database.exec(text))
  }

  pragma(text) {
    this.exec(`pragma ${text}`)
  }

  prepare(text) {
    const statement = named(() => this.#database.prepare(text))
    return {
      reader: statement.columns().length > 0,
      all: (values) => named(() => statement.all(...values)),
      run: (values) => named(() => statement.run(...values)),
      iterate: (values) => named(() => statement.iterate(...values)),
    }
  }

  close() {
    this.#database.close()
  }
}

/** Runs it, and gives its error the code that better-sqlite3 would. */
function named(work) {
  try {
    return work()
  } catch (error) {
    if (error.errcode !== undefined) error.code = names[error.errcode] ?? `SQLITE_${error.errcode}`
    throw error
  }
}
