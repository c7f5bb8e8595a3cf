import { startPostgres } from '../../test/support/postgres.ts'
import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import { start } from '../harness/processes.ts'

/** CPU per request and requests a second over PostgreSQL, against one `insert` and one `update` through pg. */
export const postgres: Measure = (scale) =>
  inFolder(async (_folder, running) => {
    const bank = running(await start('bank'))
    const server = running(await startPostgres({ isDurable: true }))
    const env = { BANK: bank.url, DATABASE: server.url }
    const stores = {
      ours: running(await start('ours', { env })),
      hand: running(await start('by-hand', { env })),
    }
    const terms =
      scale === 'full' ? { rounds: 5, requests: 1_000, warmUp: 750 } : { rounds: 3, requests: 400, warmUp: 400 }
    const { ours, hand } = await costsOf(stores, { ...terms, atOnce: 8 })
    return (['checkout', 'first return'] as const).flatMap((step): Result[] => [
      {
        name: `${step} over PostgreSQL, CPU`,
        value: `${median(ours.cpuMicros[step]).toFixed(0)} µs`,
        against: `by hand, one statement: ${median(hand.cpuMicros[step]).toFixed(0)} µs`,
        ratio: medianRatio(ours.cpuMicros[step], hand.cpuMicros[step]),
        goal: { atMost: 1.2 },
      },
      {
        name: `${step} over PostgreSQL`,
        value: `${median(ours.perSecond[step]).toFixed(0)} a second`,
        against: `by hand, one statement: ${median(hand.perSecond[step]).toFixed(0)} a second`,
        ratio: medianRatio(ours.perSecond[step], hand.perSecond[step]),
        goal: { atLeast: 0.9 },
      },
    ])
  })
