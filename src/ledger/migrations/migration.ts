/** The words in which the two databases differ when a table is made. Migrations are written in them, once for both. */
export interface SchemaWords {
  /** A point in time, see `schema.ts`. */
  readonly time: string
  /** A key that grows with every row and is never used again. */
  readonly ascendingKey: string
  /** An integer beyond 2^31. */
  readonly amount: string
  /** Follows the closing bracket of every table. */
  readonly tableEnd: string
  /** The gateway's part of a row's `gateway_account`, with its mark. */
  readonly gatewayOfRow: string
  /** Statements that add a column whose values must pass a check; without reading the rows that are there. */
  readonly addColumn: (table: string, column: string, type: string, check: string) => readonly string[]
  /** Statements after which the database refuses to change or remove rows of a table. */
  readonly refuseChanges: (table: string) => readonly string[]
}

/** An index that only makes reading faster: the ledger is right without it, and it may be made while a shop sells. */
export interface SchemaIndex {
  readonly name: string
  /** The table, its columns in brackets, and which rows: what follows `on` in `create index … on …`. */
  readonly on: (words: SchemaWords) => string
}

/** One step of the schema. Once released it is never edited: a change is the next number. */
export interface Migration {
  readonly number: number
  readonly name: string
  /** The lowest number that a version must know to go on beside it, or to start on it. */
  readonly readableFrom: number
  /** Made in one transaction, all or nothing. None takes a time that grows with the rows that are there. */
  statements(words: SchemaWords): readonly string[]
  /** Made one by one after the statements of all migrations. */
  readonly indexes?: readonly SchemaIndex[]
}
