import { startPostgres } from '../../test/support/postgres.ts'
import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import { start } from '../harness/processes.ts'
import { roundsOf } from '../harness/sqlite-stores.ts'

/** CPU per request and requests a second over PostgreSQL, against one `insert` and one `update` through pg. */
export const postgres: Measure = (scale) =>
  inFolder(async (_folder, running) => {
    const BANK = running(await start('bank')).url
    const DATABASE = running(await startPostgres({ isDurable: true })).url
    const stores = {
      ours: running(await start('ours', { BANK, DATABASE })),
      hand: running(await start('by-hand', { BANK, DATABASE })),
    }
    const { ours, hand } = await costsOf(stores, { ...roundsOf(scale), atOnce: 8 })
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
