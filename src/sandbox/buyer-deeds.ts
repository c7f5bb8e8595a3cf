import { argumentProblem } from '../options/named-arguments.ts'
import { isOpen } from './bank/bank-order.ts'
import type { BankOrder } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { declineForGood, isUndecided } from './bank/deeds.ts'
import { payAsBuyer, submit } from './buyer.ts'
import type { CardInput } from './buyer.ts'
import { cardRules } from './control/card-rules.ts'
import { aWholeNumber } from './control/read-body.ts'
import type { Dialect } from './dialects/dialect.ts'
import { bindingIdFor, challengePathOf, codePathOf, leavePathOf, pagePath, shopUrl } from './hosted-page.ts'
import { makeRequireOrder } from './order-ref.ts'
import type { SandboxOrderRef } from './order-ref.ts'
import { Refused } from './refused.ts'

/** The outcome of one attempt to pay. */
export interface PaymentTry {
  /** Where the bank sends the buyer; undefined if it keeps them on its page, for another attempt or for the code. */
  readonly location: string | undefined
  /** Whether the bank has refused this attempt. */
  readonly declined: boolean
}

interface BuyerDeeds {
  pay(order: SandboxOrderRef, card?: Partial<CardInput>): Promise<PaymentTry>
  decline(order: SandboxOrderRef): Promise<{ readonly location: string }>
  cancel(order: SandboxOrderRef): Promise<{ readonly location: string }>
}

export interface BuyerDeedsDeps {
  readonly bank: Bank
  readonly dialect: Dialect
  /** Of the bank's pages. */
  readonly origin: string
}

/** What a buyer can do on the bank's page, done by a test. */
export function makeBuyerDeeds({ bank, dialect, origin }: BuyerDeedsDeps): BuyerDeeds {
  const requireOrder = makeRequireOrder(bank)

  function decline(ref: SandboxOrderRef): { readonly location: string } {
    const order = requireOrder(ref)
    if (!isUndecided(order)) throw noLongerPayable(order)
    declineForGood(bank, order.gatewayOrderId)
    return { location: shopUrl(requireOrder(ref), dialect) }
  }

  return {
    async pay(ref, card = {}) {
      const order = requireOrder(ref)
      requireCard(card)
      if (!isOpen(order)) throw noLongerPayable(order)
      requireCharged(bank, order, card)
      const paths = { page: pagePath(order), challenge: challengePathOf(order), code: codePathOf(order) }
      const location = await payAsBuyer(origin, paths, card)
      return { location, declined: requireOrder(ref).failedTriesCount > order.failedTriesCount }
    },
    // What it throws is a rejection, as that of its neighbours; a promise is not taken for the order it brings.
    decline: (ref) => new Promise((resolve) => resolve(decline(ref))),
    async cancel(ref) {
      return { location: await submit(origin + leavePathOf(requireOrder(ref)), {}) }
    },
  }
}

/** A test in this process may move the clock, and let the bank of a QR code wait for as long as it likes. */
const ownCardRules = { ...cardRules, qrToldAfterMs: aWholeNumber(0, Number.MAX_SAFE_INTEGER) }

/** Nothing that is misspelt is to be paid with the card that is approved. */
function requireCard(card: Partial<CardInput>): void {
  const problem = argumentProblem('pay', card, ownCardRules)
  if (problem !== undefined) throw new Refused('request', problem)
}

/** The page charges the card that an order is tied to, whatever else it is sent. No test may take that for its own. */
function requireCharged(bank: Bank, order: BankOrder, card: Partial<CardInput>): void {
  const { bindingId, number, qr } = card
  if (qr !== undefined) return
  const charged = bindingIdFor(bank, order, card)
  const wanted = bindingId ?? number
  if (charged !== undefined && wanted !== undefined && wanted !== charged) {
    throw new Refused('request', `The page takes no other card than the stored card ${charged}.`)
  }
  const isStored = charged !== undefined && bank.cards.find(charged) !== undefined
  if (bindingId !== undefined && number === undefined && !isStored) {
    throw new Refused('request', `The page offers no stored card ${bindingId}.`)
  }
}

function noLongerPayable({ orderStatus }: BankOrder): Refused {
  return new Refused('state', `The order can no longer be paid: orderStatus is ${orderStatus}.`)
}
