import { sql } from 'kysely'
import { ownShopKeys, shopOfRow, wholeShopOfRow } from './indexed.ts'
import type { OrderQuery } from './order-query.ts'
import type { ListOrder } from './page-cursor.ts'
import { emailForms, isEmail, isOfRefundIds, isOfRefundKey, isOneOf, listOf, pairsOf, partsOf } from './search-parts.ts'
import type { Condition, Part, SearchTerms } from './search-parts.ts'

/**
 * A way into the orders by one index, or by one for each branch: the conditions of a branch fix the first columns, and
 * the index holds its orders by time. No branch is therefore read further than a page, however many orders there are.
 */
export interface Lead {
  readonly name: string
  readonly by: ListOrder
  /** The parts of a query that it answers; the rest must be looked at, order by order. */
  readonly answers: readonly Part[]
  readonly branches: readonly (readonly Condition[])[]
  /** Whether one order may be in several branches. */
  readonly isOverlapping?: boolean
}

/** The conditions that a lead leaves. */
export function restOf(terms: SearchTerms, { answers }: Pick<Lead, 'answers'>): readonly Condition[] {
  return partsOf(terms).flatMap(([part, condition]) => (answers.includes(part) ? [] : [condition]))
}

/** Whether a lead leaves nothing but whose orders they are, which few ledgers have to ask. */
export function isWhole(terms: SearchTerms, { answers }: Pick<Lead, 'answers'>): boolean {
  return partsOf(terms).every(([part]) => part === 'shop' || answers.includes(part))
}

/** Every lead of a query, the one that answers most of it first. The last one is as long as the shop is old. */
export function leadsOf(terms: SearchTerms): readonly Lead[] {
  const { query } = terms
  return possibleLeads.flatMap(({ isFor, make, ...lead }) =>
    isFor(query) ? [{ ...lead, answers: [...lead.answers, ...ranges[lead.by]], branches: make(terms) }] : [],
  )
}

/** What is read in the order of a time is read within its bounds, too. */
const ranges = { opened: ['opened'], paid: ['paid'] } as const satisfies Record<ListOrder, readonly Part[]>

interface PossibleLead extends Omit<Lead, 'branches'> {
  readonly isFor: (query: OrderQuery) => boolean
  readonly make: (terms: SearchTerms) => Lead['branches']
}

const possibleLeads: readonly PossibleLead[] = [
  {
    name: 'id',
    by: 'opened',
    answers: ['id'],
    isOverlapping: true,
    isFor: ({ id }) => id !== undefined,
    make: ({ query: { id = [] }, references }) => [
      [isOneOf('order_number', listOf(id))],
      [isOneOf('gateway_order_id', listOf(id))],
      [isOfRefundIds(listOf(id))],
      ...listOf(id).flatMap((one) => [[isOfRefundKey(one)], isOfLink(one)]),
      ...references.flatMap(ofReference),
    ],
  },
  {
    name: 'link',
    by: 'opened',
    answers: ['linkNumber'],
    isFor: ({ linkNumber }) => linkNumber !== undefined,
    make: ({ query: { linkNumber = '' } }) => [isOfLink(linkNumber)],
  },
  {
    name: 'reference',
    by: 'opened',
    answers: ['reference'],
    isFor: ({ reference }) => reference !== undefined,
    make: ({ query: { reference = '' } }) => ofReference(reference),
  },
  {
    name: 'email',
    by: 'opened',
    answers: ['shop', 'email'],
    isOverlapping: true,
    isFor: ({ email }) => email !== undefined,
    make: (terms) =>
      inShop(
        terms,
        emailForms(terms.query.email ?? '').map((form) => [isEmail(form)]),
      ),
  },
  {
    name: 'amount',
    by: 'opened',
    answers: ['shop', 'amountMinor', 'currency'],
    isFor: ({ amountMinor }) => amountMinor !== undefined,
    make: (terms) =>
      inShop(
        terms,
        currenciesIn(terms.query).map((one) => [...one, sql`amount_minor = ${terms.query.amountMinor}`]),
      ),
  },
  {
    name: 'card',
    by: 'opened',
    answers: ['shop', 'cardEnd'],
    isFor: ({ cardEnd }) => cardEnd !== undefined,
    make: (terms) =>
      inShop(terms, [
        [sql`card is not null`, sql`${sql.raw(terms.dialect.words.cardEndOfRow)} = ${terms.query.cardEnd}`],
      ]),
  },
  {
    name: 'declined',
    by: 'opened',
    answers: ['shop', 'declined'],
    isFor: ({ declined }) => declined !== undefined,
    make: (terms) =>
      inShop(terms, [
        [sql`decline is not null`, sql`${sql.raw(terms.dialect.words.declineOfRow)} = ${terms.query.declined}`],
      ]),
  },
  {
    name: 'sku',
    by: 'opened',
    answers: ['shop', 'sku', 'status', 'handOver', 'needsPerson'],
    isFor: ({ sku }) => sku !== undefined,
    make: (terms) =>
      inShop(
        terms,
        statusesIn(terms.query).map((one) => [sql`sku = ${terms.query.sku}`, ...one]),
      ),
  },
  {
    name: 'status',
    by: 'opened',
    answers: ['shop', 'status', 'handOver', 'needsPerson'],
    isFor: ({ status, handOver, needsPerson }) => [status, handOver, needsPerson].some((one) => one !== undefined),
    make: (terms) => inShop(terms, statusesIn(terms.query)),
  },
  {
    name: 'currency',
    by: 'opened',
    answers: ['shop', 'currency'],
    isFor: ({ currency }) => currency !== undefined,
    make: (terms) => inShop(terms, currenciesIn(terms.query)),
  },
  {
    name: 'paid',
    by: 'paid',
    answers: ['shop'],
    isFor: ({ paidSince, paidUntil }) => paidSince !== undefined || paidUntil !== undefined,
    make: (terms) => inShop(terms, [[sql`paid_at is not null`]]),
  },
  {
    name: 'time',
    by: 'opened',
    answers: ['shop'],
    isFor: () => true,
    make: (terms) => inShop(terms, [[]], wholeShopOfRow),
  },
]

/** The branches of each of the shop's keys: null equals nothing, so an index holds a shop without a name as one. */
function inShop({ own }: SearchTerms, branches: Lead['branches'], shop = shopOfRow): Lead['branches'] {
  if (!own) return branches
  return ownShopKeys(own).flatMap((key) => branches.map((branch) => [sql`${shop} = ${key}`, ...branch]))
}

function statusesIn(query: OrderQuery): Lead['branches'] {
  return pairsOf(query).map(([status, handOver]) => [sql`status = ${status}`, sql`hand_over = ${handOver}`])
}

function currenciesIn({ currency = [] }: OrderQuery): Lead['branches'] {
  return listOf(currency).map((one) => [sql`currency = ${one}`])
}

function ofReference(reference: string): Lead['branches'] {
  return [0, 1].map((isRepeatable) => [sql`reference = ${reference}`, sql`is_repeatable = ${isRepeatable}`])
}

function isOfLink(linkNumber: string): readonly Condition[] {
  return [sql`link_number = ${linkNumber}`]
}
