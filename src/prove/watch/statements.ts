import { namedInValues } from './named-orders.ts'
import type { Begun, Ending, RunScope, Watcher } from './scope.ts'
import { statementOf } from './statement.ts'
import type { Statement } from './statement.ts'

/** A statement as the store gives it. */
export interface Given {
  readonly text: string
  readonly values: unknown
}

/** What a statement has done. */
export interface Result {
  readonly changes: number
  /** Rows that it gives back. */
  readonly rows: unknown
}

/** A statement that is run now. */
export interface Tried {
  readonly statement: Statement
  readonly begun: Begun
  readonly run: RunScope | undefined
  readonly ending: Ending | undefined
  /** Whether it is to fail instead: nothing of it reaches the database. */
  readonly mustFail: boolean
}

/** What a connection has done since its transaction began. */
export interface Connection {
  pending: (() => void)[] | undefined
}

/** @returns undefined for a statement that is not told. */
export function tryStatement(watcher: Watcher, { text, values }: Given): Tried | undefined {
  const statement = statementOf(text)
  if (!statement) return undefined
  const what = `${statement.sort} "${statement.text}"`
  const begun: Begun = { sort: 'row', what, names: namedInValues(text, values) }
  const run = watcher.scope()?.run
  const mustFail = watcher.mustFail(begun)
  const ending = statement.sort === 'other' ? undefined : watcher.begin(begun)
  if (mustFail) ending?.('failed')
  return { statement, begun, run, ending, mustFail }
}

/**
 * Tells once it is committed: what is rolled back has never happened. What is committed after the handler has ended was
 * still done by it.
 */
export function tellCommitted(
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

/** The connections of a database, each with its transaction. */
export function makeConnections(): (owner: object) => Connection {
  const connections = new WeakMap<object, Connection>()
  return (owner) => {
    const connection = connections.get(owner) ?? { pending: undefined }
    connections.set(owner, connection)
    return connection
  }
}
