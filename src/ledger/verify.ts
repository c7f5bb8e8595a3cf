import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import { isAllGoingBack, isLateGoingBack } from './going-back.ts'
import { nextTurn } from './next-turn.ts'
import { isOwn } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'
import { violationMessages } from './violations.ts'
import type { VerifyTerms, Violation, OrderViolationCode } from './violations.ts'

/** At most this many orders of each kind are reported: a ledger in ruins must not fill the memory. Chosen by feel. */
const maxOfEach = 1_000

const hourMs = 3_600_000

/**
 * See `Ledger.violations`. Orders are checked page by page, by every invariant in one statement. No statement is long,
 * none outlives a caller that goes away, and the process does other work in between. Other shops' orders are left out
 * last: a page of our own might be long in coming among theirs.
 */
export async function findViolations(
  read: ReadAsShop,
  dialect: LedgerDialect,
  terms: VerifyTerms,
): Promise<readonly Violation[]> {
  const found = new Map<OrderViolationCode, Set<string>>(codes.map((code) => [code, new Set()]))
  for await (const page of pagesOf(read, dialect, terms.since, terms.onProgress)) {
    const { rows } = await read((db, own) =>
      sql<Found>`select code, order_number from (${everyInvariant(dialect, terms, page)}) as found
        where ${has(sql`select 1 from checkout_orders o where o.order_number = found.order_number
          and ${isOwn(own, 'o.shop')}`)}`.execute(db),
    )
    for (const { code, order_number } of rows) {
      const ofThisKind = found.get(code)
      if (ofThisKind && ofThisKind.size < maxOfEach) ofThisKind.add(order_number)
    }
  }
  return [...found].flatMap(([code, orderNumbers]) =>
    [...orderNumbers].sort().map((orderNumber) => ({ code, orderNumber, message: violationMessages[code] })),
  )
}

const codes = Object.keys(violationMessages) as readonly OrderViolationCode[]

/** A row of {@link everyInvariant}. */
interface Found {
  readonly code: OrderViolationCode
  readonly order_number: string
}

/** Whether the order number in a column is on the page. */
type Page = (column: string) => RawBuilder<boolean>

/** Maximum orders per page: a statement on a server stays short, and cheap enough to plan. Chosen by feel. */
const maxSize = 1_000

/** Orders in the first and in the smallest page if a statement holds this process up. Chosen by feel. */
const [firstSize, minSize] = [100, 20] as const

/** How long such a statement should take, in milliseconds: well below the 50 ms that other work may have to wait. */
const wantedMs = 15

/** Every order by its number; or those with entries written since. */
export async function* pagesOf(
  read: ReadAsShop,
  { holdsProcess }: Pick<LedgerDialect, 'holdsProcess'>,
  since: Date | undefined,
  onProgress?: VerifyTerms['onProgress'],
): AsyncGenerator<Page, void, undefined> {
  const next = since ? makeNextWritten(read, since) : makeNextByNumber(read)
  let size: number = holdsProcess ? firstSize : maxSize
  let doneCount = 0
  for (let found = await next(size); found; found = await next(size)) {
    const before = performance.now()
    yield found.page
    onProgress?.((doneCount += found.orderCount))
    if (holdsProcess) size = nextSize(size, performance.now() - before)
    await nextTurn()
  }
}

/** As many as the last page shows there is time for, and at most twice as many as it had. */
function nextSize(size: number, tookMs: number): number {
  const wanted = (size * wantedMs) / Math.max(1, tookMs)
  return Math.round(Math.max(minSize, Math.min(wanted, 2 * size, maxSize)))
}

type NextPage = (size: number) => Promise<{ readonly page: Page; readonly orderCount: number } | undefined>

function makeNextByNumber(read: ReadAsShop): NextPage {
  let after = ''
  return async (size) => {
    const from = after
    const rows = await read((db) =>
      db
        .selectFrom('checkout_orders')
        .select('order_number')
        .where('order_number', '>', from)
        .orderBy('order_number')
        .limit(size)
        .execute(),
    )
    const last = rows.at(-1)
    if (!last) return undefined
    after = last.order_number
    return {
      page: (column) => sql`(${sql.ref(column)} > ${from} and ${sql.ref(column)} <= ${last.order_number})`,
      orderCount: rows.length,
    }
  }
}

function makeNextWritten(read: ReadAsShop, since: Date): NextPage {
  let after = { at: since.toISOString(), entryNumber: -1 }
  return async (size) => {
    const rows = await read((db) =>
      db
        .selectFrom('checkout_entries')
        .select(['order_number', 'at', 'entry_number'])
        .where(sql<boolean>`(at, entry_number) > (${after.at}, ${after.entryNumber})`)
        .orderBy('at')
        .orderBy('entry_number')
        .limit(size)
        .execute(),
    )
    const last = rows.at(-1)
    if (!last) return undefined
    after = { at: new Date(last.at).toISOString(), entryNumber: Number(last.entry_number) }
    const numbers = [...new Set(rows.map(({ order_number }) => order_number))]
    return { page: (column) => sql`${sql.ref(column)} in (${sql.join(numbers)})`, orderCount: numbers.length }
  }
}

function everyInvariant(dialect: LedgerDialect, terms: VerifyTerms, page: Page): RawBuilder<Found> {
  const parts = Object.entries(queries(dialect, terms, page)).map(
    ([code, query]) => sql`select ${sql.lit(code)} as code, order_number from (${query}) as ${sql.ref(code)}`,
  )
  return sql`${sql.join(parts, sql` union all `)}`
}

/** Whether there is such a row, looked up order by order: `exists` may read a whole table first. */
function has(rows: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(coalesce((${rows} limit 1), 0) = 1)`
}

function queries(
  { now, fromNow }: LedgerDialect,
  { isHandOverWanted, moves, since }: VerifyTerms,
  page: Page,
): Record<OrderViolationCode, RawBuilder<unknown>> {
  const anHourAgo = fromNow(-hourMs)
  const open = sql`('registering', 'unknown', 'registered', 'held')`
  const orders = sql`select o.order_number from checkout_orders o where ${page('o.order_number')}`
  const done = sql`select o.order_number from checkout_orders o join (
      select order_number, sum(amount_minor) as refunded from checkout_refunds
      where state = 'done' and ${page('order_number')} group by order_number) r on r.order_number = o.order_number`
  // Compared so that no index of the time is used: the page has few rows, the past has many.
  const isOver = (column: string) => sql`not (${sql.ref(column)} > ${anHourAgo})`
  return {
    'paid-without-hand-over': sql`${orders} and coalesce(hands_over, ${sql.lit(isHandOverWanted ? 1 : 0)}) = 1
      and status in ('paid', 'partially_refunded') and hand_over = 'none' and not ${isLateGoingBack}`,
    'hand-over-without-task': sql`${orders} and hand_over = 'due' and not ${has(sql`
      select 1 from checkout_hand_overs h where h.order_number = o.order_number and next_try_at is not null`)}`,
    // One that waits for a full refund is reported as that refund.
    'hand-over-overdue': sql`select order_number from checkout_hand_overs where ${page('order_number')}
      and ${isOver('next_try_at')} and (lease_until is null or lease_until <= ${now}) and not ${isAllGoingBack}`,
    'closing-overdue': sql`select order_number from checkout_closings where ${page('order_number')}
      and ${isOver('next_try_at')} and (lease_until is null or lease_until <= ${now})`,
    'handed-over-without-payment': sql`${orders} and hand_over <> 'none' and not ${has(sql`
      select 1 from checkout_entries e where e.order_number = o.order_number and e.to_status = 'paid'`)}`,
    // A person may end an order whose money cannot be counted, in another currency say, once all of it went back.
    'paid-without-amount': sql`${orders} and captured_minor = 0 and (status in ('paid', 'partially_refunded')
      or status = 'refunded' and not ${has(sql`select 1 from checkout_entries e
        where e.order_number = o.order_number and e.to_status = 'refunded' and e."trigger" = 'resolve'`)})`,
    'paid-in-part': sql`${orders} and status in ('paid', 'partially_refunded') and capture = 'automatic'
      and captured_minor <> amount_minor`,
    'paid-without-time': sql`${orders} and status in ('paid', 'partially_refunded') and paid_at is null`,
    'reference-paid-twice': paidTwice(page, since),
    'refunds-above-captured': sql`${done} where r.refunded > o.captured_minor`,
    'refunds-not-counted': sql`${done} where r.refunded > o.refunded_minor`,
    'refund-unresolved': sql`select order_number from checkout_refunds where ${page('order_number')}
      and state = 'asked' and ${isOver('asked_at')}`,
    'open-without-look': sql`${orders} and status in ${open} and next_check_at is null`,
    'look-overdue': sql`${orders} and status in ${open} and ${isOver('next_check_at')}`,
    'review-without-reason': sql`${orders} and status = 'review' and review_reason is null`,
    'closed-holds-key': sql`${orders} and reuse_key is not null and status not in ('registering', 'registered')`,
    'status-without-entry': sql`${orders} and status <> coalesce((
      select to_status from checkout_entries e
      where e.order_number = o.order_number order by entry_number desc limit 1), '')`,
    'history-broken': sql`select order_number from (
        select order_number, kind, from_status,
          lag(to_status) over (partition by order_number order by entry_number) as before
        from checkout_entries where ${page('order_number')}) as entries
      where kind = 'moved' and from_status <> coalesce(before, '')`,
    'move-without-rule': sql`select order_number from checkout_entries where ${page('order_number')}
      and kind = 'moved' and from_status || '>' || to_status not in (${sql.join(moves)})`,
  }
}

/** Reported for the first of them; with `since`, for each one on the page. */
function paidTwice(page: Page, since: Date | undefined): RawBuilder<unknown> {
  const counts = sql`o.is_repeatable = 0 and o.status in ('held', 'paid', 'partially_refunded')
    and not ${isLateGoingBack} and not ${has(sql`select 1 from checkout_entries e
      where e.order_number = o.order_number and e.detail like '%"reference-already-paid"%'`)}`
  // Another order with the same reference, gateway account and shop.
  const another = (which: RawBuilder<unknown>) =>
    has(sql`select 1 from checkout_orders o where o.reference = w.reference and o.gateway_account = w.gateway_account
      and coalesce(o.shop, '') = coalesce(w.shop, '') and ${which} and ${counts}`)
  return sql`select w.order_number from (
      select o.* from checkout_orders o
      where ${page('o.order_number')} and o.reference is not null and ${counts}) as w
    where ${another(sql`o.order_number <> w.order_number`)}
      ${since ? sql`` : sql`and not ${another(sql`o.order_number < w.order_number`)}`}`
}
