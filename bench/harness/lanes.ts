import { crowdAt } from './buyers.ts'
import type { Buyer } from './buyers.ts'
import type { Running } from './processes.ts'

/** What a buyer's three requests cost a store, each a list of rounds. */
export interface Costs {
  readonly cpuMicros: Record<Step, number[]>
  readonly perSecond: Record<Step, number[]>
}

export type Step = 'checkout' | 'first return' | 'return again'

export const steps: readonly Step[] = ['checkout', 'first return', 'return again']

export interface RoundTerms {
  readonly rounds: number
  readonly requests: number
  /** Requests before the first round, which nobody counts: the code is compiled by then. */
  readonly warmUp: number
  readonly atOnce: number
  /** Whether nobody comes back. */
  readonly isCheckoutOnly?: boolean
}

/** Several stores in turn, round by round: what slows the machine for a while slows all of them. */
export async function costsOf<Name extends string>(
  stores: Readonly<Record<Name, Running>>,
  terms: RoundTerms,
): Promise<Record<Name, Costs>> {
  const names = Object.keys(stores) as Name[]
  const costs = Object.fromEntries(names.map((name) => [name, noCosts()])) as Record<Name, Costs>
  for (const name of names) await oneRound(stores[name], noCosts(), { ...terms, requests: terms.warmUp })
  for (let round = 0; round < terms.rounds; round += 1) {
    for (const name of names) await oneRound(stores[name], costs[name], terms)
  }
  return costs
}

function noCosts(): Costs {
  const lists = (): Record<Step, number[]> => ({ checkout: [], 'first return': [], 'return again': [] })
  return { cpuMicros: lists(), perSecond: lists() }
}

async function oneRound(store: Running, costs: Costs, terms: RoundTerms): Promise<void> {
  const { requests, atOnce, isCheckoutOnly = false } = terms
  const crowd = crowdAt(store.url, atOnce)
  const measured = async <Made>(step: Step, work: () => Promise<Made>): Promise<Made> => {
    const before = await store.usage()
    const startedAt = performance.now()
    const made = await work()
    const tookMs = performance.now() - startedAt
    const after = await store.usage()
    costs.cpuMicros[step].push((after.cpuMicros - before.cpuMicros) / requests)
    costs.perSecond[step].push((requests / tookMs) * 1000)
    return made
  }
  const buyers: readonly Buyer[] = await measured('checkout', () => crowd.checkOut(requests))
  if (!isCheckoutOnly) {
    await measured('first return', () => crowd.comeBack(buyers))
    await measured('return again', () => crowd.comeBack(buyers))
  }
  crowd.close()
}
