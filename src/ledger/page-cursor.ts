import { QueryError } from '../errors.ts'
import type { Order } from '../order.ts'
import { showKind } from '../show-value.ts'
import type { OrderQuery } from './order-query.ts'

/** By what a list is ordered, the newest first: by when orders were opened, or by when they were paid. */
export type ListOrder = 'opened' | 'paid'

export function listOrderOf({ paidSince, paidUntil }: OrderQuery): ListOrder {
  return paidSince === undefined && paidUntil === undefined ? 'opened' : 'paid'
}

/** A place in a list: at an order, or between two. */
export interface Place {
  readonly at: Date
  /** Empty text comes before every order of the same moment. */
  readonly orderNumber: string
}

/** The place of an order. Of a list by payment every order is paid. */
export function placeOf({ orderNumber, createdAt, paidAt }: Order, by: ListOrder): Place {
  return { at: by === 'paid' ? (paidAt ?? createdAt) : createdAt, orderNumber }
}

const letters = { opened: 'o', paid: 'p' } as const satisfies Record<ListOrder, string>

/** Opaque to whoever keeps it in an address. It holds nothing but a time and an order number. */
export function cursorOf({ at, orderNumber }: Place, by: ListOrder): string {
  return Buffer.from(`${letters[by]}${at.getTime().toString(36)}.${orderNumber}`).toString('base64url')
}

const cursorGrammar = /^([op])(-?[0-9a-z]{1,12})\.([^\p{Cc}]{0,100})$/u

/** @throws QueryError for a text that no page has given, and for the cursor of a list in another order. */
export function placeAt(cursor: string, by: ListOrder): Place {
  const text = Buffer.from(cursor, 'base64url').toString()
  const [, letter, time = '', orderNumber = ''] = cursorGrammar.exec(text) ?? []
  const place = { at: new Date(Number.parseInt(time, 36)), orderNumber }
  if (letter !== letters[by] || !isWritable(place.at) || cursorOf(place, by) !== cursor) {
    throw new QueryError(
      `Wanted the cursor of a page of this list, got ${showKind(cursor)}. Begin with its first page.`,
    )
  }
  return place
}

/** Both databases write years of four digits. */
function isWritable(at: Date): boolean {
  return !Number.isNaN(at.getTime()) && at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9_999
}
