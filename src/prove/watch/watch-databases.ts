import { createRequire } from 'node:module'
import { namedInValues } from './named-orders.ts'
import { brokenBy } from './scope.ts'
import type { Begun, Ending, RunScope, Watcher } from './scope.ts'
import { statementOf } from './statement.ts'
import type { Statement } from './statement.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown
type Methods<Name extends string> = Record<Name, Call>
type SqliteMethods = Methods<'prepare' | 'exec'>
type StatementMethods = Methods<'run' | 'all' | 'get'> & Partial<Methods<'bind'>>
type ClientMethods = Methods<'query'>

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

/** What a connection has done since its transaction began. */
interface Connection {
  pending: (() => void)[] | undefined
}

/** A statement as the store gives it. */
interface Given {
  readonly text: string
  readonly values: unknown
}

/** What a statement has done. */
interface Result {
  readonly changes: number
  /** Rows that it gives back. */
  readonly rows: unknown
}

function begunOf({ text, sort }: Statement, given: Given): Begun {
  return { sort: 'row', what: `${sort} "${text}"`, names: namedInValues(given.text, given.values) }
}

/**
 * Tells once it is committed: what is rolled back has never happened. What is committed after the handler has ended was
 * still done by it.
 */
function tellCommitted(
  { together }: Watcher,
  connection: Connection,
  { statement, begun, run, ending }: Tried,
  result: Result,
): void {
  const { moves, isRepeatable } = statement
  const rows = statement.rowsOf(result.changes)
  const isLate = run?.hasEnded ?? false
  const names = namedInValues(begun.names, result.rows)
  const tell = (): void => {
    if (rows !== undefined) ending?.('done', { rows, isRepeatable, isLate, names })
  }
  if (connection.pending) connection.pending.push(tell)
  else tell()
  if (moves === 'begin') connection.pending ??= []
  else if (moves !== undefined) {
    const pending = connection.pending ?? []
    connection.pending = undefined
    if (moves === 'commit') together(() => pending.forEach((one) => one()))
  }
}

/** A statement that is run now. */
interface Tried {
  readonly statement: Statement
  readonly begun: Begun
  readonly run: RunScope | undefined
  readonly ending: Ending | undefined
}

/** The same shape in Node and in better-sqlite3, whose statements are run at once. */
function watchSqlite(watcher: Watcher, database: SqliteMethods): void {
  const connections = new WeakMap<object, Connection>()
  const seen = new WeakSet<object>()
  const connectionOf = (owner: object): Connection => {
    const connection = connections.get(owner) ?? { pending: undefined }
    connections.set(owner, connection)
    return connection
  }

  function around(owner: object, given: Given, work: () => unknown, resultOf: ResultOf): unknown {
    const statement = statementOf(given.text)
    if (!statement) return work()
    const begun = begunOf(statement, given)
    const run = watcher.scope()?.run
    const mustFail = watcher.mustFail(begun)
    const ending = statement.sort === 'other' ? undefined : watcher.begin(begun)
    if (mustFail) {
      ending?.('failed')
      throw brokenBy('SQLITE_IOERR', 'disk I/O error')
    }
    const result = work()
    tellCommitted(watcher, connectionOf(owner), { statement, begun, run, ending }, resultOf(result, statement))
    return result
  }

  const { prepare, exec } = database
  database.exec = function (...given) {
    const text = String(given[0])
    const work = (): unknown => Reflect.apply(exec, this, given)
    return around(this as object, { text, values: undefined }, work, () => ({ changes: 1, rows: undefined }))
  }
  database.prepare = function (...given) {
    const owner = this as object
    const prepared = Reflect.apply(prepare, this, given) as object
    const methods = Object.getPrototypeOf(prepared) as StatementMethods
    known.set(prepared, { owner, text: String(given[0]), bound: undefined })
    if (!seen.has(methods)) {
      seen.add(methods)
      watchStatements(methods)
    }
    return prepared
  }

  function watchStatements(methods: StatementMethods): void {
    for (const name of ['run', 'all', 'get'] as const) {
      const call = methods[name]
      methods[name] = function (...values) {
        const { owner, text, bound } = known.get(this as object) ?? { owner: this as object, text: '' }
        const work = (): unknown => Reflect.apply(call, this, values)
        return around(owner, { text, values: [bound, values] }, work, resultBy[name])
      }
    }
    const { bind } = methods
    if (!bind) return
    methods.bind = function (...values) {
      const prepared = known.get(this as object)
      if (prepared) prepared.bound = values
      return Reflect.apply(bind, this, values)
    }
  }

  const known = new WeakMap<object, Prepared>()
}

/** A statement of SQLite that is run later, perhaps often. */
interface Prepared {
  readonly owner: object
  readonly text: string
  /** Values that it has been given for good: better-sqlite3 has that. */
  bound?: unknown
}

type ResultOf = (result: unknown, statement: Statement) => Result

/** By how a statement is run. One that gives no rows back does not say whether it changed one: it counts as if it had. */
const resultBy = {
  run: (result) => ({ changes: Number((result as { changes?: number | bigint }).changes ?? 0), rows: undefined }),
  all: (rows, { isReturning }) => ({ changes: isReturning ? (rows as readonly unknown[]).length : 1, rows }),
  get: (row, { isReturning }) => ({ changes: isReturning && row === undefined ? 0 : 1, rows: row }),
} as const satisfies Record<'run' | 'all' | 'get', ResultOf>

interface PostgresClient {
  readonly port?: number
}

function watchPostgres(watcher: Watcher, client: ClientMethods): { isDatabase(port: number): boolean } {
  const connections = new WeakMap<object, Connection>()
  const ports = new Set<number>([5432])
  const { query } = client
  client.query = function (...given) {
    const { port } = this as PostgresClient
    if (port !== undefined) ports.add(port)
    const asked = givenOf(given)
    const statement = statementOf(asked.text)
    if (!statement) return Reflect.apply(query, this, given)
    const begun = begunOf(statement, asked)
    const last = given.at(-1)
    const run = watcher.scope()?.run
    const mustFail = watcher.mustFail(begun)
    const ending = statement.sort === 'other' ? undefined : watcher.begin(begun)
    if (mustFail) {
      ending?.('failed')
      const error = brokenBy('57P01', 'terminating connection due to administrator command')
      if (typeof last !== 'function') return Promise.reject(error)
      return setImmediate(last as Call, error)
    }
    const connection = connections.get(this as object) ?? { pending: undefined }
    connections.set(this as object, connection)
    const tell = (result: unknown): void => {
      const { rowCount, rows } = (result ?? {}) as { rowCount?: number | null; rows?: unknown }
      tellCommitted(watcher, connection, { statement, begun, run, ending }, { changes: rowCount ?? 0, rows })
    }
    if (typeof last === 'function') {
      const called: Call = (error, result) => {
        if (!error) tell(result)
        return Reflect.apply(last, undefined, [error, result])
      }
      return Reflect.apply(query, this, [...given.slice(0, -1), called])
    }
    const running = Reflect.apply(query, this, given)
    if (running instanceof Promise) running.then(tell, () => undefined)
    return running
  }
  return { isDatabase: (port) => ports.has(port) }
}

/** `query(text, values, done)`, or an object with both. */
function givenOf([query, values]: readonly unknown[]): Given {
  if (typeof query === 'string') return { text: query, values }
  const { text, values: own } = (query ?? {}) as { text?: unknown; values?: unknown }
  return { text: typeof text === 'string' ? text : '', values: own ?? values }
}
