import type { ColumnType, Generated } from 'kysely'

/**
 * A point in time, on the database's clock except `paid_at`, which is the gateway's, or the process's where the
 * gateway does not tell it.
 *
 * PostgreSQL: `timestamptz(3)`. SQLite: UTC text of fixed width, `2026-01-31T09:30:00.000Z`, so that text order is
 * time order. Both keep milliseconds, as many as a `Date` does: an order read back compares equal with its row.
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
  /** `none` until the goods are due; and again where they are owed no more, the money having gone back first. */
  hand_over: string
  decline: Json | null
  review_reason: string | null
  payment_way: string | null
  card: Json | null
  created_at: Time
  expires_at: Time
  paid_at: Time | null
  /** When the sweep looks next; null: never again. */
  next_check_at: Time | null
  /** Until then one caller tells the gateway to capture, reverse or decline the order, and others wait. */
  instructed_until: Time | null
  /** Held by at most one order at a time. */
  reuse_key: string | null
  /** Whose order it is; null in an order of version 0.1.0. */
  shop: string | null
  /** 1 where goods are to be handed over once it is paid; null in an order of version 0.1.0. */
  hands_over: number | null
  /** 1 where its `reference` is a mere label, which may be paid more than once. */
  is_repeatable: Generated<number>
  /** Digest of the catalog item; null in an order of version 0.1.0. */
  item_digest: string | null
  /** Digest that tells which browser opened it; null where nothing told. */
  started_by: string | null
  email: string | null
  client_id: string | null
  binding_id: string | null
  approval_code: string | null
  /** Grows with every right to instruct the bank. */
  instruction_fence: Generated<number>
  /** When the address was issued by which a browser was last sent on to the bank. */
  sent_on_at: Time | null
}

/** Rows are added, never changed: triggers refuse anything else. */
export interface EntryTable {
  entry_number: Generated<number | string>
  order_number: string
  at: Time
  kind: string
  from_status: string | null
  to_status: string
  trigger: string
  detail: Json | null
}

/** One row per order whose goods were ever due; its status is the order's `hand_over`. */
export interface HandOverTable {
  order_number: string
  due_at: Time
  /** Null once no further try will be made: done, or stuck. */
  next_try_at: Time | null
  /** Null while nobody has the claim; in the past when its holder died. */
  lease_until: Time | null
  fence: number
  try_count: number
}

/** One row per refund that a store (or `latePayment`) asked for; added before the gateway is called. */
export interface RefundTable {
  order_number: string
  /** The caller's key: of one order, the same key is the same refund. */
  key: string
  amount_minor: Minor
  /** What the gateway knows the refund by (`externalRefundId`, BPC: refunds); unique in the ledger. */
  external_refund_id: string
  /** What had been given back of the order when the refund was asked for: the gateway's total is compared with it. */
  refunded_before_minor: Minor
  /** `asked` until it is known what became of it; at most one of an order at a time. Then `done` or `refused`. */
  state: string
  asked_at: Time
  /** When the sweep carries an `asked` refund on; null in any other state. */
  next_try_at: Time | null
  /** Until then nobody else carries it on; null or past: whoever comes next does. */
  lease_until: Time | null
  try_count: number
}

/** One row per key of a shop that has ever used the ledger. */
export interface ShopTable {
  /** A key under which orders were opened. */
  shop: string
  /** Key of the shop that has them now: another one once the shop has moved. */
  owner: string
  /** When a process of the shop last used the ledger. */
  used_at: Time
  /** 1 in one row at most: the orders of version 0.1.0, which carry no key, are its owner's. */
  has_unnamed: Generated<number>
}

export interface MigrationTable {
  number: number
  name: string
  applied_at: Time
  /** The lowest number that a version must know to go on; null in rows of 0.1.0, where it is their own number. */
  readable_from: number | null
}

/** Every table of the ledger. All are prefixed, because a store may keep them beside its own. */
export interface Schema {
  checkout_orders: OrderTable
  checkout_entries: EntryTable
  checkout_hand_overs: HandOverTable
  checkout_refunds: RefundTable
  checkout_shops: ShopTable
  checkout_migrations: MigrationTable
}
