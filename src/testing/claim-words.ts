import type { Entry, EntryKind } from '../ledger/entry.ts'
import { moneyText } from '../money.ts'
import { isPaid } from '../order.ts'
import type { Order, ReviewReason } from '../order.ts'
import { timesOf } from '../times-of.ts'

/** How often the store's `onPaid` ran, as far as this test has seen. */
export interface Runs {
  readonly startedCount: number
  readonly resolvedCount: number
  /** What it threw when it ran last, as the ledger has it; undefined if it did not throw then. */
  readonly thrown: string | undefined
}

/** What `onPaid` threw when it ran last. */
export function thrownIn(entries: readonly Entry[]): string | undefined {
  const last = entries.findLast(({ kind }) => handOverKinds.has(kind))
  const { reason } = (last?.detail ?? {}) as { readonly reason?: unknown }
  return typeof reason === 'string' ? reason : undefined
}

const handOverKinds: ReadonlySet<EntryKind> = new Set(['handed-over', 'hand-over-failed', 'hand-over-stuck'])

// Each completes the sentence "Order A1 …" with what does not hold of the order; undefined if all does.

export function notPaid({ status, capturedMinor, amountMinor, currency }: Order): string | undefined {
  if (status !== 'paid') return `is ${worded(status)}, not paid.`
  if (capturedMinor === amountMinor) return undefined
  const [captured, whole] = [capturedMinor, amountMinor].map((minor) => moneyText(minor, currency))
  return `is paid in part: ${captured} of ${whole} were captured.`
}

export function notUnpaid({ status, capturedMinor, currency }: Order): string | undefined {
  if (capturedMinor > 0) return `is ${worded(status)}: ${moneyText(capturedMinor, currency)} of it were captured.`
  return status === 'held' ? 'is held: its money is on hold.' : undefined
}

export function notHandedOver({ status, handOver }: Order, runs: Runs): string | undefined {
  const { resolvedCount } = runs
  if (handOver === 'done' && resolvedCount === 1) return undefined
  if (resolvedCount > 1) return `was handed over ${timesOf(resolvedCount)}: onPaid resolved each time.`
  if (handOver === 'none' && isPaid(status)) {
    return 'is paid, but nothing is to be handed over: it was opened without onPaid (option handsOver).'
  }
  // By a process before this test, or by hand.
  if (handOver === 'done') return 'was handed over, but not in this test: onPaid has not resolved in it.'
  if (!isPaid(status)) return `was not handed over: it is ${worded(status)}.`
  const ran = runs.thrown === undefined ? ranWords(runs) : threwWords(runs.thrown)
  return `was not handed over: it is ${worded(status)}. ${ran} The hand-over is ${handOver}.`
}

export function handedOver({ handOver }: Order, { resolvedCount }: Runs): string | undefined {
  if (resolvedCount > 1) return `was handed over ${timesOf(resolvedCount)}.`
  return resolvedCount === 1 || handOver === 'done' ? 'was handed over.' : undefined
}

/** @param wantedMinor - undefined for all that was captured. */
export function notRefunded(order: Order, wantedMinor: number | undefined): string | undefined {
  const { status, capturedMinor, refundedMinor, currency } = order
  if (refundedMinor > 0 && refundedMinor === (wantedMinor ?? capturedMinor)) return undefined
  if (capturedMinor === 0) return `is ${worded(status)}: nothing of it was captured that could be refunded.`
  const wanted = moneyText(wantedMinor ?? capturedMinor, currency)
  const captured = `${moneyText(capturedMinor, currency)} of it were captured.`
  if (refundedMinor === 0) return `is not refunded by ${wanted}, nor by anything; ${captured}`
  return `is refunded by ${moneyText(refundedMinor, currency)}, not by ${wanted}; ${captured}`
}

export function notInReview({ status, reviewReason }: Order, wanted?: ReviewReason): string | undefined {
  if (status !== 'review') return `is ${worded(status)}, not in review.`
  return wanted === undefined || wanted === reviewReason
    ? undefined
    : `is in review for ${reviewReason}, not ${wanted}.`
}

export function notIn(status: 'declined' | 'expired', order: Order): string | undefined {
  return order.status === status ? undefined : `is ${worded(order.status)}, not ${status}.`
}

/** `onPaid was called once, and has not resolved.` */
export function ranWords({ startedCount, resolvedCount, thrown }: Runs): string {
  if (startedCount === 0) return 'onPaid was never called.'
  if (resolvedCount === 0 && thrown !== undefined) {
    return `onPaid was called ${timesOf(startedCount)}, and threw: ${withoutStop(thrown)}.`
  }
  if (resolvedCount === 0) return `onPaid was called ${timesOf(startedCount)}, and has not resolved.`
  if (startedCount === resolvedCount) return `onPaid was called ${timesOf(startedCount)}, and resolved.`
  return `onPaid was called ${timesOf(startedCount)}, and resolved ${timesOf(resolvedCount)}.`
}

function threwWords(thrown: string): string {
  return `onPaid threw: ${withoutStop(thrown)}.`
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

function worded(status: Order['status']): string {
  return status === 'review' ? 'in review' : status.replace('_', ' ')
}
