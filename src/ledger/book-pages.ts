import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Order, OrderStatus } from '../order.ts'
import type { BookedOrder, BookEntry, BookPeriod } from './books.ts'
import { byOrder } from './by-order.ts'
import { moneyOf } from './entries.ts'
import { nextTurn } from './next-turn.ts'
import { toEntry } from './rows.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'

/** Entries read at a time. Chosen by feel: with the histories of their orders well below 50 ms. */
const pageSize = 200

/** The kinds of entries that can tell of money, and the statuses they leave an order in. */
const kinds = ['moved', 'noted', 'refunded'] as const
const statuses = ['paid', 'partially_refunded', 'refunded', 'review', 'declined'] as const

/** A place in the list of entries: the next page starts after it. */
interface EntryPlace {
  readonly at: string
  readonly entryNumber: number
}

/** See `Ledger.bookPages`; by the time of the entries. */
export async function* readBookPages(
  read: ReadAsShop,
  { since, until }: BookPeriod,
): AsyncGenerator<readonly BookedOrder[], void, undefined> {
  let after: EntryPlace | undefined = { at: since.toISOString(), entryNumber: -1 }
  while (after) {
    const place: EntryPlace = after
    const entries = await read((db) => readPlaces(db, place, until))
    const last = entries.at(-1)
    if (!last) return
    yield await read((db, own) => readBooked(db, own, entries))
    after = entries.length < pageSize ? undefined : { at: timeText(last.at), entryNumber: Number(last.entry_number) }
    await nextTurn()
  }
}

interface EntryRow {
  readonly entry_number: number | string
  readonly order_number: string
  readonly at: Date | string
}

/** Other shops' entries too: to leave them out here could mean a long search. */
function readPlaces(db: Kysely<Schema>, after: EntryPlace, until: Date): Promise<readonly EntryRow[]> {
  return db
    .selectFrom('checkout_entries')
    .select(['entry_number', 'order_number', 'at'])
    .where(sql<boolean>`(at, entry_number) > (${after.at}, ${after.entryNumber})`)
    .where('at', '<', until.toISOString())
    .where('kind', 'in', kinds)
    .where('to_status', 'in', statuses)
    .orderBy('at')
    .orderBy('entry_number')
    .limit(pageSize)
    .execute()
}

/** The orders of these entries, as far as they are the shop's own, each with its whole history. */
export async function readBooked(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  page: readonly EntryRow[],
): Promise<readonly BookedOrder[]> {
  const onPage = byOrder(page, ({ order_number }) => order_number)
  const orders = await db
    .selectFrom('checkout_orders')
    .select([
      'order_number',
      'gateway_order_id',
      'gateway_account',
      'currency',
      'status',
      'review_reason',
      'captured_minor',
      'refunded_minor',
    ])
    .where('order_number', 'in', [...onPage.keys()])
    .where(isOwn(own))
    .execute()
  if (orders.length === 0) return []
  const entries = await readEntriesOf(
    db,
    orders.map(({ order_number }) => order_number),
  )
  return orders.map((row) => {
    const status = row.status as OrderStatus
    const reviewReason = (row.review_reason ?? undefined) as Order['reviewReason']
    const capturedMinor = Number(row.captured_minor)
    const refundedMinor = Number(row.refunded_minor)
    const { charged_back_minor } = moneyOf({ status, reviewReason, capturedMinor, refundedMinor })
    return {
      orderNumber: row.order_number,
      gatewayOrderId: row.gateway_order_id ?? undefined,
      gatewayAccount: row.gateway_account,
      currency: row.currency,
      status,
      reviewReason,
      money: { capturedMinor, refundedMinor, chargedBackMinor: charged_back_minor },
      entries: entries.get(row.order_number) ?? [],
      onPage: new Set(onPage.get(row.order_number)?.map(({ entry_number }) => Number(entry_number))),
    }
  })
}

async function readEntriesOf(
  db: Kysely<Schema>,
  orderNumbers: readonly string[],
): Promise<ReadonlyMap<string, readonly BookEntry[]>> {
  const rows = await db
    .selectFrom('checkout_entries')
    .select(['entry_number', 'order_number', 'at', 'kind', 'from_status', 'to_status', 'trigger'])
    .select(['captured_minor', 'refunded_minor', 'charged_back_minor'])
    // An entry that tells its money needs no more words.
    .select(sql<string | null>`case when captured_minor is null then detail end`.as('detail'))
    .where('order_number', 'in', orderNumbers)
    .orderBy('order_number')
    .orderBy('entry_number')
    .execute()
  const entries = rows.map((row) => {
    const { capturedMinor, refundedMinor, chargedBackMinor, ...entry } = toEntry(row)
    const isTold = capturedMinor !== undefined && refundedMinor !== undefined && chargedBackMinor !== undefined
    return { ...entry, money: isTold ? { capturedMinor, refundedMinor, chargedBackMinor } : undefined }
  })
  return byOrder(entries, ({ orderNumber }) => orderNumber)
}

function timeText(time: Date | string): string {
  return new Date(time).toISOString()
}
