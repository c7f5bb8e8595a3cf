import { toMajorUnits } from '../money.ts'
import type { Explanation, Situation } from './explanation.ts'
import { tellerFor } from './facts.ts'
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
  { order }: Situation,
  { at }: Teller,
  { known, next, mayDo }: Pick<Explanation, 'known' | 'next' | 'mayDo'>,
): string {
  const { orderNumber, description, sku, amountMinor, currency, reference, createdAt } = order
  const head = [
    description ?? sku,
    `${toMajorUnits(amountMinor, currency)} ${currency}`,
    ...(reference === undefined ? [] : [`reference ${reference}`]),
    `opened on ${at(createdAt)}`,
  ]
  const steps = mayDo.map(({ text, command }) => `- ${text}\n  ${command}`)
  return [
    `Order ${orderNumber}: ${head.join(', ')}.`,
    known.join('\n'),
    next ? `Next, on ${at(next.at)}: ${next.text}` : nothingNext,
    steps.length > 0 ? `You may:\n${steps.join('\n')}` : nothingToDo,
  ].join('\n\n')
}
