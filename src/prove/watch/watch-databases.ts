import { createRequire } from 'node:module'
import { brokenBy } from './scope.ts'
import type { Begun, Ending, RunScope, Watcher } from './scope.ts'
import { statementOf } from './statement.ts'
import type { Statement } from './statement.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown
type Methods<Name extends string> = Record<Name, Call>
type SqliteMethods = Methods<'prepare' | 'exec'>
type StatementMethods = Methods<'run' | 'all' | 'get'>
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

const begunOf = ({ text, sort }: Statement): Begun => ({ sort: 'row', what: `${sort} "${text}"` })

/**
 * Tells once it is committed: what is rolled back has never happened. What is committed after the handler has ended was
 * still done by it.
 */
function tellCommitted(
  { together }: Watcher,
  connection: Connection,
  { statement, run, ending }: Tried,
  changes: number,
): void {
  const { moves } = statement
  const rows = statement.rowsOf(changes)
  const isLate = run?.hasEnded ?? false
  const tell = (): void => {
    if (rows !== undefined) ending?.('done', { rows, isRepeatable: statement.isRepeatable, isLate })
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

  function around(owner: object, text: string, work: () => unknown, changesOf: (result: unknown) => number): unknown {
    const statement = statementOf(text)
    if (!statement) return work()
    const begun = begunOf(statement)
    const run = watcher.scope()?.run
    const mustFail = watcher.mustFail(begun)
    const ending = statement.sort === 'other' ? undefined : watcher.begin(begun)
    if (mustFail) {
      ending?.('failed')
      throw brokenBy('SQLITE_IOERR', 'disk I/O error')
    }
    const result = work()
    tellCommitted(watcher, connectionOf(owner), { statement, run, ending }, changesOf(result))
    return result
  }

  const { prepare, exec } = database
  database.exec = function (...given) {
    return around(
      this as object,
      String(given[0]),
      () => Reflect.apply(exec, this, given),
      () => 1,
    )
  }
  database.prepare = function (...given) {
    const owner = this as object
    const prepared = Reflect.apply(prepare, this, given) as object
    const methods = Object.getPrototypeOf(prepared) as StatementMethods
    texts.set(prepared, { owner, text: String(given[0]) })
    if (!seen.has(methods)) {
      seen.add(methods)
      for (const name of ['run', 'all', 'get'] as const) {
        const call = methods[name]
        methods[name] = function (...values) {
          const { owner: of, text } = texts.get(this as object) ?? { owner: this as object, text: '' }
          const changesOf = (result: unknown): number =>
            name === 'run' ? Number((result as { changes?: number | bigint }).changes ?? 0) : 1
          return around(of, text, () => Reflect.apply(call, this, values), changesOf)
        }
      }
    }
    return prepared
  }
  const texts = new WeakMap<object, { owner: object; text: string }>()
}

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
    const statement = statementOf(textOf(given[0]))
    if (!statement) return Reflect.apply(query, this, given)
    const begun = begunOf(statement)
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
      const { rowCount } = (result ?? {}) as { rowCount?: number | null }
      tellCommitted(watcher, connection, { statement, run, ending }, rowCount ?? 0)
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

function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  const { text } = (query ?? {}) as { text?: unknown }
  return typeof text === 'string' ? text : ''
}
