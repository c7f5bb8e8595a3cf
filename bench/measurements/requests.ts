import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Costs, Step } from '../harness/lanes.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import type { Running } from '../harness/processes.ts'
import { roundsOf, startSqliteStores } from '../harness/sqlite-stores.ts'

/** Buyers at a store at the same time. Chosen by feel: a busy hour of a small shop. */
const atOnce = 8

/** What may be, against a store by hand without a ledger, and against one with a durable row. */
const goals: Readonly<Record<Step, { readonly bare: number; readonly durable?: number }>> = {
  checkout: { bare: 1.2, durable: 0.8 },
  'first return': { bare: 1.3, durable: 1 },
  'return again': { bare: 0.5 },
}

/** CPU of the store's process per request and its memory, the bank answering at once. */
export const requests: Measure = (scale) =>
  inFolder(async (folder, running) => {
    const stores = await startSqliteStores(folder, running)
    const costs = await costsOf(stores, { ...roundsOf(scale), atOnce })
    const rows = (Object.keys(goals) as Step[]).flatMap((step) => rowsOf(step, costs))
    return scale === 'full' ? [...rows, await memoryRow(stores)] : rows
  })

function rowsOf(step: Step, { ours, bare, durable }: Readonly<Record<'ours' | 'bare' | 'durable', Costs>>): Result[] {
  const goal = goals[step]
  const row = (name: string, theirs: Costs, atMost: number): Result => ({
    name: `${step}, CPU`,
    value: micros(ours.cpuMicros[step]),
    against: `${name}: ${micros(theirs.cpuMicros[step])}`,
    ratio: medianRatio(ours.cpuMicros[step], theirs.cpuMicros[step]),
    goal: { atMost },
  })
  return [
    row('by hand, no ledger', bare, goal.bare),
    ...(goal.durable === undefined ? [] : [row('by hand, durable row', durable, goal.durable)]),
  ]
}

function micros(values: readonly number[]): string {
  return `${median(values).toFixed(0)} µs`
}

async function memoryRow({ ours, bare }: Readonly<Record<'ours' | 'bare', Running>>): Promise<Result> {
  const [{ residentBytes: own }, { residentBytes: other }] = [await ours.usage(), await bare.usage()]
  return {
    name: 'resident memory after 8,250 orders',
    value: mebibytes(own),
    against: `by hand, no ledger: ${mebibytes(other)}`,
    ratio: own / other,
    goal: { atMost: 1.3 },
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}
