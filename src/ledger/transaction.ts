import type { Kysely, Transaction } from 'kysely'
import type { Order } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import type { Entry } from './entry.ts'
import type { QueryRunner } from './kept-query.ts'
import type { ReferenceKeys } from './reference-keys.ts'
import type { Schema } from './schema.ts'
import type { OwnShop } from './own-shop.ts'

/** An entry and the order it left behind, reported once both are committed. */
export interface Written {
  readonly entry: Entry
  readonly order: Order
}

/** What a write verb of one statement works with. */
export interface LedgerStatement extends QueryRunner {
  readonly db: Kysely<Schema>
  readonly dialect: LedgerDialect
  /** Whose orders may be seen; undefined: all. */
  readonly own: OwnShop | undefined
  /** Recognises references that were forgotten. */
  readonly references: ReferenceKeys
  /** Undefined if nobody listens. Filled with each entry, dropped if nothing is committed. */
  readonly written: Written[] | undefined
  /** Whether the statement is committed by itself, with no transaction around it. */
  readonly isAlone: boolean
}

/** What every other write verb of the ledger works with. */
export interface LedgerTransaction extends LedgerStatement {
  readonly trx: Transaction<Schema>
}
