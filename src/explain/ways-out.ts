import { judgeResolution, resolutions } from '../settlement/judge/judge-resolution.ts'
import type { Resolution } from '../settlement/judge/judge-resolution.ts'
import type { Situation } from './explanation.ts'
import { lastMoveOf, refundUnderWay } from './facts.ts'
import { lastWordsOf } from './last-words.ts'
import type { LastWords } from './last-words.ts'
import { isRefundRisky } from './reviewed.ts'
import type { Condition } from './words/may-do.ts'

/** One way out of review, and what must come first, if the bank's last words do not allow it as they are. */
export interface WayOut {
  readonly as: Resolution
  readonly once: Condition | undefined
}

/**
 * The ways in which a person can take an order out of review: those that `resolve` would allow by what the bank said
 * last, and those that are open once something has been done. None while a refund is under way.
 */
export function waysOutOf(situation: Situation): readonly WayOut[] {
  if (refundUnderWay(situation)) return []
  const words = lastWordsOf(situation.entries)
  if (isUnreadable(situation, words)) {
    return waysByAmounts(situation).map(({ as, once = 'readable' }) => ({ as, once }))
  }
  return words ? waysByWords(situation, words) : waysByAmounts(situation)
}

/** Whether nobody has been able to read an answer of the bank's since it came into review. */
function isUnreadable({ order, entries }: Situation, words: LastWords | undefined): boolean {
  if (order.reviewReason !== 'unreadable-a-day-after-expiry') return false
  const move = lastMoveOf(order, entries)
  return words === undefined || (move !== undefined && words.entry.entryNumber < move.entryNumber)
}

function waysByWords(situation: Situation, { said }: LastWords): readonly WayOut[] {
  const { order, now } = situation
  return resolutions.flatMap((as): readonly WayOut[] => {
    if (judgeResolution(order, said, as, now).outcome === 'allowed') return [{ as, once: undefined }]
    const once = said && conditions[as](situation, said)
    return once ? [{ as, once }] : []
  })
}

type Said = NonNullable<LastWords['said']>

/** What would allow what the bank's last words do not; undefined if nothing that a person can do. */
const conditions: Readonly<Record<Resolution, (situation: Situation, said: Said) => Condition | undefined>> = {
  paid({ order }, said) {
    if (said.phase === 'held') return 'captured-in-portal'
    const { capturedMinor, capturingMinor, amountMinor } = order
    return said.isChargeback && capturedMinor === (capturingMinor ?? amountMinor) ? 'chargeback-won' : undefined
  },
  refunded({ order }, { phase }) {
    const isMoney = phase === 'captured' || phase === 'refunded'
    if (!isMoney) return undefined
    return order.capturedMinor > order.refundedMinor ? 'refunded' : 'refunded-in-portal'
  },
  declined({ order, now }, { phase }) {
    if (phase === 'held') return 'released-in-portal'
    return phase === 'registered' && now < order.expiresAt ? 'time-over' : undefined
  },
}

/** Of an order about which nothing that the bank said was written down. */
function waysByAmounts(situation: Situation): readonly WayOut[] {
  const { amountMinor, capturingMinor, capturedMinor, refundedMinor } = situation.order
  if (capturedMinor === 0) return [{ as: 'declined', once: undefined }]
  if (capturedMinor <= refundedMinor) return [{ as: 'refunded', once: undefined }]
  const isWhole = capturedMinor === (capturingMinor ?? amountMinor)
  const isRisky = isRefundRisky(situation)
  return [
    ...(isWhole ? [{ as: 'paid', once: isRisky ? 'chargeback-won' : undefined } as const] : []),
    { as: 'refunded', once: isRisky ? undefined : 'refunded' },
  ]
}
