import { overdueWords } from '../explain/words/next.ts'
import type { HostedCheckout } from '../hosted-checkout.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { ranWords, thrownIn } from './claim-words.ts'
import type { Watch } from './hand-over-watch.ts'

export interface StoryDeps {
  readonly checkout: Pick<HostedCheckout, 'explain' | 'orders'>
  readonly bank: Sandbox
  readonly watch: Watch
}

/** In a test nothing is done by itself: what is late there says nothing of the store. */
const dueWords = 'This is due: the store does it in store.settled().'

/** Tells the story of an order, for whoever reads why a test failed. */
export function makeStory({ checkout, bank, watch }: StoryDeps): (orderNumber: string) => Promise<string> {
  return async (orderNumber) => {
    const [{ text }, entries] = await Promise.all([checkout.explain(orderNumber), checkout.orders.history(orderNumber)])
    const order = bank.order(orderNumber)
    const asked = bank.requests.filter(({ parameters }) =>
      [orderNumber, order?.gatewayOrderId].includes(parameters.orderId ?? parameters.orderNumber),
    )
    const calls = asked.map(({ method, fault }) => (fault === undefined ? method : `${method} (${fault})`))
    return [
      `The story of order ${orderNumber}:`,
      indented(text.replace(overdueWords, dueWords)),
      'In the ledger:',
      indented(entries.map(lineOf).join('\n')),
      `At the bank: ${order ? `orderStatus ${order.orderStatus}` : 'no such order'}.`,
      `It was asked: ${calls.join(', ') || 'nothing'}.`,
      ranWords({ ...watch.handOvers(orderNumber), thrown: thrownIn(entries) }),
    ].join('\n')
  }
}

function lineOf({ at, kind, from, to, trigger }: Entry): string {
  const what = kind === 'moved' ? `${from} > ${to}` : kind
  return `${at.toISOString().slice(11, 23)} ${what}, by ${trigger}`
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
