import { inFolder } from '../harness/folder.ts'
import { costsOf } from '../harness/lanes.ts'
import type { Measure } from '../harness/measurement.ts'
import { median, medianRatio } from '../harness/numbers.ts'
import { roundsOf, startSqliteStores } from '../harness/sqlite-stores.ts'

/** Requests a second with 64 buyers at once, over SQLite on a disk. */
export const crowd: Measure = (scale) =>
  inFolder(async (folder, running) => {
    const { ours: our, durable: byHand } = await startSqliteStores(folder, running)
    const { ours, durable } = await costsOf({ ours: our, durable: byHand }, { ...roundsOf(scale), atOnce: 64 })
    return (['checkout', 'first return'] as const).map((step) => ({
      name: `${step}, 64 buyers at once`,
      value: `${median(ours.perSecond[step]).toFixed(0)} a second`,
      against: `by hand, durable row: ${median(durable.perSecond[step]).toFixed(0)} a second`,
      ratio: medianRatio(ours.perSecond[step], durable.perSecond[step]),
      goal: { atLeast: 1.5 },
    }))
  })
