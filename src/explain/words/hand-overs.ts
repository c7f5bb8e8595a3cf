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
  /** They went out, and the money is not there, or not sure. */
  | 'done-unpaid'
  | 'stuck'
  /** Due or stuck, and in review. */
  | 'due-in-review'
  /** Nothing is owed any more. */
  | 'withdrawn'
  /** Nothing was paid. */
  | 'none'
  /** Somebody decides first. */
  | 'wait'

export interface HandOverFacts {
  /** When they became due, or went out. */
  readonly at: string
  readonly tries: number
  /** What the handler threw last. */
  readonly error: string | undefined
}

export const handOverWords = {
  'not-yet': () => 'Send nothing yet: the goods are handed over by themselves once it is paid.',
  'not-ours': () => 'It is paid. This checkout hands over no goods for it: the shop does that in its own way.',
  owed: () => 'The goods are owed. Nothing has made them due yet: the next pass of the sweep does.',
  due: ({ at }) => `The goods have been due since ${at}, and are being handed over.`,
  tried: ({ at, tries, error }) =>
    `The goods have been due since ${at}. Handing them over has failed ${timesOf(tries)}${because(error)}.`,
  done: ({ at }) => `The goods were handed over at ${at}: the shop's own code said that it was done.`,
  'done-unpaid': ({ at }) => `The goods were handed over at ${at}, before the money went back or came into doubt.`,
  stuck: ({ at, tries, error }) =>
    `The goods were NOT handed over: due since ${at}, given up after ${timesOf(tries)}${because(error)}.`,
  'due-in-review': () => 'The goods were not handed over, and do not go out by themselves while it is in review.',
  withdrawn: () => 'No goods are owed any more: the money went back first.',
  none: () => 'No goods are owed.',
  wait: () => 'Send nothing before somebody has decided.',
} as const satisfies Record<HandOverStanding, (facts: HandOverFacts) => string>

function timesOf(count: number): string {
  return count === 1 ? 'once' : count === 0 ? 'a while' : `${count} times`
}

function because(error: string | undefined): string {
  return error === undefined ? '' : `; the last time because of: ${error}`
}
