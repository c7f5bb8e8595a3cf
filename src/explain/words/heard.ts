import type { Trigger } from '../../ledger/entry.ts'

/** On what occasion the bank said something: each trigger is a question to it. Empty if it was not asked. */
export const heardWhen = {
  checkout: 'when the buyer pressed Buy',
  return: 'asked when the buyer came back',
  callback: 'asked after its callback',
  sweep: 'asked by the sweep',
  settle: 'asked by somebody of the shop',
  capture: 'asked about the capture',
  reverse: 'asked about the reversal',
  refund: 'asked about the refund',
  decline: 'asked after it was told to close the order',
  'hand-over': '',
  review: '',
  resolve: 'asked before somebody decided about it',
} as const satisfies Record<Trigger, string>
