import { isOpen } from './bank/bank-order.ts'
import type { BankOrder } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { declineForGood, isUndecided } from './bank/deeds.ts'
import { payAsBuyer, submit } from './buyer.ts'
import type { CardInput } from './buyer.ts'
import type { Dialect } from './dialects/dialect.ts'
import { bindingIdFor, challengePathOf, codePathOf, leavePathOf, pagePath, shopUrl } from './hosted-page.ts'
import { Refused } from './refused.ts'

/** The outcome of one attempt to pay. */
export interface PaymentTry {
  /** Where the bank sends the buyer; undefined if it keeps them on its page, for another attempt or for the code. */
  readonly location: string | undefined
  /** Whether the bank has refused this attempt. */
  readonly declined: boolean
}

interface BuyerDeeds {
  pay(gatewayOrderId: string, card?: Partial<CardInput>): Promise<PaymentTry>
  decline(gatewayOrderId: string): Promise<{ readonly location: string }>
  cancel(gatewayOrderId: string): Promise<{ readonly location: string }>
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

  function decline(gatewayOrderId: string): { readonly location: string } {
    const order = requireOrder(gatewayOrderId)
    if (!isUndecided(order)) throw noLongerPayable(order)
    declineForGood(bank, gatewayOrderId)
    return { location: shopUrl(requireOrder(gatewayOrderId), dialect) }
  }

  return {
    async pay(gatewayOrderId, card = {}) {
      const order = requireOrder(gatewayOrderId)
      if (!isOpen(order)) throw noLongerPayable(order)
      requireCharged(bank, order, card)
      const paths = { page: pagePath(order), challenge: challengePathOf(order), code: codePathOf(order) }
      const location = await payAsBuyer(origin, paths, card)
      return { location, declined: requireOrder(gatewayOrderId).failedTriesCount > order.failedTriesCount }
    },
    decline: (gatewayOrderId) => Promise.resolve(gatewayOrderId).then(decline),
    async cancel(gatewayOrderId) {
      return { location: await submit(origin + leavePathOf(requireOrder(gatewayOrderId)), {}) }
    },
  }
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

/** @returns a function that throws for an order which the bank does not have. */
export function makeRequireOrder({ find }: Pick<Bank, 'find'>): (gatewayOrderId: string) => BankOrder {
  return (gatewayOrderId) => {
    const order = find(gatewayOrderId)
    if (!order) throw new Refused('state', `The sandbox has no order ${gatewayOrderId}.`)
    return order
  }
}

function noLongerPayable({ orderStatus }: BankOrder): Refused {
  return new Refused('state', `The order can no longer be paid: orderStatus is ${orderStatus}.`)
}
