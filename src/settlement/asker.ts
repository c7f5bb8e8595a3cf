/** Who asked for something that the bank is told, or that goods go out. */
export interface Asker {
  /** Name of the person, 1 to 100 characters on one line, for the order's history. */
  readonly by?: string | undefined
}
