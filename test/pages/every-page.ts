import type { Language, NeutralOutcome, Page, ShopFront } from '../../src/pages/index.ts'
import {
  busyPage,
  errorPage,
  failurePage,
  goingOnPage,
  linkPage,
  neutralPage,
  notAVisitPage,
  pendingPage,
  successPage,
} from '../../src/pages/index.ts'
import { sampleDecline, sampleOrder, unpaidOrder } from './sample-order.ts'

export const stylesheetUrl = '/checkout.css'

/** A shop that has said nothing about itself. */
export const plainShop: ShopFront = { homeUrl: 'https://shop.example/', timeZone: 'UTC' }

/** A shop that has said everything. */
export const shop: ShopFront = {
  name: 'The Teapot & Sons',
  logoUrl: '/logo.svg',
  homeUrl: 'https://shop.example/',
  contact: 'help@shop.example',
  timeZone: 'Europe/Vienna',
}

/** One page of each kind that a buyer can see, under the name that its tests use. */
export function everyPage(language: Language, front = shop): Readonly<Record<string, Page>> {
  const surroundings = { language, stylesheetUrl, shop: front }
  const retryUrl = '/checkout/teapot-blue'
  const again = { ...surroundings, retryUrl }
  const noFunds = sampleDecline('insufficient-funds', 'other-card')
  const noReason = sampleDecline('declined-by-issuer', 'contact-card-issuer', false)
  const refund = { status: 'partially_refunded', refundedMinor: 30_000 } as const
  const neutral = (outcome: NeutralOutcome) => neutralPage(outcome, surroundings)
  return {
    paid: successPage(sampleOrder(), surroundings),
    held: successPage(sampleOrder({ status: 'held', capturedMinor: 0 }), surroundings),
    'partially refunded': successPage(sampleOrder(refund), surroundings),
    refunded: failurePage(sampleOrder({ status: 'refunded', refundedMinor: 129_999 }), again),
    reversed: failurePage(sampleOrder({ status: 'reversed', capturedMinor: 0 }), again),
    'attempt declined': failurePage(unpaidOrder({ decline: noFunds }), again),
    unfinished: failurePage(unpaidOrder(), again),
    declined: failurePage(unpaidOrder({ status: 'declined', decline: noReason }), {
      ...surroundings,
      retryUrl: undefined,
    }),
    expired: failurePage(unpaidOrder({ status: 'expired' }), again),
    review: failurePage(sampleOrder({ status: 'review', reviewReason: 'amount-differs' }), again),
    pending: pendingPage(unpaidOrder(), surroundings),
    'pending, no longer asking': pendingPage(unpaidOrder(), { ...surroundings, isStopped: true }),
    'neutral paid': neutral('paid'),
    'neutral held': neutral('held'),
    'neutral failed': neutral('failed'),
    'neutral open': neutral('open'),
    'neutral pending': neutral('pending'),
    'neutral review': neutral('review'),
    'too many': busyPage('too-many', { ...surroundings, retryAfterSeconds: 42 }),
    'gateway unavailable': busyPage('gateway-unavailable', { ...surroundings, retryAfterSeconds: 30 }),
    'ledger unavailable': busyPage('ledger-unavailable', { ...surroundings, retryAfterSeconds: 120 }),
    closed: busyPage('closed', { ...surroundings, retryAfterSeconds: 30 }),
    'gateway refused': errorPage('gateway-refused', surroundings),
    'payment page refused': errorPage('payment-page-refused', surroundings),
    'return unavailable': errorPage('return-unavailable', surroundings),
    'invalid request': errorPage('invalid-request', surroundings),
    'order not found': errorPage('order-not-found', surroundings),
    'sku not found': errorPage('sku-not-found', surroundings),
    'origin refused': errorPage('origin-refused', surroundings),
    'link gone': errorPage('link-gone', surroundings),
    'link withdrawn': errorPage('link-withdrawn', surroundings),
    'link expired': errorPage('link-expired', surroundings),
    link: linkPage(
      { amountMinor: 129_999, currency: 'EUR', description: 'A blue teapot' },
      'shop.example',
      surroundings,
    ),
    'not a visit': notAVisitPage('/checkout/teapot-blue', 'browser', surroundings),
    'going on': goingOnPage('https://bank.example/pay?mdOrder=1', surroundings),
    internal: errorPage('internal', surroundings),
  }
}
