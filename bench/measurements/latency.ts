import { open } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { buyersAt } from '../harness/buyers.ts'
import { inFolder } from '../harness/folder.ts'
import { loopShare } from '../harness/loop-share.ts'
import type { Measure, Result } from '../harness/measurement.ts'
import { median, p99 } from '../harness/numbers.ts'
import { atPace, timed } from '../harness/pace.ts'
import { start } from '../harness/processes.ts'

/** How long the bank takes, in milliseconds: about what one in the same country does. Chosen by feel. */
const bankMs = 50

/** As many as two cores and a disk of 2 to 3 ms a flush hold: at 50 the event loop has little time left. */
const buyersPerSecond = Number(process.env.BUYERS_PER_SECOND ?? 25)

/** What we may take on top of the bank and two waits for the disk, in milliseconds. */
const allowedMs = 5

/**
 * p99 of a checkout and of a first return over SQLite on a disk, with a bank that takes its time. Against what nobody
 * can do without: the bank's own p99, and that of two fsyncs one after the other, at the same pace in the same run.
 */
export const latency: Measure = (scale) =>
  inFolder(async (folder, running) => {
    const { rounds, seconds } = scale === 'full' ? { rounds: 5, seconds: 10 } : { rounds: 1, seconds: 2 }
    const BANK = running(await start('bank', { DELAY_MS: String(bankMs) })).url
    const store = running(await start('ours', { BANK, DATABASE: `sqlite:${join(folder, 'ours.db')}` }))
    const buyers = buyersAt(store.url)
    const bank = bankAt(BANK)
    const disk = running(await diskIn(folder))
    const buy = async ({ checkout, firstReturn }: Waits): Promise<void> => {
      const buyer = await timed(checkout, buyers.checkOut)
      await timed(firstReturn, () => buyers.comeBack(buyer))
    }
    const pace = { perSecond: buyersPerSecond, seconds }
    await atPace(pace, () => buy(noWaits()))
    const waits = noWaits()
    const percents: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      await atPace(pace, () => timed(waits.bank, bank.ask))
      await atPace(pace, () => timed(waits.fsyncs, disk.syncTwice))
      percents.push((await loopShare(store, () => atPace(pace, () => buy(waits)))).percent)
    }
    buyers.close()
    bank.close()
    const load = `${buyersPerSecond} buyers a second, loop busy ${median(percents).toFixed(0)} %`
    return [
      rowOf('checkout', { ours: waits.checkout, load }, waits),
      rowOf('first return', { ours: waits.firstReturn, load }, waits),
    ]
  })

/** Milliseconds, one for each time. */
interface Waits {
  readonly bank: number[]
  readonly fsyncs: number[]
  readonly checkout: number[]
  readonly firstReturn: number[]
}

function noWaits(): Waits {
  return { bank: [], fsyncs: [], checkout: [], firstReturn: [] }
}

interface Measured {
  readonly ours: readonly number[]
  readonly load: string
}

function rowOf(name: string, { ours, load }: Measured, { bank, fsyncs }: Waits): Result {
  const allowed = p99(bank) + p99(fsyncs) + allowedMs
  const inWords = `${p99(bank).toFixed(1)} + ${p99(fsyncs).toFixed(1)} + ${allowedMs} ms`
  return {
    name: `${name}, p99 with a bank of ${bankMs} ms`,
    value: `${p99(ours).toFixed(1)} ms (${load})`,
    against: `bank, two fsyncs and ${allowedMs} ms: ${inWords}`,
    ratio: p99(ours) / allowed,
    goal: { atMost: 1 },
  }
}

/** Asks the bank itself, as the store does. */
function bankAt(url: string): { ask(): Promise<void>; close(): void } {
  const agent = new Agent({ keepAlive: true })
  const order = { amount: '1999', currency: '978', returnUrl: 'http://127.0.0.1:3000/payment/return' }
  const form = new URLSearchParams({ userName: 'shop-api', password: 'secret', orderNumber: 'a'.repeat(26), ...order })
  const body = form.toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}/payment/rest/register.do`, { method: 'POST', agent, headers }, (answer) => {
          answer.resume().once('end', resolve).once('error', reject)
        })
        sent.once('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** A page of SQLite's usual size. */
const pageBytes = 4_096

/** A file beside the ledger, written and waited for as a commit is. */
async function diskIn(folder: string): Promise<{ syncTwice(): Promise<void>; stop(): Promise<void> }> {
  const file = await open(join(folder, 'fsyncs'), 'w')
  const page = Buffer.alloc(pageBytes, 1)
  return {
    async syncTwice() {
      for (let commit = 0; commit < 2; commit += 1) {
        await file.write(page, 0, pageBytes, commit * pageBytes)
        await file.sync()
      }
    },
    stop: () => file.close(),
  }
}
