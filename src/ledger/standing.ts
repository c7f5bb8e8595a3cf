import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { OrderStatus } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import { isOfGateway, ownShopKeys, shopOfRow } from './indexed.ts'
import type { Schema } from './schema.ts'
import { isOfOwnOrder, isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'

/** How the shop's orders stand, in numbers. Counts stop at {@link maxCounted}. */
export interface LedgerStanding {
  /** Orders that need a person. */
  readonly review: number
  /** Orders whose hand-over was given up. */
  readonly stuck: number
  /** Orders whose registration got no answer. */
  readonly unknown: number
  /**
   * How long the work that has waited longest has been due, in milliseconds: a question to the bank about an open order
   * of this gateway, or a hand-over. 0 if nothing is due.
   */
  readonly oldestDueMs: number
}

/** What else the doctor looks at. Counts stop at {@link maxCounted}. */
export interface LedgerWork {
  /** Open orders of this gateway, and paid ones whose goods are due or owed. */
  readonly unfinished: number
  /** Paid orders whose goods are due or owed. */
  readonly owed: number
  /** Open orders of another gateway: nobody asks about them here. */
  readonly ofAnotherBank: number
  /** Refunds whose outcome is not known after an hour. */
  readonly lateRefunds: number
  /** Whether an order was opened and paid within the last seven days. */
  readonly isPaidLately: boolean
}

/** Nobody needs a more exact count. Chosen by feel. */
export const maxCounted = 1_000

/** Tasks looked at for the oldest one. Chosen by feel: well below 50 ms, even if none of them is ours. */
const tasksRead = 500

const hourMs = 3_600_000

const open: readonly OrderStatus[] = ['registering', 'unknown', 'registered', 'held']
const paid: readonly OrderStatus[] = ['paid', 'partially_refunded']

export interface StandingTerms {
  readonly own: OwnShop | undefined
  /** The gateway's part of the accounts, up to and including its mark. */
  readonly gateway: string
}

export async function readStanding(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  terms: StandingTerms,
): Promise<LedgerStanding> {
  const { own } = terms
  return {
    review: await countOrders(db, own, [isOneOf(['review']), anyHandOver]),
    stuck: await countOrders(db, own, [isOneOf(orderStatuses), sql`hand_over = 'stuck'`]),
    unknown: await countOrders(db, own, [isOneOf(['unknown']), anyHandOver]),
    oldestDueMs: Math.max(await oldestQuestionMs(db, dialect, terms), await oldestHandOverMs(db, dialect, terms)),
  }
}

export async function readWork(db: Kysely<Schema>, dialect: LedgerDialect, terms: StandingTerms): Promise<LedgerWork> {
  const { own, gateway } = terms
  const isPlanned = sql`next_check_at is not null`
  const isOpen = isOneOf(open)
  const gatewayOfRow = sql.raw(dialect.words.gatewayOfRow)
  const due = await countOrders(db, own, [isOneOf(orderStatuses), sql`hand_over = 'due'`])
  const promised = [isOneOf(paid), sql`hand_over = 'none'`, sql`hands_over = 1`]
  const owed = Math.min(maxCounted, due + (await countOrders(db, own, promised)))
  const openHere = await countOrders(db, own, [isPlanned, isOpen, isOfGateway(dialect, gateway)])
  const lower = await countOrders(db, own, [isPlanned, isOpen, sql`${gatewayOfRow} < ${gateway}`])
  const higher = await countOrders(db, own, [isPlanned, isOpen, sql`${gatewayOfRow} > ${gateway}`])
  const sinceLately = sql`created_at >= ${dialect.fromNow(-7 * 24 * hourMs)}`
  return {
    unfinished: Math.min(maxCounted, openHere + owed),
    owed,
    ofAnotherBank: Math.min(maxCounted, lower + higher),
    lateRefunds: await countLateRefunds(db, dialect, own),
    isPaidLately: (await countOrders(db, own, [isOneOf(paid), anyHandOver, sinceLately], 1)) > 0,
  }
}

/** Literals, not parameters: a partial index holds the orders of some statuses only. */
export function isOneOf(statuses: readonly OrderStatus[]): RawBuilder<boolean> {
  return sql`status in (${sql.join(statuses.map((status) => sql.lit(status)))})`
}

/** Named, because the index has this column before the ones that follow. */
export const anyHandOver = sql`hand_over in (${sql.join(handOverStatuses.map((one) => sql.lit(one)))})`

/** Key by key, as the indexes hold the orders. */
export async function countOrders(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  conditions: readonly RawBuilder<unknown>[],
  limit = maxCounted,
): Promise<number> {
  let count = 0
  for (const ofShop of shopConditions(own)) {
    const where = sql.join([ofShop, ...conditions], sql` and `)
    const { rows } = await sql<{ order_number: string }>`
      select order_number from checkout_orders where ${where} limit ${sql.lit(limit - count)}`.execute(db)
    count += rows.length
    if (count >= limit) break
  }
  return count
}

export function shopConditions(own: OwnShop | undefined): readonly RawBuilder<unknown>[] {
  return own ? ownShopKeys(own).map((key) => sql`${shopOfRow} = ${key}`) : [sql`1 = 1`]
}

async function oldestQuestionMs(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { own, gateway }: StandingTerms,
): Promise<number> {
  let oldestMs = 0
  for (const ofShop of shopConditions(own)) {
    const { rows } = await sql<{ ms: number | string }>`
      select ${dialect.msSince('next_check_at')} as ms from checkout_orders
      where ${ofShop} and ${isOneOf(open)} and next_check_at is not null and next_check_at <= ${dialect.now}
        and ${isOfGateway(dialect, gateway)}
      order by next_check_at limit 1`.execute(db)
    oldestMs = Math.max(oldestMs, ...rows.map(({ ms }) => Number(ms)))
  }
  return oldestMs
}

/** Tasks of other shops are among them: leaving them out before the limit could mean a long search. */
async function oldestHandOverMs(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { own, gateway }: StandingTerms,
): Promise<number> {
  const { rows } = await sql<{ ms: number | string; is_ours: number | null }>`
    select ${dialect.msSince('next_try_at')} as ms, (
      select case when substr(o.gateway_account, 1, ${gateway.length}) = ${gateway} and ${isOwn(own, 'o.shop')}
        then 1 else 0 end
      from checkout_orders o where o.order_number = tasks.order_number) as is_ours
    from (select order_number, next_try_at from checkout_hand_overs
      where next_try_at is not null and next_try_at <= ${dialect.now}
        and (lease_until is null or lease_until <= ${dialect.now})
      order by next_try_at limit ${sql.lit(tasksRead)}) as tasks`.execute(db)
  return Math.max(0, ...rows.filter(({ is_ours }) => is_ours === 1).map(({ ms }) => Number(ms)))
}

async function countLateRefunds(db: Kysely<Schema>, dialect: LedgerDialect, own: OwnShop | undefined): Promise<number> {
  const { rows } = await sql<{ order_number: string }>`
    select order_number from checkout_refunds
    where state = 'asked' and asked_at <= ${dialect.fromNow(-hourMs)} and ${isOfOwnOrder(own, 'checkout_refunds')}
    limit ${sql.lit(maxCounted)}`.execute(db)
  return rows.length
}
