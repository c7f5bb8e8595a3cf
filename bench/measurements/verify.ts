import { join } from 'node:path'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { watchLoop } from '../harness/event-loop.ts'
import { fill, openLedger } from '../harness/filled-ledger.ts'
import { inFolder } from '../harness/folder.ts'
import type { Measure, Result } from '../harness/measurement.ts'

const orders = Number(process.env.ORDERS ?? 1_000_000)

/** How long other work of the process may have to wait for a health check, in milliseconds. */
const allowedMs = 50

/** The longest time that `verify()` holds the event loop of a shop with many orders in SQLite. */
export const verify: Measure = async (scale) => (scale === 'slice' ? [] : [await longestHold()])

function longestHold(): Promise<Result> {
  return inFolder(async (folder) => {
    const url = `sqlite:${join(folder, 'verified.db')}`
    await fill(url, orders)
    const ledger = await openLedger(url)
    const loop = watchLoop()
    const startedAt = performance.now()
    await ledger.violations({ isHandOverWanted: true, moves: everyMove })
    const tookSecs = (performance.now() - startedAt) / 1_000
    const heldMs = await loop.end()
    await ledger.close()
    return {
      name: 'verify() over SQLite, longest hold of the event loop',
      value: `${heldMs.toFixed(0)} ms with ${orders.toLocaleString('en')} orders, ${tookSecs.toFixed(0)} s in all`,
      against: `allowed: ${allowedMs} ms`,
      ratio: heldMs / allowedMs,
      goal: { atMost: 1 },
    }
  })
}
