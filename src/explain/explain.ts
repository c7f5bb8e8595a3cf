import type { Explanation, Situation } from './explanation.ts'
import { originOf, referenceOf, tellerFor } from './facts.ts'
import type { Teller } from './facts.ts'
import { knownOf } from './known.ts'
import { mayDoOf } from './may-do.ts'
import { nextOf } from './next.ts'
import { nothingNext, nothingToDo } from './words/next.ts'

/** Says in plain English what is known of an order, what happens next, and what a person may do. */
export function explain(situation: Situation): Explanation {
  const teller = tellerFor(situation)
  const told = {
    known: knownOf(situation, teller),
    next: nextOf(situation, teller),
    mayDo: mayDoOf(situation, teller),
  }
  const { orderNumber } = situation.order
  return { orderNumber, ...told, text: textOf(situation, teller, told) }
}

function textOf(
  { order, entries, timeZone }: Situation,
  { at, money }: Teller,
  { known, next, mayDo }: Pick<Explanation, 'known' | 'next' | 'mayDo'>,
): string {
  const { orderNumber, description, sku, amountMinor, createdAt, forgottenAt } = order
  const reference = forgottenAt === undefined ? referenceOf(order) : order.reference && 'forgotten'
  const head = [
    description ?? sku,
    money(amountMinor),
    ...(reference === undefined ? [] : [`reference ${reference}`]),
    originOf(entries, at(createdAt)) ?? `opened on ${at(createdAt)}`,
  ]
  const steps = mayDo.map(({ text, command }) => `- ${text}\n  ${command}`)
  return [
    `Order ${orderNumber}: ${head.join(', ')}. Times are those of ${timeZone}.`,
    known.join('\n'),
    next ? `Next, on ${at(next.at)}: ${next.text}` : nothingNext,
    steps.length > 0 ? `You may:\n${steps.join('\n')}` : nothingToDo,
  ].join('\n\n')
}
