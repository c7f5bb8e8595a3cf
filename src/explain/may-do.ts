import { toMajorUnits } from '../money.ts'
import { isPaid, lateRefundKey } from '../order.ts'
import type { Order, OrderStatus } from '../order.ts'
import type { MayDo, Situation } from './explanation.ts'
import { refundUnderWay } from './facts.ts'
import type { Teller } from './facts.ts'
import { handOverStandingOf } from './goods.ts'
import { isAllBack, isRefundRisky } from './reviewed.ts'
import { waysOutOf } from './ways-out.ts'
import type { WayOut } from './ways-out.ts'
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
    text: mayDoWords.settle(thenOf(order)),
    command: `${program} settle ${order.orderNumber}`,
  }
}

/** What a payment that is found now leads to. What becomes of late money is the shop's choice. */
function thenOf({ status, handsOver, capture }: Order): Parameters<(typeof mayDoWords)['settle']>[0] {
  if (status === 'review') return 'decides'
  if (status === 'declined' || status === 'expired' || status === 'unknown') return 'shows'
  const isOpen = status === 'registering' || status === 'registered'
  if (!isOpen) return 'nothing'
  return handsOver === true && capture === 'automatic' ? 'goods-go' : 'shows'
}

const askOnly: ActionsFor = (situation) => [settle(situation), review(situation)]

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
  refunded: refundAgain,
  reversed: tellAgain,
  declined: ofEndedUnpaid,
  expired: ofEndedUnpaid,
  review: ofReview,
}

/** Once `onClosed` has failed. It is the same command: it has its handler called again now. */
function tellAgain({ order: { closing, orderNumber }, outlook, entries }: Situation): readonly MayDo[] {
  const hasFailed = (outlook.closing?.tryCount ?? 0) > 0 && entries.some(({ kind }) => kind === 'closing-failed')
  if (closing !== 'stuck' && !(closing === 'due' && hasFailed)) return []
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
    ...refundAgain(situation, teller),
    ...refund(situation, teller),
    review(situation),
    settle(situation),
  ]
}

/** Only what the bank's last words and the amounts allow, now or once something else is done. */
function ofReview(situation: Situation, teller: Teller): readonly MayDo[] {
  const ways = waysOutOf(situation).map((way) => resolve(situation, way))
  const others = [...refundAgain(situation, teller), ...(isRefundRisky(situation) ? [] : refund(situation, teller))]
  return isAllBack(situation) ? [...ways, ...others, settle(situation)] : [settle(situation), ...others, ...ways]
}

function capture({ order }: Situation, { money }: Teller): MayDo {
  const { orderNumber, capturingMinor, amountMinor, currency, handsOver } = order
  const wanted = capturingMinor ?? amountMinor
  return {
    action: 'capture',
    text:
      capturingMinor === undefined
        ? mayDoWords.capture(money(wanted), handsOver === true)
        : mayDoWords['capture-again'](money(wanted)),
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
  const { orderNumber, capturedMinor, refundedMinor, currency, status } = order
  const asked = outlook.refunds.filter(({ state }) => state === 'asked')
  const leftMinor = asked.reduce((left, { amountMinor }) => left - amountMinor, capturedMinor - refundedMinor)
  if (leftMinor <= 0) return []
  const after = status === 'review' ? 'review' : isUnsent(order) ? 'unsent' : 'sent'
  return [
    {
      action: 'refund',
      text: mayDoWords.refund(money(leftMinor), after),
      command: `${program} refund ${orderNumber} "${toMajorUnits(leftMinor, currency)} ${currency}"`,
    },
  ]
}

/** The refund that is under way, by its key. The one that late money gets has none that a person could give. */
function refundAgain(situation: Situation, { money }: Teller): readonly MayDo[] {
  const asked = refundUnderWay(situation)
  if (!asked || asked.key === lateRefundKey) return []
  const { orderNumber, currency } = situation.order
  const amount = `"${toMajorUnits(asked.amountMinor, currency)} ${currency}"`
  return [
    {
      action: 'refund',
      text: mayDoWords['refund-again'](money(asked.amountMinor)),
      command: `${program} refund ${orderNumber} ${amount} --key=${quotedForShell(asked.key)}`,
    },
  ]
}

/** As a shell reads it: a key may hold any visible character. */
function quotedForShell(text: string): string {
  return /^[\w.:@%+=,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function review({ order }: Situation): MayDo {
  const command = `${program} review ${order.orderNumber} --note "your reason"`
  return { action: 'review', text: mayDoWords.review(keptOf(order)), command }
}

function keptOf(order: Order): Parameters<(typeof mayDoWords)['review']>[0] {
  if (order.status === 'held') return 'held'
  if (isPaid(order.status)) return isUnsent(order) ? 'unsent' : 'sent'
  return order.handsOver === false ? 'sent' : 'unpaid'
}

/** Whether goods are still to go out. */
function isUnsent({ handOver }: Pick<Order, 'handOver'>): boolean {
  return handOver === 'due' || handOver === 'stuck'
}

function resolve({ order }: Situation, { as, once }: WayOut): MayDo {
  const { orderNumber, handOver, handsOver } = order
  const goOut = handsOver === true || isUnsent(order) ? 'paid' : 'paid-not-ours'
  const sent = handOver === 'done' ? 'paid-and-sent' : goOut
  return {
    action: 'resolve',
    as,
    text: mayDoWords.resolve(as === 'paid' ? sent : as, once),
    command: `${program} resolve ${orderNumber} --as ${as} --note "your reason"`,
  }
}
