import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { DatabaseConnection, Driver, QueryResult } from 'kysely'
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Direct, DirectDialect } from './dialect.ts'
import { inMovedSqliteTime } from './moved-time.ts'

/**
 * How many prepared statements are kept. The ledger has about a hundred; only value lists of different lengths make
 * more. Chosen by feel.
 */
const maxKept = 250

/**
 * Kysely over an open database of `node:sqlite`: one connection, which Kysely lends to one caller at a time.
 *
 * @param onClose - called when the database is closed.
 */
export function nodeSqliteDialect(database: DatabaseSync, onClose: () => void = () => undefined): DirectDialect {
  const { driver, direct } = makeDriver(database, onClose)
  return {
    direct,
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

function makeDriver(database: DatabaseSync, onClose: () => void): { readonly driver: Driver; readonly direct: Direct } {
  /** Whether a transaction is open that nobody holds any more: the disk has failed its rollback. */
  let isLeftOpen = false

  /** Such a transaction would keep every other process out, and the next reader here would see uncommitted data. */
  const endLeftOpen = (): void => {
    if (isLeftOpen && database.isTransaction) database.exec('rollback')
    isLeftOpen = false
  }

  const execute = makeExecute(database, endLeftOpen)
  const connection = connectionOver(execute)
  const run = async (command: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(command))
  }

  const driver: Driver = {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    // Takes the write lock at once: a transaction that reads first would lose it to a second writer.
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    // On a full disk SQLite has already rolled back, and a second rollback would hide why.
    rollbackTransaction: async () => {
      if (database.isTransaction) await run('rollback')
    },
    // Never rejects: Kysely would not lend the connection again. A failure here is retried before the next statement.
    releaseConnection: () => {
      isLeftOpen = database.isTransaction
      try {
        endLeftOpen()
      } catch {
        // It is still left open.
      }
      return Promise.resolve()
    },
    destroy: async () => {
      onClose()
      await Promise.resolve().then(() => database.close())
    },
  }
  return { driver, direct: { execute: (query) => execute(query).rows as never } }
}

type Execute = <Row>(query: CompiledQuery) => QueryResult<Row>

function makeExecute(database: DatabaseSync, before: () => void): Execute {
  const statementOf = keepStatements(database)
  return <Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> => {
    before()
    const { statement, hasRows } = statementOf(inMovedSqliteTime(sql))
    const values = parameters as SQLInputValue[]
    if (hasRows) return { rows: statement.all(...values) as Row[] }
    const { changes } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }
}

function connectionOver(execute: Execute): DatabaseConnection {
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- what SQLite throws becomes a rejection
    executeQuery: async <Row>(query: CompiledQuery) => execute<Row>(query),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream is asked for, all rows are here
    streamQuery: async function* <Row>(query: CompiledQuery) {
      yield execute<Row>(query)
    },
  }
}

interface KeptStatement {
  readonly statement: StatementSync
  /** Whether it returns rows, e.g. a `select`, or an `insert … returning`. */
  readonly hasRows: boolean
}

/** Prepares each text once, while it stays among the last {@link maxKept} used. */
function keepStatements(database: DatabaseSync): (text: string) => KeptStatement {
  const kept = new Map<string, KeptStatement>()
  return (text) => {
    const found = kept.get(text) ?? prepare(database, text)
    // A map keeps insertion order: the first key is the least recently used.
    kept.delete(text)
    kept.set(text, found)
    if (kept.size > maxKept) kept.delete(kept.keys().next().value ?? '')
    return found
  }
}

function prepare(database: DatabaseSync, text: string): KeptStatement {
  const statement = database.prepare(text)
  return { statement, hasRows: statement.columns().length > 0 }
}
