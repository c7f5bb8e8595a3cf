/** The words in which the two databases differ when a table is created. Migrations use them, once for both. */
export interface SchemaWords {
  /** A point in time, see `schema.ts`. */
  readonly time: string
  /** A key that grows with every row and is never reused. */
  readonly ascendingKey: string
  /** An integer beyond 2^31. */
  readonly amount: string
  /** Follows the closing bracket of every table. */
  readonly tableEnd: string
  /** The gateway's part of a row's `gateway_account`, including its mark. */
  readonly gatewayOfRow: string
  /** The last four characters of a row's masked card number. */
  readonly cardEndOfRow: string
  /** The category of a row's `decline`. */
  readonly declineOfRow: string
  /** Statements that add a column with a check on its values, without reading the existing rows. */
  readonly addColumn: (table: string, column: string, type: string, check: string) => readonly string[]
  /** Statements that make the database refuse to change or delete rows of a table. */
  readonly refuseChanges: (table: string) => readonly string[]
  /** Statements that let one column of such a table change, in one named way. */
  readonly letChange: (terms: LetChangeTerms) => readonly string[]
  /** The time of the statement. */
  readonly now: string
  /** Whole quarters of an hour between 1970 and a point in time, in UTC. */
  readonly quarterHour: (at: string) => string
  /** Which of a few rows of one counter an order counts in: orders that are written at once seldom wait for another. */
  readonly slot: (orderNumber: string) => string
  /** A text in a JSON object. */
  readonly jsonText: (json: string, name: string) => string
  /** Statements that make the database run others for each row that is written. */
  readonly onCommit: (terms: OnCommitTerms) => readonly string[]
  /** Statements that let whoever may write to a table use others in the same way. */
  readonly grantLike: (table: string, others: readonly string[]) => readonly string[]
}

/** What is run for a row: `new` is the row, and `old` what an update has changed. */
export interface OnCommitTerms {
  /** Where several belong to one event, they run by name. */
  readonly name: string
  readonly event: `insert on ${string}` | `update of ${string} on ${string}`
  /** For which rows. */
  readonly when: string
  /**
   * Run in the same transaction, on a server as its last work: until then it has locked nothing of what they write, and
   * nobody waits while its process thinks.
   */
  readonly statements: readonly string[]
}

/** The one way past a refusal of {@link SchemaWords.refuseChanges}. */
export interface LetChangeTerms {
  readonly table: string
  /** The columns that still never change: all but one. */
  readonly others: readonly string[]
  /** A table of order numbers. While it names an order, the remaining column of the order's rows may change. */
  readonly namedIn: string
}

/** An index that only makes reads faster: the ledger is correct without it, and it may be built while a shop sells. */
export interface SchemaIndex {
  readonly name: string
  /** The table, its columns in brackets, and which rows: what follows `on` in `create index … on …`. */
  readonly on: (words: SchemaWords) => string
}

/** One step of the schema. Once released it is never edited: a change gets the next number. */
export interface Migration {
  readonly number: number
  readonly name: string
  /** The lowest migration number a version must know to keep running beside it, or to start on it. */
  readonly readableFrom: number
  /** Run in one transaction, all or nothing. None takes time that grows with the existing rows. */
  statements(words: SchemaWords): readonly string[]
  /** Built one by one after the statements of all migrations. */
  readonly indexes?: readonly SchemaIndex[]
  /** Names of indexes that others have replaced; dropped once all are built. */
  readonly droppedIndexes?: readonly string[]
}
