import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buyersAt, crowdAt } from '../harness/buyers.ts'
import { inFolder } from '../harness/folder.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { start } from '../harness/processes.ts'
import type { Running } from '../harness/processes.ts'
import type { Usage } from '../stores/serve.ts'

/**
 * Orders that wait at once: the first ones use up what the process had claimed from the system before, the others are
 * measured. Chosen by feel.
 */
const [unmeasured, measured] = [1_000, 2_000] as const

/** What an order may hold while it waits, besides its HTTP request. */
const allowedKib = 16

/** Checkouts after which nothing may have grown. */
const many = Number(process.env.CHECKOUTS ?? 100_000)

/**
 * Since when it may not: since the first thousand; and since the sessions that the library itself keeps for a store
 * without any are as many as it ever keeps (10,000, `correlation/own-session.ts`).
 */
const marks: readonly number[] = [1_000, 12_000]

/** Checkouts before anything is measured: the code is compiled by then. */
const warmUp = 1_000

/** Checkouts between two looks at how many there have been. */
const step = 1_000

/** What orders hold in memory: while they wait for a bank that says nothing, and long after they were opened. */
export const memory: Measure = async (scale) =>
  scale === 'slice' ? [] : [...(await whileWaiting()), ...(await afterMany())]

/** How long a store is watched to see that it is idle, in milliseconds. Chosen by feel. */
const idleMs = 2_000

type Bytes = Pick<Usage, 'heapBytes' | 'residentBytes'>

/** Each request that waits costs Express and Node something too: a route that never answers shows how much. */
function whileWaiting(): Promise<readonly Result[]> {
  return inFolder(async (folder, running) => {
    const SESSIONS = 'none'
    // The least there is: V8 shall not keep memory for garbage, so that what is resident follows what is held.
    const NODE_OPTIONS = '--max-semi-space-size=1'
    const ANSWERED = String(warmUp)
    const bank = running(await start('bank', { ANSWERED }))
    // The longest there is: nobody gives up before all have been counted.
    const CHECKOUT_GATEWAY_TIMEOUT_MS = '120000'
    const DATABASE = `sqlite:${join(folder, 'ours.db')}`
    const terms = { BANK: bank.url, SESSIONS, DATABASE, CHECKOUT_GATEWAY_TIMEOUT_MS, NODE_OPTIONS }
    const ours = await eachWaiting(running(await start('ours', terms)))
    const bare = await eachWaiting(running(await start('silent', { BANK: bank.url, SESSIONS, ANSWERED, NODE_OPTIONS })))
    // The store ends once its calls have: a bank that is gone ends them.
    await bank.stop()
    const row = (what: string, key: keyof Bytes): Result => ({
      name: `${what} of an order that waits at a silent bank`,
      value: `${kib(ours[key])} with its request`,
      against: `an Express route that never answers, and ${allowedKib} KiB: ${kib(bare[key])} + ${allowedKib} KiB`,
      ratio: (ours[key] - bare[key]) / (allowedKib * 1024),
      goal: { atMost: 1 },
    })
    return [row('heap', 'heapBytes'), row('resident memory', 'residentBytes')]
  })
}

/** What one more buyer who waits takes. */
async function eachWaiting(store: Running): Promise<Bytes> {
  const crowd = crowdAt(store.url, 8)
  await crowd.checkOut(warmUp)
  crowd.close()
  const buyers = buyersAt(store.url)
  const wait = async (count: number): Promise<Bytes> => {
    // They are given up in the end.
    for (let number = 0; number < count; number += 1) void buyers.checkOut().catch(() => undefined)
    await untilIdle(store)
    return store.ask('collected usage')
  }
  const before = await wait(unmeasured)
  const after = await wait(measured)
  buyers.close()
  return {
    heapBytes: (after.heapBytes - before.heapBytes) / measured,
    residentBytes: (after.residentBytes - before.residentBytes) / measured,
  }
}

/** Until the store has nothing to do but wait: a twentieth of a core is left to the sweep's look at the ledger. */
async function untilIdle(store: Running): Promise<void> {
  for (;;) {
    const before = await store.usage()
    await sleep(idleMs)
    const after = await store.usage()
    if (after.cpuMicros - before.cpuMicros < 50 * idleMs) return
  }
}

/** Without the store's sessions: express-session keeps those in memory for ever. */
function afterMany(): Promise<readonly Result[]> {
  return inFolder(async (folder, running) => {
    const BANK = running(await start('bank')).url
    const DATABASE = `sqlite:${join(folder, 'ours.db')}`
    const store = running(await start('ours', { BANK, DATABASE, SESSIONS: 'none' }))
    const crowd = crowdAt(store.url, 8)
    const usages = new Map<number, Bytes>()
    for (let count = step; count <= many; count += step) {
      await crowd.checkOut(step)
      if (marks.includes(count) || count === many) usages.set(count, await store.ask('collected usage'))
    }
    crowd.close()
    const late = usages.get(many)
    return [...usages].flatMap(([count, early]) => (late && count < many ? growth({ early, late, count }) : []))
  })
}

interface Growth {
  readonly early: Bytes
  readonly late: Bytes
  /** Checkouts until the early one. */
  readonly count: number
}

function growth({ early, late, count }: Growth): Result[] {
  const row = (what: string, key: keyof Bytes): Result => ({
    name: `${what} after many checkouts`,
    value: `${mib(late[key])} after ${many.toLocaleString('en')}`,
    against: `after ${count.toLocaleString('en')}: ${mib(early[key])}`,
    ratio: late[key] / early[key],
    goal: { atMost: 1.1 },
  })
  return [row('heap', 'heapBytes'), row('resident memory', 'residentBytes')]
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
