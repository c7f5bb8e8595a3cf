import type { BankOrder, BankCard, TryOutcome } from './bank-order.ts'
import type { Books, Notify } from './books.ts'
import { findTestCard, findTestCardByMask, judgeCard, maskNumber } from './cards.ts'
import type { BadDay, PresentedCard } from './cards.ts'
import { digits } from './digits.ts'
import type { StoredBankCards } from './stored-cards.ts'

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
  /** @param isToBeStored - once the card is approved, if the order names the client to store it for. */
  presentCard(gatewayOrderId: string, card: PresentedCard, isToBeStored?: boolean): TryOutcome
  /** `closed` too if the card is no longer stored, or not for the client of the order. */
  presentStoredCard(gatewayOrderId: string, bindingId: string, cvc: string): TryOutcome
  answerChallenge(gatewayOrderId: string, code: string): TryOutcome
  /** Takes the money for an order that was declined or has run out: banks do, and tell of it later. */
  payLate(gatewayOrderId: string, card: PresentedCard): TryOutcome
}

/** How long such a day lasts. Longer than a buyer waits, and short enough to be waited out. Chosen by feel. */
export const badDayMs = 60_000

export function makeCardTries({ find }: Pick<Books, 'find'>, cards: StoredBankCards, attempts: Attempts): CardTries {
  const { approve, attempt, declineTry } = attempts
  return {
    presentCard(gatewayOrderId, card, isCardToBeStored = false) {
      const order = find(gatewayOrderId)
      if (order?.orderStatus !== 0) return 'closed'
      return attempt({ ...order, card: toBankCard(card), isCardToBeStored, cardBindingId: undefined }, card)
    },
    presentStoredCard(gatewayOrderId, bindingId, cvc) {
      const order = find(gatewayOrderId)
      const stored = cards.find(bindingId)
      if (order?.orderStatus !== 0 || !stored || stored.clientId !== order.clientId) return 'closed'
      const { card } = stored
      const tried = { ...order, card, isCardToBeStored: false, cardBindingId: bindingId }
      return attempt(tried, presentedAgain(card, cvc))
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
      if (order?.orderStatus !== 6) return 'closed'
      return approve({ ...order, card: toBankCard(card), isCardToBeStored: false, cardBindingId: undefined })
    },
  }
}

/** What becomes of an attempt. The order tells its card, and whether that is to be stored. */
export interface Attempts {
  readonly approve: (order: BankOrder) => TryOutcome
  readonly attempt: (tried: BankOrder, card: PresentedCard) => TryOutcome
  readonly declineTry: (order: BankOrder, actionCode: number) => TryOutcome
}

export function makeAttempts(
  { change }: Books,
  cards: StoredBankCards,
  { statusLagMs, failedTriesAllowed, now, notify, beginBadDay }: CardTriesOptions,
): Attempts {
  function approve(order: BankOrder): TryOutcome {
    const isCaptured = !order.isTwoPhase && !order.isVerification
    const stored = order.clientId === undefined ? [] : cards.of(order.clientId)
    const approved = change(order, approvalOn(order), statusLagMs)
    notify(approved, isCaptured ? 'deposited' : 'approved', true)
    const { cardBindingId } = approved
    const isKnown = cardBindingId === undefined || stored.some(({ bindingId }) => bindingId === cardBindingId)
    if (!isKnown) notify(approved, 'bindingCreated', true)
    return 'approved'
  }

  /** With the stored card that it was paid with, or that is stored now. */
  function approvalOn(order: BankOrder): Partial<BankOrder> {
    const { clientId, card, isCardToBeStored, cardBindingId } = order
    const isStored = isCardToBeStored && clientId !== undefined && card !== undefined
    return {
      ...approvalOf(order, now()),
      cardBindingId: isStored ? cards.store(clientId, card).bindingId : cardBindingId,
    }
  }

  /** The payment itself succeeds. What goes wrong is how the store hears of it. */
  function approveOn(badDay: BadDay, order: BankOrder): TryOutcome {
    beginBadDay(order.gatewayOrderId, badDay)
    if (badDay !== 'pending') return approve(order)
    // In the issuer’s hands, as it looks from outside, and no callback comes: the store has to ask.
    change(order, { orderStatus: 5 }, statusLagMs)
    change(order, approvalOn(order), statusLagMs + badDayMs)
    return 'approved'
  }

  function attempt(tried: BankOrder, card: PresentedCard): TryOutcome {
    const outcome = judgeCard(card, now())
    const badDay = findTestCard(card.number)?.badDay
    if (outcome.kind === 'approved') return badDay ? approveOn(badDay, tried) : approve(tried)
    if (outcome.kind === 'declined') return declineTry(tried, outcome.actionCode)
    change(tried, { orderStatus: 5, challenge: outcome }, statusLagMs)
    return 'challenge'
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

  return { approve, attempt, declineTry }
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

/** A stored card with the code that the buyer has entered. The bank stores no number: the mask tells the test card. */
function presentedAgain({ maskedNumber, expiration, cardholderName }: BankCard, cvc: string): PresentedCard {
  const expiry = { year: Number(expiration.slice(0, 4)), month: Number(expiration.slice(4)) }
  return { number: findTestCardByMask(maskedNumber)?.number ?? '', expiry, cvc, name: cardholderName }
}

function toBankCard(card: PresentedCard): BankCard {
  return {
    maskedNumber: maskNumber(card.number),
    expiration: `${card.expiry.year}${String(card.expiry.month).padStart(2, '0')}`,
    cardholderName: card.name,
    brand: findTestCard(card.number)?.brand,
  }
}
