import type { Callback } from '../gateway/callbacks.ts'
import type { Order } from '../order.ts'
import type { RecentAnswers } from './recent-answers.ts'
import type { Settled } from './settled.ts'

/** Settles the order that a callback is about; `too-many` if `mayAsk` said no. */
export type SettleCallback = (
  order: Order,
  callback: Callback,
  mayAsk: () => Promise<boolean>,
) => Promise<Settled | 'too-many'>

/** How many callbacks are remembered: about two megabytes. A forgotten one costs a question. Chosen by feel. */
const maxSeen = 10_000

/**
 * A signed callback that was not seen before is asked about with patience. A recorded one is worth no more than a
 * callback that anybody could send (BPC: callbacks): it costs one question every two seconds at most.
 */
export function makeSettleCallback({ settleForOwner, settleForAnybody }: RecentAnswers): SettleCallback {
  const seen = new Set<string>()

  /** Whether it is signed, and new to this process. */
  function isNew({ isSigned, fingerprint }: Callback): boolean {
    if (!isSigned || seen.has(fingerprint)) return false
    const [oldest] = seen
    if (seen.size >= maxSeen && oldest !== undefined) seen.delete(oldest)
    seen.add(fingerprint)
    return true
  }

  async function settleNew(order: Order, { fingerprint }: Callback): Promise<Settled> {
    let settled: Settled | undefined
    try {
      settled = await settleForOwner(order.orderNumber, 'callback')
      return settled
    } finally {
      // The gateway repeats it, because it got no 200: the repeat counts as new.
      if (!settled || settled.standing === 'silent') seen.delete(fingerprint)
    }
  }

  return (order, callback, mayAsk) => {
    if (isNew(callback)) return settleNew(order, callback)
    // All the bank's callbacks come from one address, including its repeats.
    return settleForAnybody(order, 'callback', async () => callback.isSigned || mayAsk())
  }
}
