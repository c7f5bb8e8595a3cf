import { join } from 'node:path'
import type { Scale } from './measurement.ts'
import { start } from './processes.ts'
import type { Running } from './processes.ts'

type Started = <One extends Pick<Running, 'stop'>>(one: One) => One

/** Our store and the two by hand, beside one bank, with their ledgers in a folder. */
export async function startSqliteStores(
  folder: string,
  running: Started,
): Promise<Record<'ours' | 'bare' | 'durable', Running>> {
  const BANK = running(await start('bank')).url
  return {
    ours: running(await start('ours', { BANK, DATABASE: `sqlite:${join(folder, 'ours.db')}` })),
    bare: running(await start('by-hand', { BANK })),
    durable: running(await start('by-hand', { BANK, BENCH_FILE: join(folder, 'by-hand.db') })),
  }
}

/** Rounds of so many requests each; the first ones are not counted. */
export function roundsOf(scale: Scale): {
  readonly rounds: number
  readonly requests: number
  readonly warmUp: number
} {
  return scale === 'full' ? { rounds: 5, requests: 1_500, warmUp: 750 } : { rounds: 3, requests: 500, warmUp: 500 }
}
