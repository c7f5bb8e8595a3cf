import type { Clock } from '../../clock.ts'
import type { HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import { within } from '../../within.ts'
import type { HandOverClaimed } from './claimed.ts'
import type { HandOverEnds } from './ends.ts'
import type { OnPaidInTransaction } from './handlers.ts'

export interface InTransactionDeps {
  readonly ledger: Pick<HandOverLedger, 'completeHandOver'>
  readonly onPaidInTransaction: OnPaidInTransaction
  readonly ends: HandOverEnds
  readonly clock: Pick<Clock, 'sleep'>
}

/**
 * How long a hand-over in a transaction may take in all, in milliseconds: it holds a ledger connection that others
 * need, too. After that it is rolled back and retried. Chosen by feel.
 */
const patienceMs = 30_000

/**
 * Hands over through the store's `onPaidInTransaction`: effect and record are one commit. The locks it holds are the
 * only claim it needs.
 */
export function makeInTransaction({ ledger, onPaidInTransaction, ends, clock }: InTransactionDeps): HandOverClaimed {
  async function withinPatience(work: unknown): Promise<void> {
    const isInTime = await within(
      clock,
      patienceMs,
      Promise.resolve(work).then(() => true),
    )
    if (!isInTime) throw new Error(`onPaidInTransaction took longer than ${patienceMs / 1000} s`)
  }

  return async (claim, _order, trigger) => {
    let thrown: { readonly error: unknown } | undefined
    try {
      const done = await ledger.completeHandOver(claim, trigger, async (order, transaction) => {
        thrown = undefined
        // The ledger repeats a transaction that lost against another: then nothing is late yet.
        const late = new AbortController()
        try {
          await withinPatience(onPaidInTransaction(order, transaction, { signal: late.signal }))
        } catch (error) {
          thrown = { error }
          late.abort(error)
          throw error
        }
      })
      return ends.recorded(claim, done)
    } catch (error) {
      // If the answer to the commit was lost, the claim is gone and this writes nothing.
      return await ends.fail(claim, trigger, thrown ? thrown.error : error)
    }
  }
}
