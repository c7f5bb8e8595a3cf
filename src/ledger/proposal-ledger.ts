import type { Order } from '../order.ts'

/** A refund that one operator may not make alone: it waits for another one's yes. At most one an order. */
export interface RefundProposal {
  readonly orderNumber: string
  /** The key that the refund will have. */
  readonly key: string
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number
  /** Name of the operator who asked for it. */
  readonly proposedBy: string
  /** For the other operator; once the order is forgotten it is gone. */
  readonly note: string | undefined
  readonly proposedAt: Date
  /** Number of the entry that tells of it: no other proposal ever has it. */
  readonly entryNumber: number
}

/** A proposal and the order it is about, as it is now. */
export interface WaitingProposal {
  readonly proposal: RefundProposal
  readonly order: Order
}

/** What an operator proposes. */
export interface ProposeRefund extends Pick<RefundProposal, 'orderNumber' | 'key' | 'amountMinor'> {
  /** Name of the operator. */
  readonly by: string
  readonly note?: string | undefined
  /** Whether the caller knows that the order is in review. */
  readonly mayBeReviewed?: boolean
}

/** What became of it. Nothing was written, and nothing is sent to the gateway, in any case but the first. */
export type ProposedRefund =
  | ({ readonly outcome: 'proposed' } & WaitingProposal)
  /** Another one of this order, or this very one, waits already. */
  | ({ readonly outcome: 'waiting' } & WaitingProposal)
  /** A refund of this order with this key is under way or made: a second one under its key would never be sent. */
  | { readonly outcome: 'key-used' }
  /** More than is left of the captured amount. */
  | { readonly outcome: 'exceeds'; readonly leftMinor: number; readonly order: Order }
  /** Nothing was captured, or nothing is left. */
  | { readonly outcome: 'not-refundable'; readonly order: Order }
  | { readonly outcome: 'absent' }

/**
 * Refunds that wait for another operator. A yes is `askRefund` with the proposal's key and amount: it takes the
 * proposal away in the same transaction, and its entry names both operators.
 */
export interface ProposalLedger {
  /** Writes down a refund that is to wait; its entry is of kind `refund-proposed`. */
  proposeRefund(request: ProposeRefund): Promise<ProposedRefund>
  /**
   * Takes a proposal away without a refund: another operator says no, or its own takes it back. The entry is of kind
   * `refund-declined`.
   *
   * @returns the order; undefined if this proposal no longer waits: somebody was first.
   */
  declineProposal(
    proposal: Pick<RefundProposal, 'orderNumber' | 'entryNumber'>,
    decision: { readonly by: string; readonly note?: string | undefined },
  ): Promise<Order | undefined>
  /**
   * Those of the shop, oldest first.
   *
   * @param limit - how many at most; a thousand where nobody says another.
   */
  proposals(limit?: number): Promise<readonly WaitingProposal[]>
  /** How many the shop has. The count stops at a thousand. */
  countProposals(): Promise<number>
  /** Undefined if none waits, or the order is another shop's. */
  findProposal(orderNumber: string): Promise<RefundProposal | undefined>
}
