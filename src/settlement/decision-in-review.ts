import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from '../json.ts'
import type { JsonValue } from '../json.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order, OrderChanges } from '../order.ts'
import { unchanged } from './judge/decision.ts'
import type { Decision } from './judge/decision.ts'
import type { AnsweredLook } from './look.ts'

/**
 * What an answer about an order in review leads to. Nothing moves: a person decides. Whoever asks by hand has the
 * bank's present words written down. Of the same words that a callback brings again, nothing is written, and nobody is
 * told twice.
 */
export function makeDecisionInReview(
  ledger: Pick<OrderLedger, 'history'>,
): (look: AnsweredLook, decision: Decision) => Promise<Decision> {
  return async (look, decision) => {
    const { order, trigger } = look
    if (decision.kind === 'note' && (isNews(order, decision.changes) || !(await isToldAlready(look)))) return decision
    return trigger === 'settle' ? { kind: 'note', changes: {} } : unchanged
  }

  async function isToldAlready({ order, evidence }: AnsweredLook): Promise<boolean> {
    const entries = await ledger.history(order.orderNumber)
    const last = entries.map(({ detail }) => wordsIn(detail)).findLast((words) => words !== undefined)
    return isDeepStrictEqual(last, wordsIn(evidence.redacted))
  }
}

/** Whether the ledger does not hold it yet. */
function isNews(order: Order, changes: OrderChanges): boolean {
  const names = ['capturedMinor', 'refundedMinor', 'reviewReason'] as const
  return names.some((name) => changes[name] !== undefined && changes[name] !== order[name])
}

/** The bank's answer in what an entry tells, without what we have written beside it. */
function wordsIn(detail: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(detail)) return undefined
  const { reason: _ours, ...words } = detail
  const { seen } = words
  if (isJsonObject(seen)) return seen
  return 'orderStatus' in words ? words : undefined
}
