import { brokenBy } from './scope.ts'
import type { Watcher } from './scope.ts'
import { makeConnections, tellCommitted, tryStatement } from './statements.ts'
import type { Given } from './statements.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown

/** What is watched of pg's clients. */
export type ClientMethods = Record<'query', Call>

interface PostgresClient {
  readonly port?: number
}

/** @param client - the prototype of pg's clients. */
export function watchPostgres(watcher: Watcher, client: ClientMethods): { isDatabase(port: number): boolean } {
  const connectionOf = makeConnections()
  const ports = new Set<number>([5432])
  const { query } = client
  client.query = function (...given) {
    const { port } = this as PostgresClient
    if (port !== undefined) ports.add(port)
    const tried = tryStatement(watcher, givenOf(given))
    if (!tried) return Reflect.apply(query, this, given)
    const last = given.at(-1)
    if (tried.mustFail) return failed(last)
    const connection = connectionOf(this as object)
    const tell = (result: unknown): void => {
      const { rowCount, rows } = (result ?? {}) as { rowCount?: number | null; rows?: unknown }
      tellCommitted(watcher, connection, tried, { changes: rowCount ?? 0, rows })
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

/** As a server that goes away answers, in the form that the store asked in. */
function failed(last: unknown): unknown {
  const error = brokenBy('57P01', 'terminating connection due to administrator command')
  return typeof last === 'function' ? setImmediate(last as Call, error) : Promise.reject(error)
}

/** `query(text, values, done)`, or an object with both. */
function givenOf([query, values]: readonly unknown[]): Given {
  if (typeof query === 'string') return { text: query, values }
  const { text, values: own } = (query ?? {}) as { text?: unknown; values?: unknown }
  return { text: typeof text === 'string' ? text : '', values: own ?? values }
}
