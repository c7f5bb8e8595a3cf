import type { Content } from '../html/html.ts'
import type { MayDo } from '../explain/explanation.ts'
import type { Order } from '../order.ts'
import { mayRefundAlone } from './operator.ts'
import type { Action, Operator } from './operator.ts'
import { amountText, cardText } from './writing.ts'

/** What is done about an order from a page of its own. */
export type OrderAction = Exclude<Action, 'link'>

/** Where each is, below the page of its order. */
export const deedPaths = {
  settle: 'settle',
  capture: 'capture',
  refund: 'refund',
  reverse: 'reverse',
  decline: 'decline',
  handOver: 'hand-over',
  review: 'review',
  resolve: 'resolve',
  forget: 'forget',
} as const satisfies Record<OrderAction, string>

/** What an operator wants, as far as the page can know it. */
export interface Wanted {
  /** Integer minor units of the order's currency. */
  readonly amountMinor?: number | undefined
  readonly as?: 'paid' | 'refunded' | 'declined' | undefined
  readonly note?: string | undefined
}

/** A deed that is about to be done. */
export interface AskedDeed {
  readonly action: OrderAction
  readonly order: Order
  readonly wanted: Wanted
  readonly operator: Operator
  /** Signed: for whom the page was written, what it does, and what the order was like. */
  readonly seal: string
  /** What it does, in the words of `explain`. */
  readonly text: string
  /** The same refund, made within the last day: who opens this page by going back must see it. */
  readonly made?: { readonly at: Date; readonly by: string | undefined } | undefined
  readonly base: string
}

/** The words of a deed's page. */
export interface DeedWords {
  readonly question: string
  readonly button: string
  /** What is kept if nothing is done. */
  readonly wayOut: string
  readonly steps: readonly Content[]
  /** What cannot be undone; undefined for what can. */
  readonly warning?: string | undefined
  /** Whether money leaves. */
  readonly isOut?: boolean
}

const inHistory = 'Your name, the time and your note are written into the order’s history.'
const nameInHistory = 'Your name and the time are written into the order’s history.'
const once = 'If the bank does not answer, it is asked what it did. It is told once, however often you press.'

function refundWords({ order, wanted }: AskedDeed): DeedWords {
  const amount = amountText(wanted.amountMinor ?? 0, order.currency)
  const card = order.card && cardText(order.card)
  const to = card === undefined ? 'the card that paid' : `${card}, the card that paid`
  return {
    question: `Give back ${amount}?`,
    button: `Give back ${amount}`,
    wayOut: 'Keep the money',
    steps: [
      `The bank is told to send ${amount} to ${to}.`,
      'The buyer sees it on the statement in a few working days. When is up to the card’s bank.',
      inHistory,
    ],
    warning:
      'It cannot be taken back. If the bank does not answer, it is asked again about this same refund. The money ' +
      'moves once, however often you press.',
    isOut: true,
  }
}

/** More than the operator may give back alone. */
function proposalWords({ order, wanted }: AskedDeed): DeedWords {
  const amount = amountText(wanted.amountMinor ?? 0, order.currency)
  return {
    question: `Propose to give back ${amount}?`,
    button: `Propose ${amount}`,
    wayOut: 'Keep the money',
    steps: [
      'It is more than you may give back alone, so nothing is sent to the bank yet.',
      'Another operator finds it under Review, and says yes or no.',
      inHistory,
    ],
  }
}

/** What each deed says before it is done. */
export const deedWords = {
  settle: ({ text }) => ({
    question: 'Ask the bank now?',
    button: 'Ask the bank',
    wayOut: 'Leave it',
    steps: [text],
  }),
  capture: ({ order, wanted, text }) => {
    const amount = amountText(wanted.amountMinor ?? order.amountMinor, order.currency)
    return {
      question: `Capture ${amount}?`,
      button: `Capture ${amount}`,
      wayOut: 'Leave it on hold',
      steps: [text, nameInHistory],
      warning: `It is done once, and for good. ${once}`,
    }
  },
  refund: (deed) => {
    const { amountMinor = 0 } = deed.wanted
    return mayRefundAlone(deed.operator, amountMinor, deed.order.currency) ? refundWords(deed) : proposalWords(deed)
  },
  reverse: ({ order, text }) => {
    const amount = amountText(order.amountMinor, order.currency)
    return {
      question: `Release the hold of ${amount}?`,
      button: `Release ${amount}`,
      wayOut: 'Keep the hold',
      steps: [text, nameInHistory],
      warning: `It cannot be taken back: the money can then no longer be captured. ${once}`,
      isOut: true,
    }
  },
  decline: ({ text }) => ({
    question: 'Close it at the bank?',
    button: 'Close it',
    wayOut: 'Leave it open',
    steps: [text, nameInHistory],
    warning: 'It cannot be opened again: the buyer has to begin anew.',
  }),
  handOver: ({ text }) => ({
    question: 'Hand over again?',
    button: 'Hand over again',
    wayOut: 'Leave it',
    steps: [text, 'The shop’s program gets the same order number as its key.', nameInHistory],
  }),
  review: ({ text }) => ({
    question: 'Put it to review?',
    button: 'Put it to review',
    wayOut: 'Leave it',
    steps: [text, inHistory],
  }),
  resolve: ({ wanted, text }) => ({
    question: `Take it out of review as ${wanted.as ?? 'paid'}?`,
    button: `Take it out as ${wanted.as ?? 'paid'}`,
    wayOut: 'Leave it in review',
    steps: [text, inHistory],
    warning: 'It cannot be put back as it was.',
  }),
  forget: () => ({
    question: 'Blank what is personal?',
    button: 'Blank it',
    wayOut: 'Keep it',
    steps: [
      'What the order is for, the buyer’s e-mail and id, the card, the shop’s own data and free text are blanked.',
      'Amounts, states, times and the names of operators stay, so that the books stay right.',
      nameInHistory,
    ],
    warning: 'It cannot be taken back: nothing is kept of it here. Backups have it until they are written over.',
    isOut: true,
  }),
} as const satisfies Record<OrderAction, (deed: AskedDeed) => DeedWords>

/** The words of `explain` and of the back office for the same deed. */
export const actionOf = {
  settle: 'settle',
  capture: 'capture',
  reverse: 'reverse',
  refund: 'refund',
  decline: 'decline',
  'hand-over': 'handOver',
  review: 'review',
  resolve: 'resolve',
} as const satisfies Record<MayDo['action'], OrderAction>

/** What each is called on a button. */
export const deedLabels = {
  settle: 'Ask the bank now',
  capture: 'Capture',
  reverse: 'Release the hold',
  refund: 'Give back',
  decline: 'Close it at the bank',
  'hand-over': 'Hand over again',
  review: 'Put to review',
  resolve: 'Take out of review',
} as const satisfies Record<MayDo['action'], string>
