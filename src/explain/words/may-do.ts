import type { ExplainedAction } from '../explanation.ts'

/** What a person may do, and what it does. */
export const mayDoWords = {
  settle: () => 'Ask the bank about it now. No money moves.',
  capture: (amount: string) => `Take the ${amount} on hold, or less; the bank releases the rest.`,
  reverse: (amount: string) =>
    `Release the hold of ${amount}. The bank allows this once, and usually only on the same day.`,
  refund: (amount: string) => `Give the ${amount} that are left back, or less.`,
  decline: () => 'Close it at the bank, so that nobody can pay it any more.',
  'hand-over': () => 'Have the goods handed over now.',
  review: () => 'Put it before a person: nothing is handed over meanwhile.',
  resolve: (as: 'paid' | 'refunded' | 'declined') => resolutions[as],
} as const satisfies Record<ExplainedAction, (about: never) => string>

const resolutions = {
  paid: 'Take it as paid: goods that are owed then go out. The bank is asked first.',
  refunded: 'Take it as refunded: nothing is owed any more. The bank is asked first.',
  declined: 'Take it as not paid. The bank is asked first.',
} as const
