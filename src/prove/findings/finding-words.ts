/** How bad it is: `error` for goods or money at risk, `warning` for what may be, `note` for what is good to know. */
export type Level = 'error' | 'warning' | 'note'

/** The words of one kind of finding. */
export interface FindingWords<Facts extends readonly unknown[]> {
  readonly level: Level
  readonly message: (...facts: Facts) => string
  readonly help: string
}
