import type { BankOrder, BankCard, TryOutcome } from './bank-order.ts'
import type { Books, Notify } from './books.ts'
import { findTestCard, judgeCard, maskNumber } from './cards.ts'
import type { BadDay, PresentedCard } from './cards.ts'
import { digits } from './digits.ts'

export interface CardTriesOptions {
  /** How far the status call lags behind the page, in milliseconds. */
  readonly statusLagMs: number
  /** How many attempts may fail. The next failure declines the order for good. */
  readonly failedTriesAllowed: number
  readonly now: () => Date
  readonly notify: Notify
  /** Called after a payment with a card of a bad day. */
  readonly beginBadDay: (gatewayOrderId: string, badDay: BadDay) => void
}

/** What a buyer can do on the bank's pages. */
export interface CardTries {
  presentCard(gatewayOrderId: string, card: PresentedCard): TryOutcome
  answerChallenge(gatewayOrderId: string, code: string): TryOutcome
  /** Takes the money for an order that was declined or has run out: banks do, and tell of it later. */
  payLate(gatewayOrderId: string, card: PresentedCard): TryOutcome
}

/** How long such a day lasts. Longer than a buyer waits, and short enough to be waited out. Chosen by feel. */
export const badDayMs = 60_000

export function makeCardTries(
  { find, change }: Books,
  { statusLagMs, failedTriesAllowed, now, notify, beginBadDay }: CardTriesOptions,
): CardTries {
  function approve(order: BankOrder): TryOutcome {
    const isCaptured = !order.isTwoPhase && !order.isVerification
    notify(change(order, approvalOf(order, now()), statusLagMs), isCaptured ? 'deposited' : 'approved', true)
    return 'approved'
  }

  /** The payment itself succeeds. What goes wrong is how the store hears of it. */
  function approveOn(badDay: BadDay, order: BankOrder): TryOutcome {
    beginBadDay(order.gatewayOrderId, badDay)
    if (badDay !== 'pending') return approve(order)
    // In the issuer's hands, as it looks from outside. No callback comes until somebody asks.
    change(order, { orderStatus: 5 }, statusLagMs)
    change(order, approvalOf(order, now()), statusLagMs + badDayMs)
    return 'approved'
  }

  /** A failed attempt leaves the order payable (status 0) until the attempts are used up (BPC: status codes). */
  function declineTry(order: BankOrder, actionCode: number): TryOutcome {
    const failedTriesCount = order.failedTriesCount + 1
    const isLast = failedTriesCount > failedTriesAllowed
    const end = isLast ? ({ orderStatus: 6, actionCode: -2013 } as const) : ({ orderStatus: 0, actionCode } as const)
    const declined = change(order, { ...end, failedTriesCount, challenge: undefined }, statusLagMs)
    notify(declined, order.isTwoPhase ? 'approved' : 'deposited', false)
    return 'declined'
  }

  return {
    presentCard(gatewayOrderId, card) {
      const order = find(gatewayOrderId)
      if (order?.orderStatus !== 0) return 'closed'
      const outcome = judgeCard(card, now())
      const tried = { ...order, card: toBankCard(card) }
      const badDay = findTestCard(card.number)?.badDay
      if (outcome.kind === 'approved') return badDay ? approveOn(badDay, tried) : approve(tried)
      if (outcome.kind === 'declined') return declineTry(tried, outcome.actionCode)
      change(tried, { orderStatus: 5, challenge: outcome }, statusLagMs)
      return 'challenge'
    },
    answerChallenge(gatewayOrderId, code) {
      const order = find(gatewayOrderId)
      if (order?.orderStatus !== 5 || !order.challenge) return 'closed'
      if (code === order.challenge.code) return approve(order)
      // -2025: the challenge failed (3DS 2); -2006: the issuer refused the authentication (3DS 1).
      return declineTry(order, order.challenge.protocol === '3-D Secure 2' ? -2025 : -2006)
    },
    payLate(gatewayOrderId, card) {
      const order = find(gatewayOrderId)
      return order?.orderStatus === 6 ? approve({ ...order, card: toBankCard(card) }) : 'closed'
    },
  }
}

function approvalOf({ isVerification, isTwoPhase, amount }: BankOrder, now: Date): Partial<BankOrder> {
  const isCaptured = !isTwoPhase && !isVerification
  return {
    orderStatus: isVerification ? 3 : isTwoPhase ? 1 : 2,
    actionCode: 0,
    challenge: undefined,
    approvedAmount: isVerification ? 0 : amount,
    depositedAmount: isCaptured ? amount : 0,
    authorisedAt: now,
    approvalCode: digits(6),
    referenceNumber: digits(12),
    depositedAt: isCaptured ? now : undefined,
    reversedAt: isVerification ? now : undefined,
  }
}

function toBankCard(card: PresentedCard): BankCard {
  return {
    maskedNumber: maskNumber(card.number),
    expiration: `${card.expiry.year}${String(card.expiry.month).padStart(2, '0')}`,
    cardholderName: card.name,
    brand: findTestCard(card.number)?.brand,
  }
}
