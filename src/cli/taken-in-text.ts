import { visible } from '../visible.ts'
import type { TakenIn, TakenInOrder } from './take-in.ts'
import { wrapped } from './wrapped.ts'

/** No more orders than this are told one by one. */
const maxTold = 20

/** What was taken in, for a person: what is owed and what is not is said in so many words. */
export function takenInText({ orders, by }: TakenIn): string {
  if (orders.length === 0) return 'The ledger has lost nothing of this day: nothing was taken in.'
  const taken = orders.filter(({ outcome }) => outcome === 'taken-in')
  const owed = taken.filter(({ handsOver, status }) => handsOver === true && status !== 'review')
  const waiting = taken.filter(({ status }) => status === 'review')
  const settled = orders.filter(({ outcome }) => outcome === 'settled')
  const failed = orders.filter(({ reason }) => reason !== undefined)
  return [
    `Taken in by ${visible(by)}: ${taken.length}. Asked about: ${settled.length}. Left out: ${failed.length}.`,
    ...(taken.length > 0 ? [wrapped(goodsText(taken.length - waiting.length, owed.length))] : []),
    ...(waiting.length > 0 ? [wrapped(`In review, for a person: ${waiting.length}. Nothing of theirs goes out.`)] : []),
    ...failed.slice(0, maxTold).map(reasonText),
    ...(failed.length > maxTold ? [`  and ${failed.length - maxTold} more: --json has them.`] : []),
  ].join('\n')
}

function goodsText(taken: number, owed: number): string {
  const notOwed = taken - owed
  const rest =
    notOwed === 0
      ? ''
      : ` Of ${notOwed} nothing goes out by itself: hand-over <order-number> makes one due, if it is still owed.`
  return `Goods are owed for ${owed} of them, once each.${rest}`
}

function reasonText({ orderNumber, reason = '' }: TakenInOrder): string {
  return wrapped(`${visible(orderNumber)}: ${visible(reason).replace(/\.$/, '')}.`, '  ', '    ')
}
