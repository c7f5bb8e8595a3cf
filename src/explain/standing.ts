import { keptEvidence } from '../gateway/kept-evidence.ts'
import { isJsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { OrderStatus } from '../order.ts'
import type { Situation } from './explanation.ts'
import { isImported, lastMoveOf, textIn } from './facts.ts'
import type { Standing } from './words/statuses.ts'

/** The standing of an order; one in review has words of its own. */
export function standingOf(situation: Situation): Standing | 'review' {
  const { status } = situation.order
  return finer[status]?.(situation, lastMoveOf(situation.order, situation.entries)) ?? status
}

/** Where one status says too little, what else is known of it. */
const finer: Partial<Record<OrderStatus, (situation: Situation, move: Entry | undefined) => Standing>> = {
  unknown: ({ entries }) => (isBeingAcknowledged(entries) ? 'acknowledging' : 'unknown'),
  registered({ order, entries }) {
    if (isBeingAcknowledged(entries)) return 'acknowledging'
    if (order.decline !== undefined) return 'tried'
    if (isImported(entries)) return 'imported'
    return order.formUrl === undefined ? 'pageless' : 'registered'
  },
  held: ({ order }) => (order.capturingMinor === undefined ? 'held' : 'capturing'),
  paid: (_situation, move) => (move?.trigger === 'resolve' ? 'paid-by-hand' : 'paid'),
  refunded: (_situation, move) => (move?.trigger === 'resolve' ? 'refunded-by-hand' : 'refunded'),
  declined({ entries }, move) {
    if (move?.trigger === 'resolve') return 'declined-by-hand'
    if (isOfRegistration(move)) return 'registration-refused'
    return wasClosedByUs(entries, move) ? 'closed-by-us' : 'declined'
  },
  expired({ order, entries }, move) {
    if (order.gatewayOrderId === undefined && !keptEvidence(move?.detail)) {
      return move?.trigger === 'checkout' ? 'never-sent' : 'absent'
    }
    if (wasClosedByUs(entries, move)) return 'closed-by-us'
    const isEarly = move !== undefined && move.at < order.expiresAt && !isImported(entries)
    return isEarly && order.decline === undefined ? 'closed-early' : 'expired'
  },
}

/** Written just before the bank hears that the payment has arrived: see `acknowledge.ts`. */
function isBeingAcknowledged(entries: readonly Entry[]): boolean {
  return textIn(entries.at(-1)?.detail, 'reason') === 'acknowledging-the-payment'
}

function isOfRegistration(move: Entry | undefined): boolean {
  return move?.trigger === 'checkout' && isJsonObject(move.detail) && 'errorCode' in move.detail
}

/**
 * Whether our call is what closed it: the bank confirmed it to the question that follows the call. A call that failed
 * closes nothing, and the bank may have closed it later for reasons of its own.
 */
function wasClosedByUs(entries: readonly Entry[], move: Entry | undefined): boolean {
  if (move?.trigger === 'decline') return true
  // Written just before we close an order that nobody can pay: see `close-unpaid.ts`.
  const before = move && entries[entries.indexOf(move) - 1]
  const isClosing = textIn(before?.detail, 'reason')?.startsWith('declined-at-the-gateway') === true
  return isClosing && before?.trigger === move?.trigger
}
