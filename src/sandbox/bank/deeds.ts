import { isOpen } from './bank-order.ts'
import type { BankOrder, BankRefusal, TryOutcome } from './bank-order.ts'
import type { Bank } from './bank.ts'
import { findTestCard, lastExpiry, testCards } from './cards.ts'
import type { PresentedCard, TestCard } from './cards.ts'
import { hasCapturedMoney } from './money-moves.ts'

/** What somebody wants of an order, beside the deed itself. */
export interface DeedWish {
  /** Integer minor units; 0 means all there is. */
  readonly amount: number
  /** The test card that the buyer takes. */
  readonly card: TestCard | undefined
}

interface Deed {
  /** Whose it is: the buyer's on the payment page, or the bank's. */
  readonly by: 'bank' | 'buyer'
  readonly isPossible: (order: BankOrder) => boolean
  /** How much it can move, in integer minor units; undefined if it moves all or nothing. */
  readonly upTo?: (order: BankOrder) => number
  readonly act: (bank: Bank, order: BankOrder, wish: DeedWish) => BankRefusal | TryOutcome | undefined
}

/** Declined by the network, no reason given. */
const refusedCard = '4444444411111111'

const nameOnCard = 'TEST CARDHOLDER'

/** Everything that can be done to an order by hand, the likely first. */
export const deeds = {
  pay: {
    by: 'buyer',
    isPossible: isUndecided,
    act(bank, { gatewayOrderId, challenge, awaited }, { card }) {
      if (awaited) return bank.endCode(gatewayOrderId, true)
      return challenge
        ? bank.answerChallenge(gatewayOrderId, challenge.code)
        : bank.presentCard(gatewayOrderId, presented(card))
    },
  },
  refuse: {
    by: 'buyer',
    isPossible: isUndecided,
    act(bank, { gatewayOrderId, challenge, awaited }) {
      if (awaited) return bank.endCode(gatewayOrderId, false)
      return challenge
        ? bank.answerChallenge(gatewayOrderId, '')
        : bank.presentCard(gatewayOrderId, presented(findTestCard(refusedCard)))
    },
  },
  expire: {
    by: 'bank',
    isPossible: isOpen,
    act: (bank, { gatewayOrderId }) => void bank.expire(gatewayOrderId),
  },
  payLate: {
    by: 'bank',
    isPossible: ({ orderStatus }) => orderStatus === 6,
    act: (bank, { gatewayOrderId }, { card }) => bank.payLate(gatewayOrderId, presented(card)),
  },
  capture: {
    by: 'bank',
    isPossible: ({ orderStatus }) => orderStatus === 1,
    upTo: ({ approvedAmount }) => approvedAmount,
    act: (bank, { gatewayOrderId }, { amount }) => bank.deposit(gatewayOrderId, amount),
  },
  release: {
    by: 'bank',
    isPossible: ({ orderStatus, isReversalSpent }) => orderStatus === 1 && !isReversalSpent,
    act: (bank, { gatewayOrderId }) => bank.reverse(gatewayOrderId, 0),
  },
  refund: {
    by: 'bank',
    isPossible: hasCapturedMoney,
    upTo: ({ depositedAmount }) => depositedAmount,
    act(bank, { gatewayOrderId }, { amount }) {
      const answer = bank.refund(gatewayOrderId, { amount })
      return 'errorCode' in answer ? answer : undefined
    },
  },
  chargeBack: {
    by: 'bank',
    isPossible: hasCapturedMoney,
    act: (bank, { gatewayOrderId }) => bank.chargeBack(gatewayOrderId),
  },
} as const satisfies Record<string, Deed>

/** Unpaid: in the buyer's hands, or their bank's. */
export function isUndecided(order: BankOrder): boolean {
  return isOpen(order) || order.awaited !== undefined
}

export type DeedName = keyof typeof deeds

export const deedNames = Object.keys(deeds) as DeedName[]

/**
 * Refuses one try after the other until the bank gives the order up, whatever card the buyer or the order has. Does
 * nothing to an order that is decided.
 */
export function declineForGood(bank: Bank, gatewayOrderId: string): void {
  for (let order = bank.find(gatewayOrderId); order && isUndecided(order); order = bank.find(gatewayOrderId)) {
    deeds.refuse.act(bank, order)
  }
}

/** What can be done to an order now. */
export function possibleDeeds(order: BankOrder): readonly DeedName[] {
  return deedNames.filter((name) => deeds[name].isPossible(order))
}

/** How much a deed can move, in integer minor units; undefined if it moves all or nothing. */
export function mostOf(name: DeedName, order: BankOrder): number | undefined {
  const deed: Deed = deeds[name]
  return deed.upTo?.(order)
}

function presented(card: TestCard | undefined = testCards[0]): PresentedCard {
  return { number: card?.number ?? '', cvc: card?.cvc ?? '', expiry: lastExpiry, name: nameOnCard }
}
