import type { Trigger } from '../../ledger/entry.ts'

/** On what occasion the bank said something: each trigger is a question to it. Empty if it was not asked. */
export const heardWhen = {
  checkout: 'when the buyer pressed Buy',
  return: 'when the buyer came back from its page',
  callback: 'after it had notified us',
  sweep: 'in a routine check',
  settle: 'when somebody of the shop asked',
  capture: 'when the capture was checked',
  reverse: 'when the release was checked',
  refund: 'when the refund was checked',
  decline: 'when it was told to close the order',
  'hand-over': '',
  review: '',
  resolve: 'before somebody decided about it',
  forget: '',
  retention: '',
  import: 'when it came into this ledger',
} as const satisfies Record<Trigger, string>
