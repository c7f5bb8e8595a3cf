import { isPaid, lateRefundKey } from '../order.ts'
import type { HandOverStatus, OrderStatus } from '../order.ts'
import { timesOf } from '../times-of.ts'
import type { Situation } from './explanation.ts'
import { textIn } from './facts.ts'
import type { Teller } from './facts.ts'
import { handOverWords } from './words/hand-overs.ts'
import type { HandOverFacts, HandOverStanding } from './words/hand-overs.ts'

/** Whether the goods went out. */
export function goodsSentence(situation: Situation, teller: Teller): string {
  return handOverWords[handOverStandingOf(situation)](handOverFactsOf(situation, teller))
}

/** How goods and money stand to each other. */
export function handOverStandingOf(situation: Situation): HandOverStanding {
  return standingOfGoods[situation.order.handOver](situation)
}

const standingOfGoods: Readonly<Record<HandOverStatus, (situation: Situation) => HandOverStanding>> = {
  none: (situation) => (isWithdrawn(situation) ? 'withdrawn' : standingOfNone(situation)),
  due: (situation) => standingOfUnpaid(situation) ?? (isTried(situation) ? 'tried' : 'due'),
  stuck: (situation) => standingOfUnpaid(situation) ?? 'stuck',
  done: ({ order: { status } }) => {
    if (status === 'review') return 'done-in-review'
    return isPaid(status) ? 'done' : 'done-refunded'
  },
}

function isWithdrawn({ entries }: Situation): boolean {
  return entries.some(({ kind }) => kind === 'hand-over-withdrawn')
}

function isTried(situation: Situation): boolean {
  return (situation.outlook.handOver?.tryCount ?? 0) > 0 && lastErrorOf(situation) !== undefined
}

/** Of goods that are due or stuck, while the order is not paid; undefined if it is. */
function standingOfUnpaid({ order: { status } }: Situation): HandOverStanding | undefined {
  if (isPaid(status)) return undefined
  return status === 'refunded' ? 'withdrawn' : 'due-in-review'
}

function standingOfNone({ order, outlook }: Situation): HandOverStanding {
  const { status, handsOver } = order
  if (status === 'review') return handsOver === false ? 'wait-not-ours' : 'wait'
  if (isPaid(status)) {
    if (outlook.refunds.some(({ key }) => key === lateRefundKey)) return 'none'
    return handsOver === true ? 'owed' : 'not-ours'
  }
  if (nothingComes.has(status)) return 'none'
  return handsOver === false ? 'not-ours' : 'not-yet'
}

/** Nobody can pay these any more, or nobody could at all. */
const nothingComes: ReadonlySet<OrderStatus> = new Set(['unknown', 'refunded', 'reversed', 'declined', 'expired'])

function handOverFactsOf(situation: Situation, { at }: Teller): HandOverFacts {
  const { order, entries, outlook } = situation
  const doneAt = entries.findLast(({ kind }) => kind === 'handed-over')?.at
  return {
    at: at(doneAt ?? outlook.handOver?.dueAt ?? order.paidAt ?? order.createdAt),
    times: timesOf(outlook.handOver?.tryCount ?? 0),
    error: lastErrorOf(situation),
  }
}

function lastErrorOf({ entries }: Pick<Situation, 'entries'>): string | undefined {
  return textIn(
    entries.findLast(({ kind }) => kind === 'hand-over-failed' || kind === 'hand-over-stuck')?.detail,
    'reason',
  )
}
