import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buyersAt } from '../harness/buyers.ts'
import { inFolder } from '../harness/folder.ts'
import type { Measure } from '../harness/measurement.ts'
import { median } from '../harness/numbers.ts'
import { start } from '../harness/processes.ts'

/** How much longer than bare Express a store with a ledger may take until its first answer, in milliseconds. */
const allowedMs = 120

/** From the first `require` to the first answer: the built package in a CommonJS shop, against bare Express. */
export const coldStart: Measure = (scale) =>
  inFolder(async (folder, running) => {
    build()
    const BANK = running(await start('bank')).url
    const tookMs = { ours: [] as number[], bare: [] as number[] }
    const starts = scale === 'full' ? 15 : 5
    // The first of each finds nothing in the system's cache, and is not counted.
    for (let turn = 0; turn <= starts; turn += 1) {
      const own = join(folder, String(turn))
      mkdirSync(own)
      const ours = await firstAnswerMs({ BANK, DATABASE: `sqlite:${join(own, 'checkout.db')}` })
      const bare = await firstAnswerMs({ BANK })
      if (turn === 0) continue
      tookMs.ours.push(ours)
      tookMs.bare.push(bare)
    }
    const [ours, bare] = [median(tookMs.ours), median(tookMs.bare)]
    return [
      {
        name: 'cold start, from require to the first answer',
        value: `${ours.toFixed(0)} ms`,
        against: `bare Express (${allowedMs} ms more are allowed): ${bare.toFixed(0)} ms`,
        // Not what is above bare Express: a slow moment of the machine would multiply it.
        ratio: ours / bare,
        goal: { atMost: Number(((bare + allowedMs) / bare).toFixed(2)) },
      },
    ]
  })

async function firstAnswerMs(env: Readonly<Record<string, string>>): Promise<number> {
  const store = await start('cold-start.cjs', env)
  const buyers = buyersAt(store.url)
  try {
    await buyers.checkOut()
    return await store.ask('cold start')
  } finally {
    buyers.close()
    await store.stop()
  }
}

const root = join(import.meta.dirname, '..', '..')

/** The package as users get it, unless it is there and newer than its sources. */
function build(): void {
  const built = join(root, 'dist', 'index.cjs')
  const sources = ['src', 'routes', 'middleware'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  )
  const newestMs = Math.max(...sources.map((file) => statSync(file).mtimeMs))
  if (existsSync(built) && statSync(built).mtimeMs > newestMs) return
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'ignore' })
}
