import type { JsonObject, JsonValue } from '../json.ts'
import type { CaptureMode, HandOverStatus, Order, OrderChanges, OrderStatus } from '../order.ts'
import type { Entry, EntryKind, Trigger } from './entry.ts'
import type { ListQuery, OrderCount, OrderPage, OrderQuery, PageTerms } from './order-query.ts'

export interface NewOrder {
  /**
   * What opens it.
   *
   * @defaultValue checkout
   */
  readonly trigger?: Extract<Trigger, 'checkout' | 'import'>
  /** What its first entry says besides: who took it in. */
  readonly detail?: JsonValue | undefined
  /** What the gateway is known to have: then it is `registered` from the beginning. */
  readonly registered?: Pick<Order, 'gatewayOrderId' | 'formUrl'>
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
  /** Which gateway and login the order belongs to: a test gateway must never answer for a live order. */
  readonly gatewayAccount: string
  /** The shop it belongs to. */
  readonly shop: string
  /** Whether goods are to be handed over once it is paid. */
  readonly handsOver: boolean
  /** Whether its `reference` is a mere label, which may be paid more than once. */
  readonly isRepeatable: boolean
  /** Digest of the catalog item: the very same item has the same one. */
  readonly itemDigest: string
  /** Digest of the browser that opens it, or of the idempotency key; undefined if neither is known. */
  readonly startedBy: string | undefined
  readonly email: string | undefined
  readonly clientId: string | undefined
  readonly bindingId: string | undefined
  /** A path on the store's own site, where a buyer may try again. */
  readonly again: string | undefined
  /** Where its buyer is sent once it is paid or held. */
  readonly successUrl?: string | undefined
  /** Where its buyer is sent once it is known that nothing was taken. */
  readonly failureUrl?: string | undefined
  /** The payment link that opens it. */
  readonly linkNumber: string | undefined
  /** W3C `traceparent` of the checkout that opens it. */
  readonly traceParent?: string | undefined
  /** Whether the store is to be told if it ends unpaid. */
  readonly tellsClosed: boolean
  /** How long the gateway takes a payment for the order, from now, in milliseconds. */
  readonly expiresInMs: number
  /** When the sweep first checks the order, from now, in milliseconds. */
  readonly checkInMs: number
  /**
   * The same for every checkout of one browser and catalog item. While an order holds the key, no second one is opened.
   * Undefined if the browser is unknown.
   */
  readonly reuseKey: string | undefined
  /** A `registered` order older than this no longer holds its key, in milliseconds. */
  readonly reuseOpenForMs: number
  /** A `registering` order older than this no longer holds its key (its process died), in milliseconds. */
  readonly reuseRegisteringForMs: number
}

/** The key, and the ages at which an order no longer holds it. */
export type ReuseTerms = Pick<NewOrder, 'reuseKey' | 'reuseOpenForMs' | 'reuseRegisteringForMs'>

/** An order that holds a reuse key. */
export interface ReusableOrder {
  readonly order: Order
  /** Digest of the browser that opened it, or of the idempotency key; undefined if neither is known. */
  readonly startedBy: string | undefined
}

/** A reusable order that was looked for. */
export interface FoundReusableOrder extends ReusableOrder {
  /** Milliseconds since it was opened, on the ledger's clock. */
  readonly ageMs: number
}

/** A compare-and-set on the status, with its entry and any other changes, in one transaction. */
export interface Move {
  readonly to: OrderStatus
  readonly trigger: Trigger
  readonly changes?: OrderChanges
  /** Records the hand-over task in the same commit. */
  readonly handOver?: Extract<HandOverStatus, 'due'>
  /** Records in the same commit that this much is to be refunded. The refund is sent later. */
  readonly refund?: { readonly key: string; readonly amountMinor: number; readonly externalRefundId: string }
  /** Judged in the same transaction, one order of the reference at a time: of two paid at once, one is second. */
  readonly ifReferenceIsPaid?: ReferenceClause
  /** When the sweep checks it next, from now, in milliseconds; null: never again. */
  readonly checkInMs: number | null
  /** Frees the reuse key: the browser's next checkout opens a new order. */
  readonly freesReuseKey?: boolean
  /** When the browser that started the order came back, on this process's clock. Only the first time is kept. */
  readonly returnedAt?: Date | undefined
  readonly detail?: JsonValue | undefined
}

/** Like a {@link Move}, for news that leaves the status unchanged. */
export type Note = Omit<Move, 'to' | 'handOver' | 'checkInMs' | 'refund' | 'ifReferenceIsPaid'>

/** What a move becomes if the store's `reference` is already paid by another order of the same gateway. */
export interface ReferenceClause {
  readonly reference: string
  /** Starts of the gateway accounts whose orders count: one for each address under which the gateway was reached. */
  readonly gateways: readonly string[]
  readonly instead: Omit<Move, 'ifReferenceIsPaid'>
}

/** The right to instruct the gateway about one order, until the lease ends. */
export interface InstructionClaim {
  readonly order: Order
  /** Grows with every claim. A claim with an older fence has lost its right. */
  readonly fence: number
  /** What goes to the gateway along with it: what was written down when this was first asked for. */
  readonly extra?: JsonObject | undefined
}

/** An order and all its entries. */
export interface OrderHistory<Meta = JsonValue | undefined> {
  readonly order: Order<Meta>
  /** Oldest first. */
  readonly entries: readonly Entry[]
}

/** What happens to an order by itself, and when. */
export interface OrderOutlook {
  /** When the sweep asks the gateway about it; undefined: never by itself. */
  readonly nextCheckAt: Date | undefined
  /** Undefined if no goods have ever become due. */
  readonly handOver: PlannedTask | undefined
  /** Undefined if the store was never to be told that it ended unpaid. */
  readonly closing: PlannedTask | undefined
  /** Oldest first. */
  readonly refunds: readonly KnownRefund[]
}

/** What a handler of the store's is called for until it resolves. */
export interface PlannedTask {
  readonly dueAt: Date
  /** Undefined once no further try will be made. */
  readonly nextTryAt: Date | undefined
  readonly tryCount: number
}

/** A refund that was asked for, and what is known of it. */
export interface KnownRefund {
  readonly key: string
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** What had gone back before it was asked for, in the same units. */
  readonly refundedBeforeMinor: number
  /** `asked` until its outcome is known. */
  readonly state: 'asked' | 'done' | 'refused'
  readonly askedAt: Date
  /** When the sweep carries it on; undefined if it is not under way. */
  readonly nextTryAt: Date | undefined
}

/** Orders and their entries. */
export interface OrderLedger {
  /**
   * Writes a new order as `registering` with its first entry; or finds the open order that holds the reuse key. Of two
   * callers with one key, exactly one adds.
   *
   * @throws OrderNumberTakenError, or GatewayResponseError if another order has the gateway's id; nothing was written.
   */
  add(order: NewOrder): Promise<ReusableOrder & { readonly isNew: boolean }>
  /** The open order that holds the reuse key now, if there is one: what `add` would find instead of adding. */
  findReusable(terms: ReuseTerms): Promise<FoundReusableOrder | undefined>
  find(orderNumber: string): Promise<Order | undefined>
  findByGatewayOrderId(gatewayOrderId: string): Promise<Order | undefined>
  /**
   * Uses up the address issued at `issuedAt`, which sends a browser on to the bank. It works once, and only if it was
   * issued later than the last one used.
   */
  sendOn(orderNumber: string, issuedAt: Date): Promise<boolean>
  /**
   * Records that the browser that started the order came back, where nothing else is written of it. Only the first time
   * is kept.
   */
  noteReturn(orderNumber: string, returnedAt: Date): Promise<void>
  /** Newest first, read in pages: a long list is never held in memory. */
  search(query: OrderQuery): AsyncIterable<Order>
  /** One page of the same list, by keyset: it costs the same however far down it is. */
  searchPage(terms: PageTerms): Promise<OrderPage>
  /** How long the list is, as far as anybody needs to know. */
  searchCount(query: ListQuery): Promise<OrderCount>
  /** The currencies of the shop's orders, in alphabetical order. */
  currencies(shop?: string): Promise<readonly string[]>
  /**
   * The orders of a reference that hold money or may still receive some, newest first. Leaves out those whose reference
   * is a mere label, and late payments that are refunded.
   */
  ofReference(reference: string): Promise<readonly Order[]>
  /** The same for the browser or idempotency key with this digest, whatever the orders are for: labels count too. */
  ofStarter(startedBy: string): Promise<readonly Order[]>
  /** Oldest first. */
  history(orderNumber: string): Promise<readonly Entry[]>
  /** The orders that {@link OrderLedger.search} finds, each with its entries. */
  histories(query: OrderQuery): AsyncIterable<OrderHistory>
  /** Nothing is planned for an order that the ledger does not have. */
  outlook(orderNumber: string): Promise<OrderOutlook>
  /**
   * Moves the order if it still has the status it was read with.
   *
   * @returns the order after the move, or undefined if another caller moved it first: read it again.
   * @throws GatewayResponseError if another order already has the gateway's id; nothing was written.
   */
  move(order: Order, move: Move): Promise<Order | undefined>
  /** Writes an entry (and changes) without a move, under the same compare-and-set. */
  note(order: Order, note: Note): Promise<Order | undefined>
  /**
   * Claims orders of the given statuses whose next check is due, each for `leaseMs`: no other caller gets them
   * meanwhile. Only orders whose gateway account starts with `gateway`: two deployments on one ledger keep to their
   * own.
   */
  claimDue(request: {
    readonly statuses: readonly OrderStatus[]
    readonly gateway: string
    readonly limit: number
    readonly leaseMs: number
  }): Promise<readonly Order[]>
  /**
   * Sets when the sweep checks the order next, if it still has this status.
   *
   * @returns false if another caller moved the order meanwhile: read it again.
   */
  plan(order: Pick<Order, 'orderNumber' | 'status'>, checkInMs: number | null): Promise<boolean>
  /**
   * Claims the right to instruct the gateway about the order, if it still has the status it was read with, and records
   * the instruction. One caller has the right at a time; it ends with `endInstruction` or the lease.
   *
   * `capturingMinor` is set if there is none; a hold that is already being captured for another amount is unchanged.
   * A capture that is repeated goes out with what was written down for it, and with nothing else.
   *
   * @returns 'busy' while another caller has the right, 'moved' if the order has another status (or another
   *   `capturingMinor`): read it again; 'other-extra' if the capture was asked for before with something else.
   */
  instruct(
    order: Pick<Order, 'orderNumber' | 'status'>,
    instruction: {
      readonly kind: EntryKind
      readonly trigger: Trigger
      readonly leaseMs: number
      readonly capturingMinor?: number
      /** To be sent along, as the entry keeps it. */
      readonly extra?: JsonObject | undefined
      /** Name of the person who asked for it. */
      readonly by?: string | undefined
    },
  ): Promise<InstructionClaim | 'busy' | 'moved' | 'other-extra'>
  /**
   * Gives the right back, if it is still the caller's. If another caller has taken it over, nothing is written. A
   * `refusal` writes its entry if the order still has the status it was claimed with. After a refused capture, the
   * order no longer awaits the money.
   */
  endInstruction(
    claim: InstructionClaim,
    refusal?: { readonly kind: EntryKind; readonly trigger: Trigger; readonly reason: string },
  ): Promise<void>
}
