import type { Order, OrderStatus } from '../../order.ts'
import type { Settled } from '../settled.ts'

/** How long one pass may take. */
export interface ReconcileTerms {
  /** Resolves by then, in milliseconds: 1 to 86400000. Without it, the pass takes as long as it takes. */
  readonly forMs?: number | undefined
}

/** What one pass of the sweep found and did, in numbers of orders. */
export interface SweepReport {
  /** Orders the gateway was asked about. */
  readonly asked: number
  readonly paid: number
  readonly declined: number
  readonly expired: number
  readonly review: number
  /** Orders about which the gateway gave no usable answer. */
  readonly unreachable: number
  readonly handedOver: number
  /** Hand-overs that were given up. */
  readonly stuck: number
  /** Whether it came to its end. `false`: the time that it was given was over first, or the store was closed. */
  readonly isWhole: boolean
}

/** What a pass has brought to its end so far. */
export interface PassEnds {
  readonly settled: readonly Settled[]
  /** Of hand-overs that were tried without a question to the bank. */
  readonly handedOver: readonly Order[]
}

export function reportOf({ settled, handedOver }: PassEnds, isWhole: boolean): SweepReport {
  const moved = settled.filter(({ hasMoved }) => hasMoved).map(({ order }) => order)
  const tried = [...moved, ...handedOver]
  const count = (status: OrderStatus): number => moved.filter((order) => order.status === status).length
  return {
    asked: settled.filter(({ wasAsked }) => wasAsked).length,
    paid: count('paid'),
    declined: count('declined'),
    expired: count('expired'),
    review: count('review'),
    unreachable: settled.filter(({ standing, wasAsked }) => wasAsked && standing === 'silent').length,
    handedOver: tried.filter(({ handOver }) => handOver === 'done').length,
    stuck: tried.filter(({ handOver }) => handOver === 'stuck').length,
    isWhole,
  }
}
