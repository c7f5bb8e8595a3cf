import type { JsonValue } from '../json.ts'
import type { CaptureMode, Card, Decline, HandOverStatus, Order, OrderStatus, ReviewReason } from '../order.ts'
import type { IdleShop } from './shops.ts'
import type { PaidTransaction } from './store-transaction.ts'
import type { VerifyTerms, Violation } from './verify.ts'

/** Who brought a change about. All of them settle through one function. */
export type Trigger =
  'checkout' | 'return' | 'callback' | 'sweep' | 'settle' | 'capture' | 'reverse' | 'refund' | 'decline' | 'hand-over'

/** What an entry tells. */
export type EntryKind =
  /** The order was written, before the gateway heard of it. */
  | 'opened'
  /** The order moved from one status to another. */
  | 'moved'
  /** Something was learnt that does not move the order, e.g. a failed try. */
  | 'noted'
  /** The gateway is about to be told to capture, reverse, refund or decline; written before the call. */
  | 'capture-asked'
  | 'reverse-asked'
  | 'refund-asked'
  | 'decline-asked'
  /** It was not done: the gateway refused, or it is known not to have happened. */
  | 'capture-refused'
  | 'reverse-refused'
  | 'refund-refused'
  | 'decline-refused'
  /** Part of the money went back once more; the order stays `partially_refunded`, or wherever it stood. */
  | 'refunded'
  /** `onPaid` resolved. */
  | 'handed-over'
  /** `onPaid` threw; it will be tried again. */
  | 'hand-over-failed'
  /** `onPaid` will not be tried again by itself. */
  | 'hand-over-stuck'
  /** A person (or the store) has made the hand-over due again. */
  | 'hand-over-due'
  /** Nothing is owed any more: the money went back first. */
  | 'hand-over-withdrawn'

/** One line of the ledger: added, never changed. */
export interface Entry {
  /** Ascending over the whole ledger. */
  readonly entryNumber: number
  readonly orderNumber: string
  readonly at: Date
  readonly kind: EntryKind
  /** The status before a move. */
  readonly from: OrderStatus | undefined
  /** The status after a move; for other kinds the status at that time. */
  readonly to: OrderStatus
  readonly trigger: Trigger
  /** What was seen: redacted evidence, a reason. Never credentials, never card data beyond the masked number. */
  readonly detail: JsonValue | undefined
}

export interface NewOrder {
  readonly orderNumber: string
  readonly sku: string
  readonly reference: string | undefined
  readonly description: string | undefined
  readonly metadata: JsonValue | undefined
  /** Integer minor units of `currency`, positive. */
  readonly amountMinor: number
  readonly currency: string
  readonly language: string | undefined
  readonly capture: CaptureMode
  /** Which gateway and login the order belongs to, so that a test gateway never answers for a live order. */
  readonly gatewayAccount: string
  /** Whose order it is. */
  readonly shop: string
  /** Whether goods are to be handed over once it is paid. */
  readonly handsOver: boolean
  /** Whether its `reference` is a mere label, which may be paid more than once. */
  readonly isRepeatable: boolean
  /** Digest of the catalog item: the very same item has the same one. */
  readonly itemDigest: string
  /** Digest of the browser that opens it, or of the idempotency key; undefined where nothing tells who does. */
  readonly startedBy: string | undefined
  readonly email: string | undefined
  readonly clientId: string | undefined
  readonly bindingId: string | undefined
  /** How long the gateway will take a payment for the order, from now, in milliseconds. */
  readonly expiresInMs: number
  /** When the sweep looks at the order first, from now, in milliseconds. */
  readonly checkInMs: number
  /**
   * The same for every checkout of one browser and catalog item. While an order holds the key, no second one is opened.
   * Undefined where nothing tells the browser.
   */
  readonly reuseKey: string | undefined
  /** A `registered` order older than this no longer holds its key, in milliseconds. */
  readonly reuseOpenForMs: number
  /** A `registering` order older than this no longer holds its key (its process died), in milliseconds. */
  readonly reuseRegisteringForMs: number
}

/** An order that holds a reuse key. */
export interface ReusableOrder {
  readonly order: Order
  /** Digest of the browser that opened it, or of the idempotency key; undefined where nothing told. */
  readonly startedBy: string | undefined
}

/** What may change about an order besides its status. A name that is absent stays as it is. */
export interface OrderChanges {
  readonly gatewayOrderId?: string
  readonly formUrl?: string | undefined
  readonly capturedMinor?: number
  readonly refundedMinor?: number
  readonly decline?: Decline | undefined
  readonly reviewReason?: ReviewReason
  readonly paymentWay?: string | undefined
  readonly card?: Card | undefined
  readonly approvalCode?: string | undefined
  readonly paidAt?: Date | undefined
}

/** A compare-and-set on the status, its entry, and what else changes, in one transaction. */
export interface Move {
  readonly to: OrderStatus
  readonly trigger: Trigger
  readonly changes?: OrderChanges
  /** Records the hand-over task in the same commit. */
  readonly handOver?: Extract<HandOverStatus, 'due'>
  /** Records, in the same commit, that this much is to be given back. It is sent later. */
  readonly refund?: { readonly key: string; readonly amountMinor: number; readonly externalRefundId: string }
  /** Judged in the same transaction, one order of the reference at a time: of two that are paid at once, one is second. */
  readonly ifReferenceIsPaid?: ReferenceClause
  /** When the sweep looks next, from now, in milliseconds; null: never again. */
  readonly checkInMs: number | null
  /** Frees the reuse key: the browser's next checkout opens a new order. */
  readonly freesReuseKey?: boolean
  readonly detail?: JsonValue | undefined
}

/** As a {@link Move}, for something learnt that leaves the status as it is. */
export type Note = Omit<Move, 'to' | 'handOver' | 'checkInMs' | 'refund' | 'ifReferenceIsPaid'>

/** What a move becomes where the store's `reference` is paid already, by another order of the same gateway. */
export interface ReferenceClause {
  readonly reference: string
  /** Start of the gateway accounts whose orders count. */
  readonly gateway: string
  readonly instead: Omit<Move, 'ifReferenceIsPaid'>
}

/** The right to hand one order over, until the lease ends. */
export interface HandOverClaim {
  readonly orderNumber: string
  /** Grows with every claim. A claim whose fence is no longer the ledger's has lost its right. */
  readonly fence: number
  /** Which try this is, from 1. */
  readonly tryNumber: number
  /** Milliseconds since the hand-over became due, on the ledger's clock. */
  readonly dueForMs: number
}

/** The right to tell the gateway something about one order, until the lease ends. */
export interface InstructionClaim {
  readonly order: Order
  /** Grows with every claim. A claim whose fence is no longer the ledger's has lost its right. */
  readonly fence: number
}

/** One refund that was asked for. */
export interface Refund {
  readonly orderNumber: string
  /** The caller's: of one order, the same key is the same refund. */
  readonly key: string
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** What the gateway knows it by (protocol 11). */
  readonly externalRefundId: string
  /** Integer minor units that had been given back of the order when the refund was asked for. */
  readonly refundedBeforeMinor: number
  /** How often it was carried on, this time included. */
  readonly tryNumber: number
  /** Milliseconds since it was asked for, on the ledger's clock. */
  readonly askedForMs: number
}

export interface RefundRequest {
  readonly orderNumber: string
  readonly key: string
  /** Integer minor units of the order's currency, positive. */
  readonly amountMinor: number
  /** Unique in the ledger, the same for the same order and key. */
  readonly externalRefundId: string
  /** Whether the caller knows that a person looks at the order: giving its money back is what the person may decide. */
  readonly mayBeReviewed?: boolean
  /** How long nobody else carries the refund on, in milliseconds. */
  readonly leaseMs: number
}

/** What `askRefund` found. */
export type AskedRefund =
  /** It is ours to carry on; `isNew` where it was never sent. */
  | { readonly outcome: 'asked'; readonly refund: Refund; readonly order: Order; readonly isNew: boolean }
  /** A refund with another key must be carried on first: nobody does, and it is ours now. */
  | { readonly outcome: 'unfinished'; readonly refund: Refund; readonly order: Order }
  /** A refund of this order is in somebody else's hands. */
  | { readonly outcome: 'busy' }
  /** This very refund was made before. */
  | { readonly outcome: 'done'; readonly order: Order }
  /** The key stands for another amount. */
  | { readonly outcome: 'other-amount'; readonly amountMinor: number }
  /** More than is left of what was captured. */
  | { readonly outcome: 'exceeds'; readonly leftMinor: number; readonly order: Order }
  /** Nothing was captured, or nothing is left. */
  | { readonly outcome: 'not-refundable'; readonly order: Order }
  | { readonly outcome: 'absent' }

/** What a store does in the transaction that records a hand-over. */
export type PaidEffect = (order: Order, transaction: PaidTransaction) => unknown

/** Which orders are asked for; newest first. */
export interface OrderQuery {
  readonly status?: OrderStatus | readonly OrderStatus[] | undefined
  readonly handOver?: HandOverStatus | undefined
  readonly sku?: string | undefined
  readonly reference?: string | undefined
  /** Created at or after. */
  readonly since?: Date | undefined
  /** Created before. */
  readonly until?: Date | undefined
  /** At most so many orders. */
  readonly limit?: number | undefined
}

/**
 * The durable record, and the only judge of what happened.
 *
 * Every verb is one transaction. Each rejects with `LedgerUnavailableError` when the database cannot be
 * reached or does not answer; the outcome of a write is then unknown and must be read again by its key.
 * Times and leases run on the database's clock.
 */
export interface Ledger {
  /**
   * Opens the database and brings its schema up to date under a lock. Every other verb does this first by itself.
   *
   * @throws ConfigurationError when the schema is newer than this version knows, or the file cannot be opened.
   */
  open(): Promise<void>
  /** Lets running statements finish and closes. Idempotent. */
  close(): Promise<void>

  /**
   * Writes a new order as `registering` with its first entry; or finds the open order that holds the reuse key.
   * Of two callers with one key, exactly one adds.
   */
  add(order: NewOrder): Promise<ReusableOrder & { readonly isNew: boolean }>
  /** The open order that holds the reuse key now, if there is one: what `add` would find instead of adding. */
  findReusable(
    request: Pick<NewOrder, 'reuseKey' | 'reuseOpenForMs' | 'reuseRegisteringForMs'>,
  ): Promise<ReusableOrder | undefined>
  find(orderNumber: string): Promise<Order | undefined>
  findByGatewayOrderId(gatewayOrderId: string): Promise<Order | undefined>
  /**
   * Uses up an address that was issued then and sends a browser on to the bank. It is good once: where it was issued later than
   * the one that was used last.
   */
  sendOn(orderNumber: string, issuedAt: Date): Promise<boolean>
  /** Newest first, read in pages: a long list never stands in memory. */
  search(query: OrderQuery): AsyncIterable<Order>
  /**
   * The orders of a reference that money may be on or still come to, newest first; without those whose reference is a mere label,
   * and without late payments that go back.
   */
  ofReference(reference: string): Promise<readonly Order[]>
  /** The same of whoever is known by the digest, whatever the orders are for: labels are counted, too. */
  ofStarter(startedBy: string): Promise<readonly Order[]>
  /** Other shops of the ledger that nobody has used for ten minutes, with orders that nobody looks after. */
  idleShops(): Promise<readonly IdleShop[]>
  /** What of the shop's orders must never be so; none when all is well. Reads only. */
  violations(terms: VerifyTerms): Promise<readonly Violation[]>
  /** Oldest first. */
  history(orderNumber: string): Promise<readonly Entry[]>

  /**
   * Moves the order if it still has the status it was read with.
   *
   * @returns the order as it now stands, or undefined when another caller moved it first: read it again.
   * @throws GatewayResponseError when another order already has the gateway's id; nothing was written.
   */
  move(order: Pick<Order, 'orderNumber' | 'status'>, move: Move): Promise<Order | undefined>
  /** Writes an entry (and changes) without a move, under the same compare-and-set. */
  note(order: Pick<Order, 'orderNumber' | 'status'>, note: Note): Promise<Order | undefined>

  /**
   * Takes orders of the given statuses whose next look is due, each for `leaseMs`: no other caller gets them meanwhile.
   * Only orders whose gateway account starts with `gateway`: two deployments on one ledger keep to their own.
   */
  claimDue(request: {
    readonly statuses: readonly OrderStatus[]
    readonly gateway: string
    readonly limit: number
    readonly leaseMs: number
  }): Promise<readonly Order[]>
  /**
   * Sets when the sweep looks next, if the order still has this status.
   *
   * @returns false when another caller moved the order meanwhile: read it again.
   */
  plan(order: Pick<Order, 'orderNumber' | 'status'>, checkInMs: number | null): Promise<boolean>

  /**
   * Takes the right to tell the gateway something about the order, if it still has the status it was read with, and writes
   * down what. One caller has it at a time; it ends with `endInstruction` or the lease.
   *
   * `capturingMinor` is set where none is; a hold that is asked for another amount already is left alone.
   *
   * @returns 'busy' while somebody else has it, 'moved' where the order has another status (or another `capturingMinor`):
   *   read it again.
   */
  instruct(
    order: Pick<Order, 'orderNumber' | 'status'>,
    instruction: {
      readonly kind: EntryKind
      readonly trigger: Trigger
      readonly leaseMs: number
      readonly capturingMinor?: number
    },
  ): Promise<InstructionClaim | 'busy' | 'moved'>
  /**
   * Gives the right back, if it is still the caller's: whoever has taken it over since keeps it, and nothing is written. With a
   * `refusal` its entry is written if the order still has the status it was claimed with; of a capture that is refused it no
   * longer awaits the money.
   */
  endInstruction(
    claim: InstructionClaim,
    refusal?: { readonly kind: EntryKind; readonly trigger: Trigger; readonly reason: string },
  ): Promise<void>

  /** Whether a refund with this key, or with any, is asked for or made. One that was refused is as if it had never been asked for. */
  hasRefund(orderNumber: string, key?: string): Promise<boolean>
  /**
   * Writes a refund as `asked` before the gateway hears of it, or finds the one with the same key. One refund of an order is
   * on its way at a time, so that together they never exceed what was captured.
   */
  askRefund(request: RefundRequest): Promise<AskedRefund>
  /**
   * Takes an `asked` refund of a gateway's orders (or of one order) whose next try has come and that nobody carries on; the
   * one that has waited longest. Undefined where there is none.
   */
  claimRefund(request: {
    readonly gateway: string
    readonly orderNumber: string | undefined
    readonly leaseMs: number
  }): Promise<{ readonly refund: Refund; readonly order: Order } | undefined>
  /**
   * Records that a refund was made: `refundedMinor` is the total that the gateway tells, in integer minor units; undefined
   * where it tells none. What the order has given back never gets less by it.
   *
   * @returns undefined when the refund is no longer `asked`.
   */
  completeRefund(
    refund: Refund,
    result: {
      readonly refundedMinor: number | undefined
      readonly trigger: Trigger
      readonly detail: JsonValue | undefined
    },
  ): Promise<Order | undefined>
  /**
   * Records that a refund was not made and will not be: its key may be asked for again.
   *
   * `move` is made in the same transaction where the money was all that the order was paid for: while it is paid and no goods are due.
   *
   * @returns the order if it was moved.
   */
  refuseRefund(
    refund: Refund,
    refusal: { readonly trigger: Trigger; readonly reason: string; readonly move?: Move | undefined },
  ): Promise<Order | undefined>
  /** Leaves a refund `asked`, for the sweep in so many milliseconds, or for whoever asks with its key before. */
  postponeRefund(refund: Refund, retryInMs: number): Promise<void>

  /**
   * Takes the right to hand over: the task is `due`, its next try has come (or `isEarly`), nobody holds a lease, and no refund of
   * all that is left is on its way. Where no end of the try is ever recorded, because its process died, the next one waits as long
   * as `retryWaitsMs` says: milliseconds after the first try, the second and so on, of which the last one repeats.
   *
   * @returns undefined when there is nothing to do or somebody else does it.
   */
  claimHandOver(
    orderNumber: string,
    request: { readonly leaseMs: number; readonly retryWaitsMs?: readonly number[]; readonly isEarly?: boolean },
  ): Promise<HandOverClaim | undefined>
  /** @returns false when the claim was lost. */
  renewHandOver(claim: HandOverClaim, leaseMs: number): Promise<boolean>
  /**
   * Marks the hand-over done and writes its entry, if the fence is still ours. With an `effect` (PostgreSQL) that runs first, in
   * the same transaction: both are committed, or neither is. Where the transaction lost against another it runs again.
   *
   * @returns the order, or undefined when the claim was lost; the effect was then not run.
   * @throws whatever the effect throws; nothing was committed.
   */
  completeHandOver(claim: HandOverClaim, trigger: Trigger, effect?: PaidEffect): Promise<Order | undefined>
  /** Ends a hand-over that is owed no more: the order's is then `none`. */
  withdrawHandOver(
    claim: HandOverClaim,
    withdrawal: { readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Makes the hand-over of a paid order due again that is `stuck`, or that was never asked for. Any other is left as it is.
   *
   * @returns the order as it then stands, undefined where there is none.
   */
  reviveHandOver(orderNumber: string, trigger: Trigger): Promise<Order | undefined>
  /**
   * Makes goods due that were promised when an order was opened, and that whoever settled it left out: of one gateway's paid orders,
   * or of one of them. Late payments that go back owe nothing.
   */
  makeOwedDue(request: {
    readonly gateway: string
    readonly orderNumber?: string
    readonly limit: number
    readonly trigger: Trigger
  }): Promise<readonly Order[]>
  /** Records a failed try, if the fence is still ours; without `retryInMs` the hand-over is `stuck`. */
  failHandOver(
    claim: HandOverClaim,
    failure: { readonly retryInMs: number | undefined; readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Order numbers of unfinished hand-overs that nobody holds, of one gateway's orders: those whose next try has come, or all of
   * them. Two deployments on one ledger keep to their own: goods never go out for money of a test bank.
   */
  unfinishedHandOvers(request: {
    readonly gateway: string
    readonly limit: number
    readonly isEarly?: boolean
  }): Promise<readonly string[]>
}
