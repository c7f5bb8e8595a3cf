/** One sum that went back to the buyer. */
export interface BackFacts {
  readonly amount: string
  readonly at: string
  /** Our own refund, by its key. */
  readonly key: string | undefined
  /** Who asked for it. */
  readonly by: string | undefined
}

export type BackWay = 'ours' | 'late' | 'double' | 'chargeback' | 'elsewhere'

const isLate = 'the money came after the order had been given up'
const isDouble = 'another order had already paid for the same reference'

/** What went back, when and how; a clause. */
const backWays = {
  ours: ({ amount, at, key, by }) =>
    `${amount} on ${at}, by our refund "${key ?? ''}"${by === undefined ? '' : `, which ${by} asked for`}`,
  late: ({ amount, at }) => `${amount} on ${at}, automatically, because ${isLate}`,
  double: ({ amount, at }) => `${amount} on ${at}, automatically, because ${isDouble}`,
  chargeback: ({ amount }) => `${amount} by a chargeback: the buyer's own bank took it`,
  elsewhere: ({ amount, at }) =>
    `${amount}, first seen on ${at}, and not refunded from here (perhaps in the bank's portal)`,
} as const satisfies Record<BackWay, (facts: BackFacts) => string>

/** Each sum that went back, oldest first. */
export function backWords(steps: readonly (readonly [BackWay, BackFacts])[]): string {
  return `What went back: ${steps.map(([way, facts]) => backWays[way](facts)).join('; ')}.`
}

export interface UnderWayFacts {
  readonly amount: string
  readonly askedAt: string
  readonly key: string
}

const askedFor = ({ amount, askedAt, key }: UnderWayFacts): string =>
  `A refund of ${amount} was asked for on ${askedAt} (its key: "${key}")`

const automatic =
  (why: string) =>
  ({ amount, askedAt }: UnderWayFacts) =>
    `A refund of ${amount} was started automatically on ${askedAt}, because ${why}. The bank has not confirmed it ` +
    'yet. Do not refund it as well: this one continues by itself.'

/** A refund whose outcome is not known. */
export const underWayWords = {
  asked: (facts) =>
    `${askedFor(facts)}, and the bank has not confirmed it yet: nobody knows whether it was made. It continues by ` +
    'itself, and is sent again only if it was not made. Do not refund it under another key: that would be another ' +
    'refund.',
  seen: (facts) =>
    `${askedFor(facts)}. At least as much went back since, according to the bank. It is asked once more whether that ` +
    'was this refund; nothing goes back twice.',
  late: automatic(isLate),
  double: automatic(isDouble),
} as const satisfies Record<string, (facts: UnderWayFacts) => string>
