import { movedOnMs } from '../clock.ts'

/** How a database's time is moved in the text of its statements. */
interface TimeWords {
  /** As the dialect writes the database's own time. */
  readonly now: string
  readonly moved: (ms: number) => string
}

const sqliteTime: TimeWords = { now: `'now'`, moved: (ms) => `'now', '${(ms / 1000).toFixed(3)} seconds'` }

const postgresTime: TimeWords = {
  now: 'clock_timestamp()',
  moved: (ms) => `(clock_timestamp() + interval '${ms} milliseconds')`,
}

/** A schema that is made meanwhile must not keep the moved time for good. */
const makesSchema = /^\s*create\b/i

/**
 * The statement with the time that a test has moved on: what is due then is due now, although the database has a clock
 * of its own. Outside of tests, the statement as it is.
 */
const inMovedTime =
  ({ now, moved }: TimeWords) =>
  (statement: string): string => {
    const ms = movedOnMs()
    return ms === 0 || makesSchema.test(statement) ? statement : statement.replaceAll(now, () => moved(ms))
  }

export const inMovedSqliteTime = inMovedTime(sqliteTime)
export const inMovedPostgresTime = inMovedTime(postgresTime)
