import type { BankOrder } from '../bank/bank-order.ts'
import { mostOf } from '../bank/deeds.ts'
import type { DeedName } from '../bank/deeds.ts'
import { amountOf } from './bank-states.ts'

interface DeedWords {
  /** On a button in a list. */
  readonly button: string
  /** What comes of it. */
  readonly hint: string
}

export const deedWords = {
  pay: {
    button: 'Pay',
    hint: 'As the buyer does, who then closes the window: the shop hears of it by callback, or when it asks.',
  },
  refuse: { button: 'Refuse', hint: 'The card is refused. The buyer may try again until no attempts are left.' },
  expire: { button: 'Expire', hint: 'The time to pay runs out now.' },
  payLate: {
    button: 'Pay late',
    hint: 'The bank takes the money after all, although the shop has given up the order.',
  },
  capture: { button: 'Capture', hint: 'All that is held, or less.' },
  release: { button: 'Release', hint: 'The whole hold. No money moves.' },
  refund: { button: 'Refund', hint: 'As in the bank’s portal: the shop hears of it by callback, or when it asks.' },
  chargeBack: {
    button: 'Charge back',
    hint: 'The cardholder’s bank takes the money back. No callback tells the shop; it hears of it when it asks.',
  },
} as const satisfies Record<DeedName, DeedWords>

/** The button for all there is, in a list of orders: `Refund 34.50`. */
export function buttonText(name: DeedName, order: BankOrder): string {
  const { button } = deedWords[name]
  const most = mostOf(name, order)
  return most === undefined ? button : `${button} ${amountOf(order, most).replace(/\D+$/, '')}`
}

/**
 * What has come of a deed, in the past tense.
 *
 * @param amount - how much it moved, in integer minor units; 0 if all there was.
 */
export function toldOf(name: DeedName, before: BankOrder, after: BankOrder, amount: number): string {
  const moved = amountOf(before, amount || (mostOf(name, before) ?? before.amount))
  switch (name) {
    case 'pay':
    case 'refuse':
      return attemptTold(after)
    case 'expire':
      return 'The time to pay has run out.'
    case 'payLate':
      return `The bank took ${moved} after all.`
    case 'capture':
      return `The bank captured ${moved}.`
    case 'release':
      return `The bank released ${amountOf(before, before.approvedAmount)}.`
    case 'refund':
      return `The bank gave back ${moved}.`
    case 'chargeBack':
      return `The cardholder’s bank took back ${amountOf(before, before.depositedAmount)}.`
  }
}

function attemptTold(order: BankOrder): string {
  const amount = amountOf(order, order.amount)
  switch (order.orderStatus) {
    case 1:
      return `The buyer paid. The bank holds ${amount}.`
    case 2:
    case 4:
      return `The buyer paid ${amount}.`
    case 3:
      return 'The card was checked. Nothing was charged.'
    case 5:
      return 'The card’s bank asks the buyer for a code.'
    case 7:
      return 'The buyer’s bank has not told yet.'
    case 0:
      return 'The card was refused. The buyer may try again.'
    case 6:
      return 'The card was refused, and no attempts are left.'
  }
}

/** A text from outside, no longer than a reader bears. */
export function cut(text: string, maxLength = 600): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…`
}
