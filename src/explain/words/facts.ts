/** What the sentences speak of, as text: amounts with their currency, times in the shop's zone. */
export interface Facts {
  readonly reference: string | undefined
  readonly amount: string
  readonly captured: string
  readonly refunded: string
  /** Captured and not refunded. */
  readonly left: string
  /** What a capture that is under way asks for. */
  readonly capturing: string
  readonly expiresAt: string
  /** When the order got its status. */
  readonly since: string
  /** On what occasion the bank said so, in brackets; empty if it was not asked. */
  readonly heard: string
  /** Why the bank said no, with its code. */
  readonly decline: string | undefined
  /** What was written down as the reason of the last move. */
  readonly reason: string | undefined
  /** Who moved it by hand, and why. */
  readonly by: string | undefined
  readonly note: string | undefined
  /** Numbers of other orders of the same reference that are paid, or hold money. */
  readonly others: readonly string[]
}
