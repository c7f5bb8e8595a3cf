/** How goods and money stand to each other. */
export type HandOverStanding =
  /** They go out once the money is there. */
  | 'not-yet'
  /** They do not go out through this checkout. */
  | 'not-ours'
  /** Paid, and nobody has made them due. */
  | 'owed'
  | 'due'
  | 'tried'
  | 'done'
  /** They went out, and the money is in doubt. */
  | 'done-in-review'
  /** They went out, and the money went back. */
  | 'done-refunded'
  | 'stuck'
  /** Due or stuck, and in review. */
  | 'due-in-review'
  /** Nothing is owed any more. */
  | 'withdrawn'
  /** Nothing was paid. */
  | 'none'
  /** Somebody decides first. */
  | 'wait'
  /** The same, and they do not go out through this checkout. */
  | 'wait-not-ours'

export interface HandOverFacts {
  /** When they became due, or went out. */
  readonly at: string
  /** How often it was tried, in words. */
  readonly times: string
  /** What the handler threw last. */
  readonly error: string | undefined
}

const sent = ({ at }: HandOverFacts) =>
  `The shop's own program reported on ${at} that it had dealt with the goods. The shop's own records say whether a ` +
  'parcel has left.'

/** Whether the goods went out. */
export const handOverWords = {
  'not-yet': () => "Send nothing yet. Once it is paid, the shop's own program is told to send the goods.",
  'not-ours': () => 'This checkout sends nothing for it: the shop does that in its own way.',
  owed: () => "The goods have not been sent yet. The shop's own program is told to send them within the next minute.",
  due: ({ at }) => `The goods have been due since ${at}: the shop's own program is being told to send them.`,
  tried: ({ at, times, error }) =>
    `The goods have not been sent yet: the shop's own program has failed ${times} since ${at}. It is tried ` +
    `again by itself for three days; if its cause is not fixed, it fails again.${errorFor(error)}`,
  done: sent,
  'done-in-review': (facts) => `${sent(facts)} That was before this order came into review; nothing is sent again.`,
  'done-refunded': (facts) => `${sent(facts)} That was before the money went back.`,
  stuck: ({ at, times, error }) =>
    `The goods have not been sent: the shop's own program has failed ${times} since ${at}, and is not tried ` +
    `again by itself.${errorFor(error)}`,
  'due-in-review': () => 'The goods have not been sent, and nothing goes out by itself while it is in review.',
  withdrawn: () => 'Nothing was sent, and nothing is owed: the money went back before the goods went out.',
  none: () => 'Nothing was sent, and nothing is owed.',
  wait: () => 'Nothing was sent for it. Send nothing before you have decided.',
  'wait-not-ours': () =>
    'This checkout sends nothing for it: the shop does that in its own way. Send nothing before you have decided.',
} as const satisfies Record<HandOverStanding, (facts: HandOverFacts) => string>

function errorFor(error: string | undefined): string {
  return error === undefined ? '' : ` Tell your developer what it said last: "${error}".`
}
