import type { PaymentPhase } from '../../gateway/evidence.ts'

/** What else an answer of the bank tells, as text; undefined if it does not. */
export interface ToldMoney {
  readonly held: string | undefined
  /** In all, before anything went back. */
  readonly taken: string | undefined
  /** What went back of it, if any did. */
  readonly back: string | undefined
  /** When it was taken, after "taken from the buyer"; empty if that was when the bank said so. */
  readonly takenOn: string
  /** Why the bank said no to the last try. */
  readonly decline: string | undefined
}

function taken({ taken: amount, takenOn }: ToldMoney): string {
  return `${amount ?? 'money'} ${amount === undefined ? 'was' : 'were'} taken from the buyer${takenOn}`
}

/** What each phase of a payment means; a clause. */
const phaseWords = {
  registered: ({ decline }) =>
    decline === undefined ? 'it is not paid' : `it is not paid, and the last try failed: ${decline}`,
  held: ({ held }) => `${held ?? 'its amount'} ${held ? 'are' : 'is'} on hold on the buyer's card, and not taken`,
  captured: (told) => `${taken(told)}${told.back === undefined ? '' : `, and ${told.back} of it went back`}`,
  reversed: () => 'its hold was released',
  refunded: (told) =>
    told.back === undefined
      ? 'money went back to the buyer; it does not say how much'
      : `${taken(told)}, and ${told.back} of it went back`,
  authenticating: () => 'the buyer is paying just now',
  declined: ({ decline }) => `it was declined${decline === undefined ? '' : `: ${decline}`}`,
  pending: () => 'it is still being worked on',
  'partly-captured': () => 'only a part of the hold has been taken so far',
  unrecognized: () => 'it is in a state that this version does not know',
} as const satisfies Record<PaymentPhase, (told: ToldMoney) => string>

/** What the bank said last about an order in review; each a sentence. */
export const bankWords = {
  said: (phase: PaymentPhase, told: ToldMoney, when: string) =>
    `According to the bank's latest answer, on ${when}, ${phaseWords[phase](told)}.`,
  'said-of-another': (phase: PaymentPhase, told: ToldMoney, when: string) =>
    `The bank's latest answer, on ${when}, is about another order, and says of that one: ${phaseWords[phase](told)}.`,
  absent: (when: string) => `According to the bank's latest answer, on ${when}, it does not know this order.`,
  'charged-back': () => "It also reports a chargeback: the buyer's own bank demands the money back.",
  nothing: () => 'We know of no payment for it so far.',
  known: ({ captured, refunded }: { readonly captured: string; readonly refunded: string | undefined }) =>
    `As far as we know, ${captured} were taken from the buyer, and ` +
    `${refunded === undefined ? 'we have heard of no refund' : `${refunded} of it were refunded`}.`,
} as const
