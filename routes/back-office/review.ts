import { reviewPage } from '../../src/back-office/review-page.ts'
import type { CaseShown } from '../../src/back-office/review-page.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import type { OrderQuery } from '../../src/ledger/order-ledger.ts'
import type { Order } from '../../src/order.ts'
import type { Show } from './visit.ts'

export interface ReviewRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'explain' | 'orders'>
}

/** How many are counted of each kind. */
const maxCounted = 1_000

/** How many are told in full: each is about 2 kB. */
const pageSize = 15

/** `GET /review`: what needs a person, the longest first. */
export function showReview({ verbs }: ReviewRouteOptions): Show {
  const read = async (query: OrderQuery): Promise<Order[]> => {
    const found: Order[] = []
    for await (const order of verbs.orders.find({ ...query, limit: maxCounted })) found.push(order)
    return found
  }
  const caseOf = async (order: Order): Promise<CaseShown> => ({
    order,
    entries: await verbs.orders.history(order.orderNumber),
    explanation: await verbs.explain(order.orderNumber),
  })
  return async ({ operator, surroundings, base }) => {
    const [inReview, stuck] = await Promise.all([read({ status: 'review' }), read({ handOver: 'stuck' })])
    const all = [...inReview, ...stuck.filter(({ status }) => status !== 'review')]
    const oldest = all.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    const cases = await Promise.all(oldest.slice(0, pageSize).map(caseOf))
    const shown = { cases, waiting: all.length, operator }
    const json = { waiting: all.length, orders: cases.map(({ order, explanation }) => ({ order, explanation })) }
    return { page: reviewPage(shown, base, surroundings.clock), json }
  }
}
