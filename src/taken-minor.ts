/** What a bank's answer says of an order's money, in integer minor units of its currency. */
interface ToldMoney {
  readonly phase: string
  readonly amountMinor: number | undefined
  readonly heldMinor: number | undefined
  readonly depositedMinor: number | undefined
  readonly refundedMinor: number | undefined
}

/**
 * What was taken, before anything went back; of a hold, what is held. Banks that tell no amounts tell the order's;
 * undefined if the answer has none.
 */
export function takenMinorOf(told: ToldMoney): number | undefined {
  const { phase, amountMinor, heldMinor, depositedMinor, refundedMinor = 0 } = told
  if (phase === 'held') return heldMinor ?? amountMinor
  return depositedMinor === undefined || depositedMinor + refundedMinor === 0
    ? amountMinor
    : depositedMinor + refundedMinor
}
