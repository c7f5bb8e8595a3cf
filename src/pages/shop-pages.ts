import { seeOther } from '../html/see-other.ts'
import type { NextFunction, Request, Response } from 'express'
import type { Order } from '../order.ts'
import type { BuiltInPages } from './built-in-pages.ts'
import { neutralOutcomeOf } from './order-pages.ts'

/** Draws a page about one order, see `OrderPage` of the options. */
export type DrawOrderPage = (order: Order, req: Request, res: Response, next: NextFunction) => unknown

/** What a store says about its own pages. */
export interface ShopPagesOptions {
  readonly success: DrawOrderPage | undefined
  readonly failure: DrawOrderPage | undefined
  readonly pending: DrawOrderPage | undefined
  readonly successUrl: string | undefined
  readonly failureUrl: string | undefined
  readonly reviewUrl: string | undefined
  /** Whether the options still let a buyer be sent to an address that was kept with an order. */
  readonly mayReturnTo: (url: string) => boolean
}

type Outcome = 'success' | 'failure' | 'pending'

/** The pages shown to a buyer who comes back. */
export interface ShopPages {
  readonly success: DrawOrderPage
  readonly failure: DrawOrderPage
  readonly pending: DrawOrderPage
  /** Sends its buyer where the item of an order says, whatever browser comes back; undefined if it does not say. */
  readonly leadAway: (order: Order, outcome: Outcome) => DrawOrderPage | undefined
  /** For a browser that did not start the order: the outcome, and nothing else about the order. */
  readonly neutral: (order: Order, outcome: Outcome, req: Request, res: Response) => void
}

/** The store's own page if it has one, else the address it names, else the built-in page. */
export function shopPages(options: ShopPagesOptions, pages: BuiltInPages): ShopPages {
  const { success, failure, pending, successUrl, failureUrl, reviewUrl, mayReturnTo } = options
  const failed = failure ?? (failureUrl ? sendTo(failureUrl, 'failure') : pages.failure)
  // A buyer who reads "nothing was paid" pays again: an order in review never goes to `failureUrl`.
  const reviewed = reviewUrl ? sendTo(reviewUrl, 'contact-shop') : (failure ?? pages.failure)
  return {
    success: success ?? (successUrl ? sendTo(successUrl, 'success') : pages.success),
    failure: (order, ...rest) => (order.status === 'review' ? reviewed : failed)(order, ...rest),
    pending: pending ?? pages.pending,
    leadAway(order, outcome) {
      const url = ownAddressOf(order, outcome)
      return url !== undefined && mayReturnTo(url) ? sendTo(url, outcome) : undefined
    },
    neutral: (order, outcome, req, res) =>
      pages.neutral(outcome === 'pending' ? 'pending' : neutralOutcomeOf(order), req, res),
  }
}

function ownAddressOf({ status, successUrl, failureUrl }: Order, outcome: Outcome): string | undefined {
  if (outcome === 'success') return successUrl
  return outcome === 'failure' && status !== 'review' ? failureUrl : undefined
}

/** 303: a reload of the store's page is then the store's page again. */
function sendTo(url: string, outcome: Outcome | 'contact-shop'): DrawOrderPage {
  return ({ orderNumber, reference }, _req, res) => {
    const told = new URLSearchParams({ order: orderNumber })
    if (reference !== undefined) told.set('reference', reference)
    told.set('outcome', outcome)
    seeOther(res, `${url}${url.includes('?') ? '&' : '?'}${told.toString()}`)
  }
}
