import type { KeptReason } from '../ledger/forget-ledger.ts'

/** Why an order is kept as it is, and what would change that. One source of words for code, terminal and JSON. */
export const keptWords = {
  open: 'it is open: the buyer may still pay it, or its money is on hold',
  due: 'its goods are still to be handed over',
  stuck: 'its goods are stuck: hand them over (hand-over), or refund it, first',
  review: 'it is in review: somebody must decide about it (resolve) first',
  'refund-under-way': 'a refund is on its way, or waits for another operator: wait until it has ended',
  'closing-due': 'your store is still to be told that it ended unpaid (onClosed)',
  'closing-stuck': 'your store could not be told that it ended unpaid (onClosed): tell it again (hand-over) first',
  'link-open': 'its payment link can still be paid: withdraw it (link withdraw) first',
  'forgotten-already': 'it was forgotten before, and there is nothing left to blank',
  'nothing-personal': 'there is nothing personal in it',
} as const satisfies Record<KeptReason, string>
