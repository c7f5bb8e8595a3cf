import { writeDeeds } from '../../src/back-office/deed-offers.ts'
import { writeSince } from '../../src/back-office/deed-page.ts'
import { notice } from '../../src/back-office/layout.ts'
import { orderPage } from '../../src/back-office/order-page.ts'
import { drawWaiting } from '../../src/back-office/proposal-page.ts'
import { notFoundPage } from '../../src/back-office/trouble-pages.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { html } from '../../src/html/html.ts'
import type { Markup } from '../../src/html/html.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Order } from '../../src/order.ts'
import { moves, resolvedStatuses } from '../../src/settlement/judge/moves.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { quoted } from '../../src/visible.ts'
import type { Seals } from './seals.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface OrderRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'explain' | 'orders'>
  readonly seals: Seals
  readonly proposedRefunds: Pick<ProposedRefunds, 'findProposal'>
}

/** An order, and all its entries. */
export interface FoundOrder {
  readonly order: Order
  /** Oldest first. */
  readonly entries: readonly Entry[]
  /** Number of the last entry: what a form says it has seen. */
  readonly seen: number
}

/** Undefined if the shop has no such order. */
export async function findOrder(
  { orders }: Pick<PaymentVerbs, 'orders'>,
  { req }: Pick<Visit, 'req'>,
): Promise<FoundOrder | undefined> {
  const orderNumber = String(req.params.orderNumber)
  const order = await orders.get(orderNumber)
  if (!order) return undefined
  const entries = await orders.history(orderNumber)
  return { order, entries, seen: entries.at(-1)?.entryNumber ?? 0 }
}

/** The page of a number that the shop has no order of. */
export function noSuchOrder({ req, base }: Pick<Visit, 'req' | 'base'>): Shown {
  const number = quoted(String(req.params.orderNumber).slice(0, 100))
  return {
    page: notFoundPage(`The shop has no order ${number}.`, `${base}/orders`),
    json: { code: 'CHECKOUT_ORDER_NOT_FOUND' },
  }
}

/** `GET /orders/:orderNumber`: its life, its money, what is known, and what may be done about it. */
export function showOrder({ verbs, seals, proposedRefunds }: OrderRouteOptions): Show {
  return async (visit) => {
    const { operator, surroundings, base } = visit
    const found = await findOrder(verbs, visit)
    if (!found) return noSuchOrder(visit)
    const { order, entries, seen } = found
    const explanation = await verbs.explain(order.orderNumber)
    const about = { operator: operator.name, action: 'settle', subject: order.orderNumber, seen }
    const seal = seals.seal(about, surroundings.clock.now)
    const deeds = writeDeeds({ order, operator, mayBe: explanation.mayDo, seal, base })
    const next = order.status === 'review' ? resolvedStatuses : moves[order.status]
    const before = numberIn(visit, 'before')
    const shown = { order, entries, before, explanation, next, deeds, base }
    const page = orderPage(shown, surroundings.clock)
    const since = sinceOf(visit, entries)
    const result = since.length === 0 ? undefined : writeResult(order, since, visit)
    const proposal = await proposedRefunds.findProposal(order.orderNumber)
    const waiting = proposal && drawWaiting(proposal, order, base)
    return {
      page: { ...page, main: html`${result} ${waiting} ${page.main}` },
      json: { order: withoutAddress(order), history: entries, explanation, proposal },
    }
  }
}

/** A number of an entry in the address; undefined without one, and for anything else. */
function numberIn({ req }: Visit, name: string): number | undefined {
  const text = new URL(req.originalUrl, 'http://localhost').searchParams.get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The entries after the one that a deed's page had seen: what has come of it. */
function sinceOf(visit: Visit, entries: readonly Entry[]): readonly Entry[] {
  const since = numberIn(visit, 'since')
  return since === undefined ? [] : entries.filter(({ entryNumber }) => entryNumber > since)
}

/** From the ledger, never from the address: a bookmark or a reload shows what is so. */
function writeResult(order: Order, since: readonly Entry[], { surroundings }: Visit): Markup {
  const { tone, shape, said } = results[resultOf(since)]
  const words = html`<p><strong>${said}</strong> This has come of it:</p>`
  return html`${notice(tone, shape, words, true)} ${writeSince(order, since, surroundings.clock)}`
}

const results = {
  done: { tone: 'good', shape: 'paid', said: 'It is done, and written down.' },
  refused: { tone: 'bad', shape: 'review', said: 'The bank has not done it.' },
  'on its way': {
    tone: 'caution',
    shape: 'unknown',
    said: 'The bank was told, and its answer is not here yet. It is asked what it did, and not told twice.',
  },
} as const

function resultOf(since: readonly Entry[]): keyof typeof results {
  const asked = since.findLastIndex(({ kind }) => kind.endsWith('-asked'))
  if (asked === -1) return 'done'
  const after = since.slice(asked + 1)
  if (after.some(({ kind }) => kind.endsWith('-refused'))) return 'refused'
  return after.some(({ kind }) => kind === 'moved' || kind === 'refunded') ? 'done' : 'on its way'
}

/** The address at which the order can be paid is the buyer's alone. */
export function withoutAddress(order: Order): Omit<Order, 'formUrl'> {
  const { formUrl: _formUrl, ...rest } = order
  return rest
}
