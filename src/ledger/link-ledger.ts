import type { JsonObject } from '../json.ts'
import type { Order } from '../order.ts'

export interface NewLink {
  readonly linkNumber: string
  /** The shop it belongs to. */
  readonly shop: string
  /** What is sold: priced, and never changed. */
  readonly item: JsonObject
  /** Paid once. */
  readonly reference: string
  readonly note: string | undefined
  /** Undefined: `expiresInMs` from now. */
  readonly expiresAt: Date | undefined
  readonly expiresInMs: number
}

/** A link as the ledger keeps it. */
export interface KeptLink extends Omit<NewLink, 'expiresInMs' | 'shop'> {
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly withdrawnAt: Date | undefined
  /** By the ledger's clock. */
  readonly isExpired: boolean
  /**
   * The orders that decide whether it can be paid: those of its reference that hold money or may still receive some,
   * and those that it opened itself and whose money went back. Newest first.
   */
  readonly orders: readonly Order[]
}

/** Which links to find; newest first. */
export interface LinkQuery {
  readonly reference?: string | undefined
  /** Created at or after. */
  readonly since?: Date | undefined
  /** Created before. */
  readonly until?: Date | undefined
  /** Maximum number of links. */
  readonly limit?: number | undefined
}

/** The payment links of a shop. */
export interface LinkLedger {
  addLink(link: NewLink): Promise<KeptLink>
  /** Undefined also for a link of another shop. */
  findLink(linkNumber: string): Promise<KeptLink | undefined>
  /** Newest first, read in pages. */
  searchLinks(query: LinkQuery): AsyncIterable<KeptLink>
  /** Ends a link that is not withdrawn yet. @returns the link afterwards; undefined if there is none. */
  withdrawLink(linkNumber: string): Promise<KeptLink | undefined>
}
