/** How bad it is. */
export type Level = 'error' | 'warning' | 'note'

/** What is said of one kind of finding. */
export interface FindingWords<Facts extends readonly unknown[] = readonly never[]> {
  readonly level: Level
  /** What was seen. */
  readonly message: (...facts: Facts) => string
  /** What to do, with the command where one mends it. */
  readonly help: string | ((...facts: Facts) => string)
}
