import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import { isAllGoingBack, isLateGoingBack } from './hand-overs.ts'
import type { Schema } from './schema.ts'

/** Something in the ledger that must never be so. */
export interface Violation {
  readonly code: ViolationCode
  readonly orderNumber: string
  /** What is wrong, and what to do. */
  readonly message: string
}

/** What the ledger cannot know by itself. */
export interface VerifyTerms {
  /** Whether the store hands over at all. */
  readonly isHandOverWanted: boolean
  /** Every move there is, as `from>to`. */
  readonly moves: readonly string[]
}

/** So many orders of each kind are told at most: a ledger in ruins shall not fill the memory. Chosen by feel. */
const mostOfEach = 1_000

const hourMs = 3_600_000

/** What must never be so, each with what to say of it. */
const messages = {
  'paid-without-hand-over': 'Paid, and nothing is due: run handOver(orderNumber), or give the money back.',
  'hand-over-without-task': 'The goods are due and nobody will try: run handOver(orderNumber).',
  'hand-over-overdue':
    'The goods have been due for more than an hour beyond their plan: does start() run anywhere, and for the gateway of the order? handOver(orderNumber) hands it over.',
  'handed-over-without-payment': 'The goods went out, and the history knows of no payment.',
  'paid-without-amount': 'Paid, and nothing is captured.',
  'paid-in-part': 'Paid at once, and not in the whole amount.',
  'paid-without-time': 'Paid, and nobody knows when.',
  'reference-paid-twice':
    'Two orders of one reference are paid or on hold, and none of them was recorded as the second.',
  'refunds-above-captured': 'More refunds were made than was captured.',
  'refunds-not-counted': 'Refunds were made that the order does not count.',
  'refund-unresolved': 'A refund was asked for more than an hour ago, and nobody knows what became of it.',
  'open-without-look': 'Open, and the sweep will never look at it: run settle(orderNumber).',
  'look-overdue': 'The sweep should have looked at it more than an hour ago: does start() run anywhere?',
  'review-without-reason': 'A person must look, and nobody knows why.',
  'closed-holds-key': 'Closed, and a browser would still be led back to it.',
  'status-without-entry': 'Its last entry tells another status.',
  'history-broken': 'One of its moves starts from another status than the entry before it tells.',
  'move-without-rule': 'It made a move that there is not.',
} as const

/** See {@link messages}. */
export type ViolationCode = keyof typeof messages

/** See `Ledger.violations`. Every invariant is one query. */
export async function findViolations(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  terms: VerifyTerms,
): Promise<readonly Violation[]> {
  const found: Violation[] = []
  for (const [name, query] of Object.entries(queries(dialect, terms))) {
    const code = name as ViolationCode
    const limited = sql<{ order_number: string }>`select distinct order_number from (${query}) as found
      order by order_number limit ${sql.lit(mostOfEach)}`
    const { rows } = await limited.execute(db)
    found.push(...rows.map((row) => ({ code, orderNumber: row.order_number, message: messages[code] })))
  }
  return found
}

function queries(
  { now, fromNow }: LedgerDialect,
  { isHandOverWanted, moves }: VerifyTerms,
): Record<ViolationCode, RawBuilder<unknown>> {
  const anHourAgo = fromNow(-hourMs)
  const open = sql`('registering', 'unknown', 'registered', 'held')`
  const done = sql`select order_number, sum(amount_minor) as refunded from checkout_refunds where state = 'done' group by order_number`
  return {
    'paid-without-hand-over': sql`select order_number from checkout_orders o
      where coalesce(hands_over, ${sql.lit(isHandOverWanted ? 1 : 0)}) = 1 and status in ('paid', 'partially_refunded') and hand_over = 'none'
        and not ${isLateGoingBack}`,
    'hand-over-without-task': sql`select order_number from checkout_orders o where hand_over = 'due'
      and not exists (select 1 from checkout_hand_overs h where h.order_number = o.order_number and next_try_at is not null)`,
    // One that waits for a refund of everything is told by that.
    'hand-over-overdue': sql`select order_number from checkout_hand_overs
      where next_try_at <= ${anHourAgo} and (lease_until is null or lease_until <= ${now}) and not ${isAllGoingBack}`,
    'handed-over-without-payment': sql`select order_number from checkout_orders o where hand_over <> 'none'
      and not exists (select 1 from checkout_entries e where e.order_number = o.order_number and e.to_status = 'paid')`,
    'paid-without-amount': sql`select order_number from checkout_orders
      where status in ('paid', 'partially_refunded', 'refunded') and captured_minor = 0`,
    'paid-in-part': sql`select order_number from checkout_orders
      where status in ('paid', 'partially_refunded') and capture = 'automatic' and captured_minor <> amount_minor`,
    'paid-without-time': sql`select order_number from checkout_orders
      where status in ('paid', 'partially_refunded') and paid_at is null`,
    'reference-paid-twice': sql`select min(order_number) as order_number from checkout_orders o
      where reference is not null and is_repeatable = 0 and status in ('held', 'paid', 'partially_refunded') and not ${isLateGoingBack} and not exists (
        select 1 from checkout_entries e where e.order_number = o.order_number and e.detail like '%"reference-already-paid"%')
      group by reference, gateway_account, shop having count(*) > 1`,
    'refunds-above-captured': sql`select o.order_number from checkout_orders o join (${done}) r on r.order_number = o.order_number
      where r.refunded > o.captured_minor`,
    'refunds-not-counted': sql`select o.order_number from checkout_orders o join (${done}) r on r.order_number = o.order_number
      where r.refunded > o.refunded_minor`,
    'refund-unresolved': sql`select order_number from checkout_refunds where state = 'asked' and asked_at <= ${anHourAgo}`,
    'open-without-look': sql`select order_number from checkout_orders where status in ${open} and next_check_at is null`,
    'look-overdue': sql`select order_number from checkout_orders where status in ${open} and next_check_at <= ${anHourAgo}`,
    'review-without-reason': sql`select order_number from checkout_orders where status = 'review' and review_reason is null`,
    'closed-holds-key': sql`select order_number from checkout_orders
      where reuse_key is not null and status not in ('registering', 'registered')`,
    'status-without-entry': sql`select order_number from checkout_orders o where status <> coalesce((
        select to_status from checkout_entries e where e.order_number = o.order_number order by entry_number desc limit 1), '')`,
    'history-broken': sql`select order_number from (
        select order_number, kind, from_status, lag(to_status) over (partition by order_number order by entry_number) as before
        from checkout_entries) as entries
      where kind = 'moved' and from_status <> coalesce(before, '')`,
    'move-without-rule': sql`select order_number from checkout_entries
      where kind = 'moved' and from_status || '>' || to_status not in (${sql.join(moves)})`,
  }
}
