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
  /** Statements after which the database refuses to change or remove rows of a table. */
  readonly refuseChanges: (table: string) => readonly string[]
}

/** One step of the schema. Once released it is never edited: a change is the next number. */
export interface Migration {
  readonly number: number
  readonly name: string
  statements(words: SchemaWords): readonly string[]
}
