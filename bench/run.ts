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

const results: Result[] = []
for (const [name, measure] of Object.entries(measurements)) {
  if (names.length === 0 || names.includes(name)) results.push(...(await measure(isCheck ? 'slice' : 'full')))
}
console.log(tableOf(results))
if (isCheck) failWhereWorse(results)
else if (names.length === 0) {
  const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`
  writeFileSync(committedFile, JSON.stringify({ machine, results } satisfies Committed, null, 2) + '\n')
}

function failWhereWorse(measured: readonly Result[]): void {
  const { results: committed } = JSON.parse(readFileSync(committedFile, 'utf8')) as Committed
  const worse = measured.filter((result) => {
    const before = committed.find((one) => one.name === result.name && sameAgainst(one, result))
    if (!before) throw new Error(`bench/results.json has no "${result.name}": npm run bench`)
    return 'atMost' in result.goal ? result.ratio > before.ratio * slack : result.ratio < before.ratio / slack
  })
  if (worse.length === 0) return
  console.error(`Worse than ${slack} times the committed ratio: ${worse.map(({ name }) => name).join(', ')}`)
  process.exitCode = 1
}

function sameAgainst(one: Result, other: Result): boolean {
  return one.against.split(':')[0] === other.against.split(':')[0]
}
