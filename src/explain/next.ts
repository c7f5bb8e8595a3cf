import { isEndedUnpaid, isPaid } from '../order.ts'
import type { OrderStatus } from '../order.ts'
import type { Explanation, Situation } from './explanation.ts'
import { isSeenToBeMade, refundUnderWay } from './facts.ts'
import type { Teller } from './facts.ts'
import { handOverStandingOf } from './goods.ts'
import { standingOf } from './standing.ts'
import { overdueWords, nextWords } from './words/next.ts'

type Next = NonNullable<Explanation['next']>

/** A step this late, in milliseconds, is probably done by nobody: passes come every few seconds. Chosen by feel. */
const lateMs = 2 * 60 * 1000

/** What happens next by itself, all of it in the order in which it comes; undefined if nothing does. */
export function nextOf(situation: Situation, teller: Teller): Explanation['next'] {
  const { now } = situation
  const steps = stepsOf(situation, teller).toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const [first, ...others] = steps
  if (!first) return undefined
  const isLate = now.getTime() - first.at.getTime() >= lateMs
  const told = [first.text, ...others.map(({ at, text }) => nextWords.then(teller.at(at), text))]
  return { at: first.at, text: [...told, ...(isLate ? [overdueWords] : [])].join(' ') }
}

function stepsOf(situation: Situation, { money }: Teller): readonly Next[] {
  const { order, outlook } = situation
  const refund = refundUnderWay(situation)
  const steps: Next[] = [...handOverStep(situation), ...closingStep(situation)]
  if (refund?.nextTryAt) {
    const text = nextWords[isSeenToBeMade(order, refund) ? 'refund-seen' : 'refund'](money(refund.amountMinor))
    steps.push({ at: refund.nextTryAt, text })
  }
  // Nobody asks about the daily check of a paid order while something else is to come.
  const isRoutine = isPaid(order.status) && steps.length > 0
  if (outlook.nextCheckAt && !isRoutine) steps.push({ at: outlook.nextCheckAt, text: nextWords[lookOf(situation)]() })
  return steps
}

function lookOf(situation: Situation): 'acknowledging' | 'pageless' | (typeof lookAt)[OrderStatus] {
  const standing = standingOf(situation)
  return standing === 'pageless' || standing === 'acknowledging' ? standing : lookAt[situation.order.status]
}

/** What is owed is made due in the next pass, which comes within seconds. */
function handOverStep(situation: Situation): readonly Next[] {
  const { order, outlook, now } = situation
  if (!isPaid(order.status)) return []
  if (order.handOver === 'due') return [{ at: outlook.handOver?.nextTryAt ?? now, text: nextWords['hand-over']() }]
  return handOverStandingOf(situation) === 'owed' ? [{ at: now, text: nextWords['hand-over-owed']() }] : []
}

/** Of an order that ended unpaid: once it is paid after all, nobody is told. */
function closingStep({ order, outlook, now }: Situation): readonly Next[] {
  if (!isEndedUnpaid(order.status)) return []
  const { closing } = outlook
  if (order.closing === 'owed') return [{ at: now, text: nextWords['closing-owed']() }]
  if (order.closing !== 'due') return []
  const text = nextWords[(closing?.tryCount ?? 0) === 0 ? 'closing-owed' : 'closing']()
  return [{ at: closing?.nextTryAt ?? now, text }]
}

/** What the bank is asked about an order of each status. */
const lookAt = {
  registering: 'open',
  unknown: 'unknown',
  registered: 'open',
  held: 'held',
  paid: 'paid',
  partially_refunded: 'paid',
  refunded: 'paid',
  reversed: 'ended',
  declined: 'ended',
  expired: 'ended',
  review: 'ended',
} as const satisfies Record<OrderStatus, keyof typeof nextWords>
