import type { ClosingStatus } from '../../order.ts'

export interface ClosingFacts {
  /** Whether the shop's own program has failed, and how often, in words. */
  readonly hasFailed: boolean
  readonly times: string
  /** What it said last. */
  readonly error: string | undefined
}

const toFree = 'so that what was reserved for it can be sold again'

/** Whether the shop's own program knows that an order ended unpaid. Nothing is said while there is nothing to know. */
export const closingWords = {
  none: () => undefined,
  owed: () => `The shop's own program is told within the next minute that it ended unpaid, ${toFree}.`,
  due: ({ hasFailed, times, error }) =>
    hasFailed
      ? `The shop's own program is being told that it ended unpaid, ${toFree}, and has failed ${times}. It is tried ` +
        `again by itself for three days.${errorFor(error)}`
      : `The shop's own program is being told that it ended unpaid, ${toFree}.`,
  done: () => `The shop's own program was told that it ended unpaid, ${toFree}.`,
  stuck: ({ times, error }) =>
    `The shop's own program was to be told that it ended unpaid, ${toFree}, but has failed ${times} and is ` +
    `not tried again by itself.${errorFor(error)}`,
} as const satisfies Record<ClosingStatus, (facts: ClosingFacts) => string | undefined>

function errorFor(error: string | undefined): string {
  return error === undefined ? '' : ` Tell your developer what it said last: "${error}".`
}
