import { brokenBy } from './scope.ts'
import type { Watcher } from './scope.ts'
import type { Statement } from './statement.ts'
import { makeConnections, tellCommitted, tryStatement } from './statements.ts'
import type { Given, Result } from './statements.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown
type StatementMethods = Record<'run' | 'all' | 'get', Call> & { bind?: Call }

/** What Node's database and that of better-sqlite3 have in common: they run a statement at once. */
export type SqliteMethods = Record<'prepare' | 'exec', Call>

/** A statement that is run later, perhaps often. */
interface Prepared {
  readonly owner: object
  readonly text: string
  /** Values that it has been given for good: better-sqlite3 has that. */
  bound?: unknown
}

type ResultOf = (result: unknown, statement: Statement) => Result

/** By how it is run. One that gives no rows back does not say whether it changed one: it counts as if it had. */
const resultBy = {
  run: (result) => ({ changes: Number((result as { changes?: number | bigint }).changes ?? 0), rows: undefined }),
  all: (rows, { isReturning }) => ({ changes: isReturning ? (rows as readonly unknown[]).length : 1, rows }),
  get: (row, { isReturning }) => ({ changes: isReturning && row === undefined ? 0 : 1, rows: row }),
} as const satisfies Record<'run' | 'all' | 'get', ResultOf>

/** @param database - the prototype of its databases. */
export function watchSqlite(watcher: Watcher, database: SqliteMethods): void {
  const connectionOf = makeConnections()
  const known = new WeakMap<object, Prepared>()
  const seen = new WeakSet<object>()

  function around(owner: object, given: Given, work: () => unknown, resultOf: ResultOf): unknown {
    const tried = tryStatement(watcher, given)
    if (!tried) return work()
    if (tried.mustFail) throw brokenBy('SQLITE_IOERR', 'disk I/O error')
    const result = work()
    tellCommitted(watcher, connectionOf(owner), tried, resultOf(result, tried.statement))
    return result
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

  const { prepare, exec } = database
  database.exec = function (...given) {
    const text = String(given[0])
    const work = (): unknown => Reflect.apply(exec, this, given)
    return around(this as object, { text, values: undefined }, work, () => ({ changes: 1, rows: undefined }))
  }
  database.prepare = function (...given) {
    const prepared = Reflect.apply(prepare, this, given) as object
    const methods = Object.getPrototypeOf(prepared) as StatementMethods
    known.set(prepared, { owner: this as object, text: String(given[0]) })
    if (!seen.has(methods)) watchStatements(methods)
    seen.add(methods)
    return prepared
  }
}
