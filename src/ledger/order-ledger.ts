import type { JsonValue } from '../json.ts'
import type { CaptureMode, HandOverStatus, Order, OrderChanges, OrderStatus } from '../order.ts'
import type { Entry, EntryKind, Trigger } from './entry.ts'

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

/** Which key, and from which age on an order no longer holds it. */
export type ReuseTerms = Pick<NewOrder, 'reuseKey' | 'reuseOpenForMs' | 'reuseRegisteringForMs'>

/** An order that holds a reuse key. */
export interface ReusableOrder {
  readonly order: Order
  /** Digest of the browser that opened it, or of the idempotency key; undefined where nothing told. */
  readonly startedBy: string | undefined
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
  /**
   * Judged in the same transaction, one order of the reference at a time: of two that are paid at once, one is second.
   */
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

/** The right to tell the gateway something about one order, until the lease ends. */
export interface InstructionClaim {
  readonly order: Order
  /** Grows with every claim. A claim whose fence is no longer the ledger's has lost its right. */
  readonly fence: number
}

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

/** Orders and their entries. */
export interface OrderLedger {
  /**
   * Writes a new order as `registering` with its first entry; or finds the open order that holds the reuse key.
   * Of two callers with one key, exactly one adds.
   */
  add(order: NewOrder): Promise<ReusableOrder & { readonly isNew: boolean }>
  /** The open order that holds the reuse key now, if there is one: what `add` would find instead of adding. */
  findReusable(terms: ReuseTerms): Promise<ReusableOrder | undefined>
  find(orderNumber: string): Promise<Order | undefined>
  findByGatewayOrderId(gatewayOrderId: string): Promise<Order | undefined>
  /**
   * Uses up an address that was issued then and sends a browser on to the bank. It is good once: where it was issued
   * later than the one that was used last.
   */
  sendOn(orderNumber: string, issuedAt: Date): Promise<boolean>
  /** Newest first, read in pages: a long list never stands in memory. */
  search(query: OrderQuery): AsyncIterable<Order>
  /**
   * The orders of a reference that money may be on or still come to, newest first; without those whose reference is a
   * mere label, and without late payments that go back.
   */
  ofReference(reference: string): Promise<readonly Order[]>
  /** The same of whoever is known by the digest, whatever the orders are for: labels are counted, too. */
  ofStarter(startedBy: string): Promise<readonly Order[]>
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
   * Takes the right to tell the gateway something about the order, if it still has the status it was read with, and
   * writes down what. One caller has it at a time; it ends with `endInstruction` or the lease.
   *
   * `capturingMinor` is set where none is; a hold that is asked for another amount already is left alone.
   *
   * @returns 'busy' while somebody else has it, 'moved' where the order has another status (or another
   *   `capturingMinor`): read it again.
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
   * Gives the right back, if it is still the caller's: whoever has taken it over since keeps it, and nothing is
   * written. With a `refusal` its entry is written if the order still has the status it was claimed with; of a capture
   * that is refused it no longer awaits the money.
   */
  endInstruction(
    claim: InstructionClaim,
    refusal?: { readonly kind: EntryKind; readonly trigger: Trigger; readonly reason: string },
  ): Promise<void>
}
