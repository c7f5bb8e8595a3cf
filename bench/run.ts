import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import type { Measure, Result } from './harness/measurement.ts'
import { tableOf } from './harness/table.ts'
import { coldStart } from './measurements/cold-start.ts'
import { crowd } from './measurements/crowd.ts'
import { forged } from './measurements/forged.ts'
import { latency } from './measurements/latency.ts'
import { memory } from './measurements/memory.ts'
import { peers } from './measurements/peers.ts'
import { postgres } from './measurements/postgres.ts'
import { requests } from './measurements/requests.ts'
import { size } from './measurements/size.ts'
import { sweep } from './measurements/sweep.ts'
import { verify } from './measurements/verify.ts'

/**
 * `npm run bench` measures everything, prints one table and writes `bench/results.json`; with names, those alone, and
 * writes nothing. `npm run bench -- --check` measures a slice, and fails where a ratio is above 1.2 times the
 * committed one.
 */
const measurements: Readonly<Record<string, Measure>> = {
  requests,
  crowd,
  postgres,
  peers,
  latency,
  size,
  sweep,
  memory,
  verify,
  'cold-start': coldStart,
  forged,
}

const committedFile = join(import.meta.dirname, 'results.json')

/** How much worse than the committed one a ratio of CI's slice may be: short runs on a busy machine vary. */
const slack = 1.2

/** How often a slice is measured before it counts as worse. Chosen by feel. */
const tries = 3

interface Committed {
  readonly machine: string
  readonly results: readonly Result[]
}

const given = process.argv.slice(2)
const isCheck = given.includes('--check')
const names = given.filter((name) => name !== '--check')
const unknown = names.filter((name) => !(name in measurements))
if (unknown.length > 0) {
  throw new Error(`Wanted names of ${Object.keys(measurements).join(', ')}, got ${unknown.join(', ')}.`)
}

const chosen = Object.entries(measurements).filter(([name]) => names.length === 0 || names.includes(name))
if (isCheck) await check()
else await measureAll()

async function measureAll(): Promise<void> {
  const results: Result[] = []
  for (const [, measure] of chosen) results.push(...(await measure('full')))
  console.log(tableOf(results))
  if (names.length > 0) return
  const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`
  writeFileSync(committedFile, JSON.stringify({ machine, results } satisfies Committed, null, 2) + '\n')
}

/** What looks worse is measured again: a noisy moment passes, and a change for the worse stays. */
async function check(): Promise<void> {
  const { results: committed } = JSON.parse(readFileSync(committedFile, 'utf8')) as Committed
  const failed: string[] = []
  for (const [, measure] of chosen) {
    let worse: readonly string[] | undefined
    for (let time = 0; time < tries && worse?.length !== 0; time += 1) {
      const results = await measure('slice')
      console.log(tableOf(results))
      const now = results.filter((result) => isWorse(result, committed)).map(nameOf)
      worse = worse?.filter((name) => now.includes(name)) ?? now
    }
    failed.push(...(worse ?? []))
  }
  if (failed.length === 0) return
  console.error(`Worse than ${slack} times the committed ratio, ${tries} times: ${failed.join('; ')}`)
  process.exitCode = 1
}

function isWorse(result: Result, committed: readonly Result[]): boolean {
  const before = committed.find((one) => nameOf(one) === nameOf(result))
  if (!before) throw new Error(`bench/results.json has no "${nameOf(result)}": npm run bench`)
  return 'atMost' in result.goal ? result.ratio > before.ratio * slack : result.ratio < before.ratio / slack
}

/** What was measured, and against what: the figures come after the colon. */
function nameOf({ name, against }: Result): string {
  return `${name}, against ${against.split(':')[0]}`
}
