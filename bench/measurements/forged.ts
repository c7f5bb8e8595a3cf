import { join } from 'node:path'
import { buyersAt } from '../harness/buyers.ts'
import { inFolder } from '../harness/folder.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { p99 } from '../harness/numbers.ts'
import { atPace, timed } from '../harness/pace.ts'
import { start, startChild } from '../harness/processes.ts'
import type { ForgedAnswers } from '../stores/forgers.ts'

const forgedPerSecond = Number(process.env.FORGED_PER_SECOND ?? 500)
const secondsEach = Number(process.env.SECONDS_EACH ?? 30)

/** Enough for a p99 of each time, and far from a full store. Chosen by feel. */
const buyersPerSecond = 20

/** How often peace and flood take turns. */
const rounds = 2

/**
 * p99 of a checkout and of a first return while callbacks with a wrong checksum arrive, against the same in peace. The
 * store has a callback key; bank, forgers and buyers are processes of their own. `FORGED_PER_SECOND` (500) and
 * `SECONDS_EACH` (30) set the flood, `BENCH_DATABASE_URL` another ledger than SQLite on a disk.
 */
export const forged: Measure = (scale) => (scale === 'slice' ? Promise.resolve([]) : flood())

function flood(): Promise<readonly Result[]> {
  return inFolder(async (folder, running) => {
    const BANK = running(await start('bank')).url
    const DATABASE = process.env.BENCH_DATABASE_URL ?? `sqlite:${join(folder, 'ours.db')}`
    const key = 'the-key-of-the-merchant'
    const STORE = running(await start('ours', { BANK, DATABASE, CHECKOUT_CALLBACK_KEY: key })).url
    const buyers = buyersAt(STORE)
    const buyAll = (waits: Waits, seconds: number): Promise<void> =>
      atPace({ perSecond: buyersPerSecond, seconds }, async () => {
        const buyer = await timed(waits.checkout, buyers.checkOut)
        await timed(waits.firstReturn, () => buyers.comeBack(buyer))
      })
    const [peace, flooded] = [noWaits(), noWaits()]
    let refused = 0
    let floodedMs = 0
    await buyAll(noWaits(), Math.min(10, secondsEach))
    for (let round = 0; round < rounds; round += 1) {
      await buyAll(peace, secondsEach)
      const forgers = running(await startChild('forgers', { STORE, BANK, FORGED_PER_SECOND: String(forgedPerSecond) }))
      const beganAt = performance.now()
      await buyAll(flooded, secondsEach)
      refused += refusedOf(await forgers.ask('forged answers'))
      floodedMs += performance.now() - beganAt
      await forgers.stop()
    }
    buyers.close()
    const pace = `${((1_000 * refused) / floodedMs).toFixed(0)} a second`
    return [
      rowOf('checkout', { peace: peace.checkout, flooded: flooded.checkout, pace }),
      rowOf('first return', { peace: peace.firstReturn, flooded: flooded.firstReturn, pace }),
    ]
  })
}

/** Milliseconds, one for each buyer. */
interface Waits {
  readonly checkout: number[]
  readonly firstReturn: number[]
}

function noWaits(): Waits {
  return { checkout: [], firstReturn: [] }
}

/** @throws Error where a forged callback was answered as anything but forged. */
function refusedOf(answers: ForgedAnswers): number {
  const { 403: refused = 0, ...others } = answers
  if (Object.keys(others).length > 0) throw new Error(`Forged callbacks were answered ${JSON.stringify(others)}.`)
  return refused
}

interface Measured {
  readonly peace: readonly number[]
  readonly flooded: readonly number[]
  /** How many forged callbacks the store answered. */
  readonly pace: string
}

function rowOf(name: string, { peace, flooded, pace }: Measured): Result {
  return {
    name: `${name}, p99 among forged callbacks`,
    value: `${p99(flooded).toFixed(1)} ms (${pace})`,
    against: `in peace: ${p99(peace).toFixed(1)} ms`,
    ratio: p99(flooded) / p99(peace),
    goal: { atMost: 1.2 },
  }
}
