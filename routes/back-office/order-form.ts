import { rawForm } from '../../middleware/parse.ts'
import type { OrderAction } from '../../src/back-office/deed-words.ts'
import { mayDo } from '../../src/back-office/operator.ts'
import { foreignFormPage, notAllowedPage } from '../../src/back-office/trouble-pages.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { isFromOwnPage } from '../../src/html/own-page.ts'
import { findOrder, noSuchOrder } from './order.ts'
import type { FoundOrder } from './order.ts'
import type { Shown, Visit } from './visit.ts'

export interface OrderFormOptions {
  readonly verbs: Pick<PaymentVerbs, 'orders'>
  /** Origin of the public address at which the router is mounted. */
  readonly origin: string
}

/** What an operator needs to send a form, and what that is called. */
export interface WantedRight {
  readonly right: OrderAction
  readonly words: string
}

/** A form about an order, sent from a page of ours by somebody who may; its seal is not looked at yet. */
export interface OrderForm {
  readonly form: URLSearchParams
  readonly found: FoundOrder
  /** Address of the order's page. */
  readonly here: string
}

/** What is answered instead to a form that leads to nothing. */
export interface TurnedAway {
  readonly instead: Shown
}

/** Reads a form about the order of its address. Nothing of it is read for somebody who may not send it. */
export async function readOrderForm(
  visit: Visit,
  { verbs, origin }: OrderFormOptions,
  { right, words }: WantedRight,
): Promise<OrderForm | TurnedAway> {
  const { operator, base, req } = visit
  const here = `${base}/orders/${encodeURIComponent(String(req.params.orderNumber))}`
  if (!isFromOwnPage(req.headers, [origin])) return { instead: { page: foreignFormPage(here) } }
  if (!mayDo(operator, right)) return { instead: { page: notAllowedPage(words, operator.name, here) } }
  const form = await rawForm(req)
  const found = await findOrder(verbs, visit)
  return found ? { form, found, here } : { instead: noSuchOrder(visit) }
}
