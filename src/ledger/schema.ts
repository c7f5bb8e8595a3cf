import type { ColumnType, Generated } from 'kysely'
import type { AsideTable, DeclineSumTable, SumsStateTable, SumTable } from './sums-schema.ts'

/**
 * A point in time on the database's clock. Only `paid_at` is the gateway's, or the process's if the gateway sends none.
 *
 * PostgreSQL: `timestamptz(3)`. SQLite: UTC text of fixed width, `2026-01-31T09:30:00.000Z`: text order is time order.
 * Both keep milliseconds, as `Date` does: an order read back compares equal to its row.
 */
type Time = ColumnType<Date | string, string>

/** Integer minor units of the row's `currency`. PostgreSQL's `bigint` arrives as text. */
type Minor = ColumnType<number | string, number>

/** JSON as text, in both databases: it is only ever read whole. */
type Json = string

export interface OrderTable {
  order_number: string
  gateway_order_id: string | null
  form_url: string | null
  sku: string
  reference: string | null
  description: string | null
  metadata: Json | null
  amount_minor: Minor
  currency: string
  language: string | null
  capture: string
  gateway_account: string
  capturing_minor: Minor | null
  captured_minor: Minor
  refunded_minor: Minor
  status: string
  /** `none` until the goods are due, and again once they are no longer owed because the money was refunded first. */
  hand_over: string
  decline: Json | null
  review_reason: string | null
  payment_way: string | null
  card: Json | null
  created_at: Time
  expires_at: Time
  paid_at: Time | null
  /** When the sweep checks it next; null: never again. */
  next_check_at: Time | null
  /** Until then one caller may tell the gateway to capture, reverse or decline the order; others wait. */
  instructed_until: Time | null
  /** Held by at most one order at a time. */
  reuse_key: string | null
  /** The shop it belongs to; null in an order of version 0.1.0. */
  shop: string | null
  /** 1 if goods are to be handed over once it is paid; null in an order of version 0.1.0. */
  hands_over: number | null
  /** 1 if its `reference` is a mere label, which may be paid more than once. */
  is_repeatable: Generated<number>
  /** Digest of the catalog item; null in an order of version 0.1.0. */
  item_digest: string | null
  /** Digest of the browser that opened it; null if it is unknown. */
  started_by: string | null
  email: string | null
  client_id: string | null
  binding_id: string | null
  approval_code: string | null
  /** Grows with every right to instruct the bank. */
  instruction_fence: Generated<number>
  /** When the address that last sent a browser on to the bank was issued. */
  sent_on_at: Time | null
  /** When what is personal was last blanked. */
  forgotten_at: Time | null
  /** A path on the store's own site, where a buyer may try again. */
  again: string | null
  /** The payment link that opened it. */
  link_number: string | null
  /** Null if the store is not told that it ended unpaid; as in every order of version 0.2.0. */
  closing: string | null
  /** When the browser that started it first came back from the bank; null if it never did, or nobody looked then. */
  returned_at: Time | null
  /** W3C `traceparent` of the checkout that opened it; null if that was not traced. */
  trace_parent: string | null
  /** Where its buyer is sent once it is paid or held; null if the options say. */
  success_url: string | null
  /** Where its buyer is sent once it is known that nothing was taken; null if the options say. */
  failure_url: string | null
}

/**
 * Rows are added, never changed: triggers refuse anything else, but for `detail` while {@link ForgettingTable} names
 * the order.
 */
export interface EntryTable {
  entry_number: Generated<number | string>
  order_number: string
  at: Time
  kind: string
  from_status: string | null
  to_status: string
  trigger: string
  detail: Json | null
  /** What is captured, refunded and charged back in all as the entry leaves the order; null in entries of 0.2.0. */
  captured_minor: Minor | null
  refunded_minor: Minor | null
  charged_back_minor: Minor | null
}

/** Empty except within the transaction that forgets an order. */
export interface ForgettingTable {
  order_number: string
}

/** One row per key under which forgotten references are recognised, and per secret that opens it. */
export interface ReferenceKeyTable {
  key_number: number
  /** Tells the secrets apart, and nothing about them. */
  secret_mark: string
  /** The key, encrypted with the secret. */
  sealed: string
}

/** How far each shop's retention has read the entries, and the links that have ended. */
export interface RetentionTable {
  /** Key of the shop; empty text if the ledger was opened without one. */
  shop: string
  read_to: Time
  entry_number: Minor
  /** When the last link ended that was read; null: none was. */
  links_read_to: Time | null
  link_number: string | null
}

/** One row per order whose goods were ever due; its status is the order's `hand_over`. */
export interface HandOverTable {
  order_number: string
  due_at: Time
  /** Null once no further try will be made: done, or stuck. */
  next_try_at: Time | null
  /** Null while nobody holds the claim; in the past if its holder died. */
  lease_until: Time | null
  fence: number
  try_count: number
}

/**
 * One row per order that ended unpaid and whose store is told so; its status is the order's `closing`. The columns mean
 * what they mean for a hand-over.
 */
export type ClosingTable = HandOverTable

/** One row per payment link. */
export interface LinkTable {
  link_number: string
  /** The shop it belongs to, by the key under which it was made. */
  shop: string
  /** What is sold, with its sku: priced when the link was made, and never changed. */
  item: Json
  /** The store's own, else the number of the link: paid once. */
  reference: string
  /** For the staff alone. */
  note: string | null
  created_at: Time
  expires_at: Time
  withdrawn_at: Time | null
  /** As its item says; for a look-up in any case of letters. */
  email: string | null
  /** As its item says. */
  client_id: string | null
  /** When what is personal was blanked. */
  forgotten_at: Time | null
}

/** One row per refund that a store (or `latePayment`) requested; added before the gateway is called. */
export interface RefundTable {
  order_number: string
  /** The caller's key: within one order, the same key is the same refund. */
  key: string
  amount_minor: Minor
  /** What the gateway knows the refund by (`externalRefundId`, BPC: refunds); unique in the ledger. */
  external_refund_id: string
  /** What was already refunded on the order when this refund was requested: the gateway's total is compared with it. */
  refunded_before_minor: Minor
  /** `asked` until its outcome is known, then `done` or `refused`. At most one refund of an order is `asked`. */
  state: string
  asked_at: Time
  /** When the sweep takes an `asked` refund up next; null in any other state. */
  next_try_at: Time | null
  /** Until then nobody else takes it up; null or past: the next caller does. */
  lease_until: Time | null
  try_count: number
}

/** One row per refund that waits for another operator; gone once there is a yes or a no. */
export interface RefundProposalTable {
  order_number: string
  /** The key that the refund will have. */
  key: string
  amount_minor: Minor
  /** Name of the operator who asked for it. */
  proposed_by: string
  /** For the other operator. */
  note: string | null
  proposed_at: Time
  /** Of the entry that tells of it: tells it from any other proposal. */
  entry_number: Minor
}

/** One row per shop key that has ever used the ledger. */
export interface ShopTable {
  /** A key under which orders were opened. */
  shop: string
  /** Key of the shop that has them now: a different one once the shop has moved. */
  owner: string
  /** When a process of the shop last used the ledger. */
  used_at: Time
  /** 1 in at most one row: its owner has the orders of version 0.1.0, which carry no key. */
  has_unnamed: Generated<number>
  /** When it came, or came back, beside one other shop that was in use; null if it never did. */
  arrived_at: Time | null
  /** When it last got a callback with a good checksum. */
  callback_signed_at: Time | null
  /** The same for a callback whose checksum nobody checked. */
  callback_unsigned_at: Time | null
  /** The same for one that was refused because of its checksum. */
  callback_refused_at: Time | null
}

/** One row per process that lives on the ledger; removed when it closes, or once it was not seen for a day. */
export interface ProcessTable {
  /** Made up when the process started. */
  process: string
  shop: string
  /** Of this library. */
  version: string
  /** Of Node. */
  node: string
  /** 1 if it looks after buyers who never come back. */
  sweeps: number
  /** 1 if it hands goods over. */
  hands_over: number
  /** What its router has seen of the store around it; null if that is nothing. */
  observed: Json | null
  seen_at: Time
}

export interface MigrationTable {
  number: number
  name: string
  applied_at: Time
  /** The lowest migration number a version must know to run; null in rows of 0.1.0, where it is their own number. */
  readable_from: number | null
}

/** Every table of the ledger. All are prefixed, because a store may keep them beside its own. */
export interface Schema {
  checkout_orders: OrderTable
  checkout_entries: EntryTable
  checkout_hand_overs: HandOverTable
  checkout_refunds: RefundTable
  checkout_closings: ClosingTable
  checkout_links: LinkTable
  checkout_refund_proposals: RefundProposalTable
  checkout_sums: SumTable
  checkout_decline_sums: DeclineSumTable
  checkout_sums_aside: AsideTable
  checkout_sums_state: SumsStateTable
  checkout_shops: ShopTable
  checkout_forgetting: ForgettingTable
  checkout_reference_keys: ReferenceKeyTable
  checkout_retention: RetentionTable
  checkout_processes: ProcessTable
  checkout_migrations: MigrationTable
}
