import type { Callback } from '../gateway/callbacks.ts'
import type { Order } from '../order.ts'
import type { RecentAnswers } from './recent-answers.ts'
import type { Settled } from './settled.ts'

/** Settles the order that a callback is about; `too-many` where `mayAsk` said no. */
export type SettleCallback = (
  order: Order,
  callback: Callback,
  mayAsk: () => Promise<boolean>,
) => Promise<Settled | 'too-many'>

/** A digest and what holds it: some two megabytes. One that was forgotten costs a question. Chosen by feel. */
const maxSeen = 10_000

/**
 * What the gateway has signed and not sent before is asked about with patience. A recorded one is as good as any that
 * anybody sends (BPC: callbacks): it costs a question every two seconds at most.
 */
export function makeSettleCallback({ settleForOwner, settleForAnybody }: RecentAnswers): SettleCallback {
  const seen = new Set<string>()

  /** Whether it is signed, and comes for the first time as far as this process knows. */
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
      // It is sent again, because it got no 200, and is then as good as new.
      if (!settled || settled.standing === 'silent') seen.delete(fingerprint)
    }
  }

  return (order, callback, mayAsk) => {
    if (isNew(callback)) return settleNew(order, callback)
    // All callbacks of the bank come from one address, those that it repeats too.
    return settleForAnybody(order, 'callback', async () => callback.isSigned || mayAsk())
  }
}
