import { join } from 'node:path'
import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Measure } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import { start } from '../harness/processes.ts'

/** Requests a second with 64 buyers at once, over SQLite on a disk. */
export const crowd: Measure = (scale) =>
  inFolder(async (folder, running) => {
    const bank = running(await start('bank'))
    const env = { BANK: bank.url }
    const stores = {
      ours: running(await start('ours', { env: { ...env, DATABASE: `sqlite:${join(folder, 'ours.db')}` } })),
      durable: running(await start('by-hand', { env: { ...env, BENCH_FILE: join(folder, 'by-hand.db') } })),
    }
    const terms =
      scale === 'full' ? { rounds: 5, requests: 1_500, warmUp: 750 } : { rounds: 3, requests: 500, warmUp: 500 }
    const { ours, durable } = await costsOf(stores, { ...terms, atOnce: 64 })
    return (['checkout', 'first return'] as const).map((step) => ({
      name: `${step}, 64 buyers at once`,
      value: `${median(ours.perSecond[step]).toFixed(0)} a second`,
      against: `by hand, durable row: ${median(durable.perSecond[step]).toFixed(0)} a second`,
      ratio: medianRatio(ours.perSecond[step], durable.perSecond[step]),
      goal: { atLeast: 1.5 },
    }))
  })
