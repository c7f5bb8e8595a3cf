import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order, OrderChanges } from '../order.ts'
import { adoptedId, makeWriteOrReview } from './adopt-id.ts'
import type { Decision, MoveDecision } from './judge/decision.ts'
import type { AnsweredLook } from './look.ts'

/**
 * Records what the gateway said without moving the order, but only if it is news.
 *
 * @returns the order; in review if the gateway's id belongs to another order; undefined if another caller moved it
 *   meanwhile.
 */
export type Learn = (look: AnsweredLook, decision: Exclude<Decision, MoveDecision>) => Promise<Order | undefined>

export function makeLearn(ledger: Pick<OrderLedger, 'move' | 'note'>): Learn {
  const writeOrReview = makeWriteOrReview(ledger)
  return async (look, decision) => {
    const { order, trigger, returnedAt, evidence } = look
    const changes = newsOf(look, decision)
    if (!changes) return order
    const note = { trigger, changes, returnedAt, detail: evidence.redacted }
    return writeOrReview(order, note, () => ledger.note(order, note))
  }
}

/** What the ledger does not hold yet; undefined if there is nothing new. */
function newsOf(look: AnsweredLook, decision: Exclude<Decision, MoveDecision>): OrderChanges | undefined {
  const { order, evidence } = look
  const id = adoptedId(look)
  if (decision.kind === 'note') return { ...id, ...decision.changes }
  const decline = decision.kind === 'open' ? decision.decline : undefined
  const isNewTry = decline !== undefined && decline.actionCode !== order.decline?.actionCode
  if (id.gatewayOrderId === undefined && !isNewTry) return undefined
  return decline === undefined ? id : { ...id, decline, card: evidence.card }
}
