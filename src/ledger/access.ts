import type { Database } from './database.ts'
import type { LedgerDialect } from './dialect.ts'
import type { Heartbeat } from './processes.ts'
import type { makeReferenceKeys, ReferenceKeys } from './reference-keys.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop, Shops } from './shops.ts'
import type { LedgerStatement, LedgerTransaction, Written } from './transaction.ts'

/** How the verbs reach the database. */
export interface Access {
  readonly dialect: LedgerDialect
  readonly read: ReadAsShop
  /** A reference, and whatever may stand in its place once it is forgotten. */
  readonly namesOf: (reference: string) => Promise<readonly string[]>
  /** Runs a transaction, and reports its entries once they are committed. */
  readonly write: <Result>(verb: (transaction: LedgerTransaction) => Promise<Result>) => Promise<Result>
  /**
   * Runs a verb of one statement by itself where that saves round trips, without waiting for anybody. Where it is told
   * nothing, because somebody else was first or is at it, the transaction decides.
   */
  readonly writeAtOnce: <Result>(
    attempt: (statement: LedgerStatement) => Promise<Result | undefined>,
    verb: (transaction: LedgerTransaction) => Promise<Result>,
  ) => Promise<Result>
}

export interface AccessDeps {
  readonly dialect: LedgerDialect
  readonly database: Database
  readonly shops: Shops
  readonly references: ReturnType<typeof makeReferenceKeys>
  /** Undefined for a process that does not want to be known. */
  readonly heartbeat: Heartbeat | undefined
  /** Undefined if nobody listens. */
  readonly tell: ((written: Written) => Promise<void>) | undefined
}

export function makeAccess({
  dialect,
  database,
  shops,
  references: openReferences,
  heartbeat,
  tell,
}: AccessDeps): Access {
  /** Begins at once if shop and keys are known: a close that follows then waits for it. */
  const asShop = <Result>(
    verb: (own: OwnShop | undefined, references: ReferenceKeys) => Promise<Result>,
  ): Promise<Result> => {
    const own = shops.own()
    const references = openReferences()
    if (own instanceof Promise || references instanceof Promise) {
      return Promise.all([own, references]).then((known) => verb(...known))
    }
    heartbeat?.beat()
    return verb(own, references)
  }
  /** Reports the entries of what has been committed. */
  const telling = async <Result>(run: (begin: () => Written[] | undefined) => Promise<Result>): Promise<Result> => {
    let written: Written[] | undefined
    // What is retried starts with nothing written.
    const result = await run(() => (written = tell && []))
    for (const each of written ?? []) void tell?.(each)
    return result
  }
  const write: Access['write'] = (verb) =>
    asShop((own, references) =>
      telling((begin) =>
        database.transaction((trx, execute) => {
          const shared = { dialect, own, references, keeper: own ?? dialect, execute }
          return verb({ trx, db: trx, written: begin(), isAlone: false, ...shared })
        }),
      ),
    )
  const attemptAlone = <Result>(attempt: (statement: LedgerStatement) => Promise<Result>): Promise<Result> =>
    asShop((own, references) =>
      telling((begin) =>
        database.statement((db, execute) => {
          const shared = { dialect, own, references, keeper: own ?? dialect, execute }
          return attempt({ db, written: begin(), isAlone: true, ...shared })
        }),
      ),
    )
  return {
    dialect,
    read: (verb) =>
      asShop((own) => database.statement((db, execute) => verb(db, own, { keeper: own ?? dialect, execute }))),
    namesOf: async (reference) => (await openReferences()).namesOf(reference),
    write,
    writeAtOnce: async (attempt, verb) =>
      (dialect.changesAtOnce ? await attemptAlone(attempt) : undefined) ?? (await write(verb)),
  }
}
