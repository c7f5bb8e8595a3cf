import { namelessSku } from '../payments.ts'
import { visible } from '../visible.ts'
import type { TakenIn, TakenInOrder } from './take-in.ts'
import { wrapped } from './wrapped.ts'

/** No more orders than this are told one by one. */
const maxTold = 20

/**
 * What was taken in, for a person: what is owed and what is not is said in so many words.
 *
 * @param handsOver - whether goods were to go out, as far as it is known what was sold, and by which shop.
 */
export function takenInText({ orders, by, left }: TakenIn, handsOver: boolean | undefined): string {
  if (orders.length === 0) return 'The ledger has lost nothing of this day: nothing was taken in.'
  const taken = orders.filter(({ outcome }) => outcome === 'taken-in')
  const owed = taken.filter(({ handsOver, status }) => handsOver === true && status !== 'review')
  const waiting = taken.filter(({ status }) => status === 'review')
  const settled = orders.filter(({ outcome }) => outcome === 'settled')
  const owedSettled = settled.filter(({ handsOver }) => handsOver === true)
  const known = orders.filter(({ outcome }) => outcome === 'known')
  const leftAlone = orders.filter(({ outcome }) => outcome === 'left-alone')
  const failed = orders.filter(({ outcome }) => outcome === 'refused' || outcome === 'unreachable')
  return [
    `Taken in by ${visible(by)}: ${taken.length}. Asked about: ${settled.length}. Left out: ${failed.length}.`,
    ...(taken.length > 0 ? [wrapped(goodsText(taken.length - waiting.length, owed.length, handsOver === true))] : []),
    ...(waiting.length > 0 ? [wrapped(`In review, for a person: ${waiting.length}. Nothing of theirs goes out.`)] : []),
    ...(known.length > 0 ? [`In the ledger by now, by another hand: ${known.length}.`] : []),
    ...(owedSettled.length > 0
      ? [wrapped(`Of those asked about, goods are owed for ${owedSettled.length}, once each.`)]
      : []),
    ...reasonTexts(failed),
    ...(leftAlone.length > 0 ? [wrapped(leftAloneText(leftAlone.length)), ...reasonTexts(leftAlone)] : []),
    ...(left > 0 ? [wrapped(`${left} more are left, more than are told at once: take in again.`)] : []),
  ].join('\n')
}

function goodsText(taken: number, owed: number, handsOver: boolean): string {
  const notOwed = taken - owed
  if (notOwed === 0) return `Goods are owed for ${owed} of them, once each.`
  const why = handsOver
    ? ', for nobody has said what was sold, or that it is of this shop (--orders would have said both)'
    : ''
  return (
    `Goods are owed for ${owed} of them, once each. Of ${notOwed} nothing goes out by itself${why}: hand-over ` +
    '<order-number> makes one due, if it is still owed. Where nobody has named what was sold, onPaid is given ' +
    `the sku "${namelessSku.takenIn}".`
  )
}

function leftAloneText(count: number): string {
  return (
    `Left alone, and not settled: ${count}. The bank has their money, and the ledger would owe their goods, which ` +
    'went out before. Put each in review before the shop starts.'
  )
}

function reasonTexts(orders: readonly TakenInOrder[]): readonly string[] {
  const more = orders.length - maxTold
  return [...orders.slice(0, maxTold).map(reasonText), ...(more > 0 ? [`  and ${more} more: --json has them.`] : [])]
}

function reasonText({ orderNumber, reason = '' }: TakenInOrder): string {
  return wrapped(`${visible(orderNumber)}: ${visible(reason).replace(/\.$/, '')}.`, '  ', '    ')
}
