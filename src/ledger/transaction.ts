import type { Transaction } from 'kysely'
import type { Order } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import type { Entry } from './entry.ts'
import type { QueryRunner } from './kept-query.ts'
import type { Schema } from './schema.ts'
import type { OwnShop } from './shops.ts'

/** An entry and the order it left behind, reported once both are committed. */
export interface Written {
  readonly entry: Entry
  readonly order: Order
}

/** What every write verb of the ledger works with. */
export interface LedgerTransaction extends QueryRunner {
  readonly trx: Transaction<Schema>
  readonly dialect: LedgerDialect
  /** Whose orders may be seen; undefined: all. */
  readonly own: OwnShop | undefined
  /** Undefined if nobody listens. Filled by `writeEntry`, dropped with the transaction. */
  readonly written: Written[] | undefined
}
