import type { Settled } from '../../settlement/settled.ts'
import type { SettledFacts } from '../events.ts'

/** What an event tells of an order that was settled: how it stands, and nothing that is in it. */
export function settledFacts({ order, standing, wasAsked, hasMoved }: Settled): SettledFacts {
  return { status: order.status, standing, wasAsked, hasMoved }
}
