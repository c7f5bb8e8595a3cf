import { toMajorUnits } from '../money.ts'
import { isPaid } from '../order.ts'
import type { Order, OrderStatus } from '../order.ts'
import type { MayDo, Situation } from './explanation.ts'
import { handOverStandingOf, reviewWordsOf } from './known.ts'
import type { Teller } from './facts.ts'
import { mayDoWords } from './words/may-do.ts'

/** What a person may do about an order now; what usually helps comes first. */
export function mayDoOf(situation: Situation, teller: Teller): readonly MayDo[] {
  return byStatus[situation.order.status](situation, teller)
}

type ActionsFor = (situation: Situation, teller: Teller) => readonly MayDo[]

const program = 'npx express-hosted-checkout'

function settle({ order }: Situation): MayDo {
  return {
    action: 'settle',
    text: mayDoWords.settle(paysLater.has(order.status)),
    command: `${program} settle ${order.orderNumber}`,
  }
}

/** A payment that is found now makes goods due. */
const paysLater: ReadonlySet<OrderStatus> = new Set(['registering', 'registered', 'declined', 'expired'])

const askOnly: ActionsFor = (situation) => [settle(situation), review(situation)]
const nothing: ActionsFor = () => []

const byStatus: Readonly<Record<OrderStatus, ActionsFor>> = {
  registering: askOnly,
  unknown: askOnly,
  registered: (situation) => [settle(situation), decline(situation), review(situation)],
  held: (situation, teller) =>
    situation.order.capturingMinor === undefined
      ? [capture(situation, teller), reverse(situation, teller), settle(situation), review(situation)]
      : [settle(situation), capture(situation, teller), review(situation)],
  paid: ofPaid,
  partially_refunded: ofPaid,
  refunded: nothing,
  reversed: tellAgain,
  declined: ofEndedUnpaid,
  expired: ofEndedUnpaid,
  review: ofReview,
}

/** Once `onClosed` is no longer tried by itself. It is the same command: it gives its handler another three days. */
function tellAgain({ order: { closing, orderNumber } }: Situation): readonly MayDo[] {
  if (closing !== 'stuck') return []
  return [{ action: 'hand-over', text: mayDoWords['tell-again'](), command: `${program} hand-over ${orderNumber}` }]
}

function ofEndedUnpaid(situation: Situation): readonly MayDo[] {
  return [...tellAgain(situation), settle(situation), review(situation)]
}

function ofPaid(situation: Situation, teller: Teller): readonly MayDo[] {
  const standing = handOverStandingOf(situation)
  const isHandOverWaiting = standing === 'stuck' || standing === 'tried' || standing === 'owed'
  return [
    ...(isHandOverWaiting ? [handOver(situation)] : []),
    ...refund(situation, teller),
    review(situation),
    settle(situation),
  ]
}

/** Only what the amounts allow. */
function ofReview(situation: Situation, teller: Teller): readonly MayDo[] {
  const { amountMinor, capturingMinor, capturedMinor, refundedMinor, reviewReason } = situation.order
  const isRefundRisky = reviewWordsOf(reviewReason).isRefundRisky === true
  const isLeft = capturedMinor > refundedMinor
  const isBack = capturedMinor > 0 && (!isLeft || isRefundRisky)
  return [
    settle(situation),
    ...(isLeft && capturedMinor === (capturingMinor ?? amountMinor) ? [resolve(situation, 'paid')] : []),
    ...(isLeft && !isRefundRisky ? refund(situation, teller) : []),
    ...(isBack ? [resolve(situation, 'refunded')] : []),
    ...(capturedMinor === 0 ? [resolve(situation, 'declined')] : []),
  ]
}

function capture({ order }: Situation, { money }: Teller): MayDo {
  const { orderNumber, capturingMinor, amountMinor, currency } = order
  const wanted = capturingMinor ?? amountMinor
  return {
    action: 'capture',
    text: capturingMinor === undefined ? mayDoWords.capture(money(wanted)) : mayDoWords['capture-again'](money(wanted)),
    command: `${program} capture ${orderNumber} "${toMajorUnits(wanted, currency)} ${currency}"`,
  }
}

function reverse({ order }: Situation, { money }: Teller): MayDo {
  return {
    action: 'reverse',
    text: mayDoWords.reverse(money(order.amountMinor)),
    command: `${program} reverse ${order.orderNumber}`,
  }
}

function decline({ order }: Situation): MayDo {
  return { action: 'decline', text: mayDoWords.decline(), command: `${program} decline ${order.orderNumber}` }
}

function handOver({ order }: Situation): MayDo {
  return { action: 'hand-over', text: mayDoWords['hand-over'](), command: `${program} hand-over ${order.orderNumber}` }
}

/** None while all that is left is on its way back. */
function refund({ order, outlook }: Situation, { money }: Teller): readonly MayDo[] {
  const { orderNumber, capturedMinor, refundedMinor, currency } = order
  const asked = outlook.refunds.filter(({ state }) => state === 'asked')
  const leftMinor = asked.reduce((left, { amountMinor }) => left - amountMinor, capturedMinor - refundedMinor)
  if (leftMinor <= 0) return []
  return [
    {
      action: 'refund',
      text: mayDoWords.refund(money(leftMinor), isUnsent(order)),
      command: `${program} refund ${orderNumber} "${toMajorUnits(leftMinor, currency)} ${currency}"`,
    },
  ]
}

function review({ order }: Situation): MayDo {
  const command = `${program} review ${order.orderNumber} --note "your reason"`
  const goods = isUnsent(order) ? 'unsent' : 'sent'
  return { action: 'review', text: mayDoWords.review(isPaid(order.status) ? goods : 'unpaid'), command }
}

/** Whether goods are still to go out. */
function isUnsent({ handOver }: Pick<Order, 'handOver'>): boolean {
  return handOver === 'due' || handOver === 'stuck'
}

function resolve({ order }: Situation, as: 'paid' | 'refunded' | 'declined'): MayDo {
  const command = `${program} resolve ${order.orderNumber} --as ${as} --note "your reason"`
  const isSent = as === 'paid' && order.handOver === 'done'
  return { action: 'resolve', as, text: mayDoWords.resolve(isSent ? 'paid-and-sent' : as), command }
}
