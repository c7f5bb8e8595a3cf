/** What the sentences speak of, as text: amounts with their currency, times in the shop's zone. */
export interface Facts {
  /** Undefined if it has none, or it is forgotten. */
  readonly reference: string | undefined
  readonly amount: string
  readonly captured: string
  /** Whether less was captured than the order is for. */
  readonly isInPart: boolean
  readonly refunded: string
  /** Captured and not refunded. */
  readonly left: string
  /** What a capture that is under way asks for. */
  readonly capturing: string
  readonly expiresAt: string
  /** The same after "it expired"; empty if nobody knows when that was. */
  readonly expiredOn: string
  /** When it was paid, after "taken from the buyer"; empty if that was when we heard of it. */
  readonly paidOn: string
  /** When the order got its status. */
  readonly since: string
  /** Where it came from on that day, if it was not opened here: a part of a sentence. */
  readonly origin: string | undefined
  /** On what occasion the bank said so, in brackets; empty if it was not asked. */
  readonly heard: string
  /** Why the bank said no, with its code; a clause. */
  readonly decline: string | undefined
  /** How the buyer of an open order can try again; a sentence or two. */
  readonly tryAgain: string
  /** What was written down as the reason of the last move. */
  readonly reason: string | undefined
  /** Who moved it by hand, and why. */
  readonly by: string | undefined
  readonly note: string | undefined
  /** Where the page is that the bank named, if it is one that nobody is sent to. */
  readonly formOrigin: string | undefined
  /** When the bank was told to close it, if it neither refused nor was heard to have done so. */
  readonly closeAsked: string | undefined
  /** Who had it closed. */
  readonly closedBy: string | undefined
  /** How its money can be given back; an imperative. */
  readonly refundIt: string
  /** Numbers of other orders of the same reference that are paid, or hold money. */
  readonly others: readonly string[]
}
