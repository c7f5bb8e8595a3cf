import { reviewPage } from '../../src/back-office/review-page.ts'
import type { CaseShown } from '../../src/back-office/review-page.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import type { OrderQuery } from '../../src/ledger/order-query.ts'
import type { Order } from '../../src/order.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { withoutAddress } from './order.ts'
import type { Show } from './visit.ts'

export interface ReviewRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'explain' | 'orders'>
  readonly proposedRefunds: Pick<ProposedRefunds, 'proposals'>
}

/** How many are counted of each kind. */
const maxCounted = 1_000

/** How many are told in full: each is about 2 kB. */
const pageSize = 15

/** Refunds that wait, on one page. */
const maxProposals = 50

/** `GET /review`: what needs a person, the longest first. */
export function showReview({ verbs, proposedRefunds }: ReviewRouteOptions): Show {
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
  return async ({ operator, surroundings, base, waiting: counted }) => {
    const [inReview, stuck, proposals, { proposed }] = await Promise.all([
      read({ status: 'review' }),
      read({ handOver: 'stuck' }),
      proposedRefunds.proposals(maxProposals),
      counted,
    ])
    const all = [...inReview, ...stuck.filter(({ status }) => status !== 'review')]
    const oldest = all.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    const cases = await Promise.all(oldest.slice(0, pageSize).map(caseOf))
    const waiting = all.length + proposed
    const shown = { cases, proposals, waiting, operator }
    const json = {
      waiting,
      proposals,
      orders: cases.map(({ order, explanation }) => ({ order: withoutAddress(order), explanation })),
    }
    return { page: reviewPage(shown, base, surroundings.clock), json }
  }
}
