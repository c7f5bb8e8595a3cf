/** How an order can differ between the bank and the ledger. The first seven are differences, the others remarks. */
export const differenceKinds = [
  'unknown-to-ledger',
  'unknown-to-bank',
  'amount',
  'currency',
  'state',
  'refunded',
  'twice',
  'fee',
  'midnight',
  'other-shop',
] as const

/** See {@link differenceKinds}. */
export type DifferenceKind = (typeof differenceKinds)[number]

/** Whether the day balances all the same: it is explained, and no money is missing. */
export function isRemark(kind: DifferenceKind): boolean {
  return kind === 'fee' || kind === 'midnight' || kind === 'other-shop'
}

/** One order that bank and ledger do not tell alike. */
export interface Difference {
  readonly kind: DifferenceKind
  /** Ours; undefined if the bank named the order by its own id alone, and the ledger does not know it. */
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  /** The store's own order or cart id, as far as the ledger knows it. */
  readonly reference: string | undefined
  /** What differs, in English. */
  readonly text: string
  /** ISO 4217 code of the bank's amount; what the bank writes, if it is none; the ledger's, if the bank has nothing. */
  readonly currency: string
  /** What the bank says, in integer minor units of `currency`; undefined if it says nothing. */
  readonly bankMinor: number | undefined
  /** What the ledger says, in integer minor units of `ledgerCurrency`; undefined if it says nothing. */
  readonly ledgerMinor: number | undefined
  /** ISO 4217 alphabetic code: another than `currency` only where that is what differs. */
  readonly ledgerCurrency: string
  /** Line of the registry, counted from 1; undefined for an order of the bank's list. */
  readonly line: number | undefined
  /** Whether the ledger owes goods for it as soon as it follows the bank. */
  readonly owesGoods: boolean
}

interface KindWords {
  /** For a heading. */
  readonly title: string
  /** What a person does about it. */
  readonly help: string
}

/** What each kind is called, and what to do about it. */
export const kindWords = {
  'unknown-to-ledger': {
    title: 'The bank has it, the ledger does not',
    help:
      'Money came in for an order that this ledger does not know: it was restored from a backup, say. Take it in ' +
      'again (--take-in), which asks the bank about it first. If another shop uses the same login, make sure that ' +
      'it is not that one’s: its numbers look the same.',
  },
  'unknown-to-bank': {
    title: 'The ledger has it, the bank does not',
    help:
      'Ask the bank about the order (settle). If it says paid, the list or the registry lacks it: give the ' +
      'registries of the neighbouring days too (--file), or ask the bank for it, by the order number. If not, goods ' +
      'may have gone out without money.',
  },
  amount: {
    title: 'Another amount',
    help: 'Ask the bank about the order (settle): what it says is written into its history. Do not ship by this list.',
  },
  currency: {
    title: 'Another currency',
    help: 'Compare the merchant’s currency with the shop’s (CHECKOUT_CURRENCY), and ask the bank (settle).',
  },
  state: {
    title: 'Another state',
    help:
      'Ask the bank about the order (settle): the ledger then follows it as far as the answer allows, and owes the ' +
      'goods of what is paid. After a restored backup they may have gone out before: docs/balance.md.',
  },
  refunded: {
    title: 'Another refund',
    help:
      'Given back in the bank’s portal, or refused there later. Ask the bank (settle). A registry may have a ' +
      'refund on the next day: look there too.',
  },
  twice: {
    title: 'Twice',
    help:
      'A line that is there twice is the bank’s to mend. A reference that was paid by two orders: give one payment ' +
      'back (refund).',
  },
  fee: {
    title: 'Less the bank’s fee',
    help: 'Nothing to do: the bank writes what it pays out, and the difference is exactly its fee.',
  },
  midnight: {
    title: 'On the neighbouring day',
    help:
      'Nothing is lost: both have it, one of them before midnight, the other after. See --zone if it happens every ' +
      'day.',
  },
  'other-shop': {
    title: 'Of another shop',
    help: 'Nothing to do here: another shop or program uses the same login. Its own ledger balances it.',
  },
} as const satisfies Record<DifferenceKind, KindWords>
