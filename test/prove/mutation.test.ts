import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeOver } from '../support/prerequisites.ts'
import { runSeed } from '../support/seed.ts'
import { inCopy, root } from './copy.ts'
import { isStillThere, pinsOf } from './mutation/pins.ts'
import type { Mutant } from './mutation/pins.ts'
import { known } from './mutation/survivors.ts'

jest.setTimeout(12 * 3_600_000)

const isFull = process.env.PROVE === 'full'

/** Mutates only these files, as comma-separated paths. */
const chosenFiles = isFull ? process.env.PROVE_FILES?.split(',') : undefined

/** Minimums for whole parts. A single file may have few mutants, all of them known. */
const moreThan = chosenFiles ? { mutants: 0, score: -1 } : { mutants: 50, score: 90 }

/** What is mutated, and which tests must notice it. */
interface Part {
  /** Files and folders. */
  readonly mutate: readonly string[]
  readonly testFiles: readonly string[]
  /**
   * Those that are pure (`isPure`). They run first, which takes a tenth of the time. The others run only for the
   * mutants they let through.
   */
  readonly pureTests?: readonly string[]
  /** The tests that must notice a mutant in code that runs only while a file loads. */
  readonly ownTests: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the tests leave nothing behind outside their modules, so all mutants can share one process. */
  readonly isPure?: boolean
}

const parts: Readonly<Record<string, Part>> = {
  gateway: {
    mutate: ['src/gateway/'],
    testFiles: ['test/gateway/'],
    pureTests: [
      'action-codes',
      'axios-gateway',
      'body',
      'breaker',
      'callbacks',
      'doors',
      'form-hosts',
      'messages',
      'redact',
      'requests',
      'status-message',
      'wire-values',
    ].map((name) => `test/gateway/${name}.test.ts`),
    ownTests: ['test/gateway/'],
  },
  ledger: {
    mutate: ['src/ledger/'],
    testFiles: [
      ...['test/ledger/', 'test/once', 'test/settlement/in-transaction', 'test/settlement/hand-over'],
      'test/settlement/shops',
    ],
    ownTests: ['test/ledger/', 'test/settlement/in-transaction'],
  },
  settlement: {
    mutate: ['src/settlement/'],
    testFiles: ['test/settlement/', 'test/routes/checkout', 'test/routes/payment-return', 'test/checkout.test'],
    pureTests: [
      'test/settlement/judge/',
      ...[
        'callback-order',
        'carry-out',
        'gateway-account',
        'hand-over-again',
        'hand-over-tries',
        'hand-over/by-handler',
        'hand-over/hold',
        'instruction',
        'late-move',
        'move-order',
        'open-order/earlier-orders',
        'open-order/find-open-order',
        'open-order/new-order',
        'open-order/wait-for-registration',
        'recent-answers',
        'refund-tries',
        'rounds',
        'settle-callback',
        'settle-once',
        'sweep/hand-over-passes',
      ].map((name) => `test/settlement/${name}.test.ts`),
    ],
    ownTests: ['test/settlement/'],
    // Settlement does not know the database: one of them is enough here.
    environment: { TEST_WITHOUT: 'postgres' },
  },
}

/** In every test run, so the tool itself keeps working. */
const slice: Readonly<Record<string, Part>> = {
  'what a gateway says about a paid order': {
    mutate: ['src/settlement/judge/reconsider.ts'],
    testFiles: ['test/settlement/judge/reconsider'],
    ownTests: ['test/settlement/'],
    isPure: true,
  },
}

/** Each part with its share of the files. Parts without any are left out. */
function only(files: readonly string[]): Readonly<Record<string, Part>> {
  const isOf = ({ mutate: folders }: Part, file: string): boolean => folders.some((folder) => file.startsWith(folder))
  const stray = files.filter(
    (file) => !existsSync(join(root, file)) || !Object.values(parts).some((part) => isOf(part, file)),
  )
  if (stray.length > 0) {
    const folders = Object.values(parts).flatMap((part) => part.mutate)
    throw new Error(`PROVE_FILES takes paths of files in ${folders.join(', ')}, not ${JSON.stringify(stray)}.`)
  }
  return Object.fromEntries(
    Object.entries(parts)
      .map(([name, part]) => [name, { ...part, mutate: files.filter((file) => isOf(part, file)) }] as const)
      .filter(([, { mutate: own }]) => own.length > 0),
  )
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

/** Runs Stryker in a copy of the repository. */
function mutate({ mutate: places, ...mutation }: Omit<Part, 'pureTests'>): Report {
  return inCopy((folder) => {
    const settings = {
      testRunner: 'only-tests-that-reach',
      plugins: ['./test/prove/mutation/runner.mjs'],
      ignorers: ['words-for-people'],
      mutation,
      mutate: places.map((place) => (place.endsWith('/') ? `${place}**/*.ts` : place)),
      reporters: ['json'],
      jsonReporter: { fileName: 'mutation.json' },
      // More than there are cores, because many tests wait.
      concurrency: isFull ? 4 : 2,
      timeoutMS: 60_000,
      dryRunTimeoutMinutes: 60,
      allowConsoleColors: false,
      disableTypeChecks: '{src,routes,middleware}/**/*.ts',
      warnings: { unknownOptions: false },
    }
    writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(settings))
    const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
    const { status, stdout, stderr } = spawnSync(process.execPath, [stryker, 'run'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PROVE: '',
        // The copy has no commit to take it from, and every mutant must get the same seed.
        PROVE_SEED: String(runSeed()),
        JEST_WORKER_ID: undefined,
        NODE_ENV: undefined,
      },
    })
    if (status !== 0) throw new Error(`Stryker exited with ${status}:\n${stdout}\n${stderr}`)
    return JSON.parse(readFileSync(join(folder, 'mutation.json'), 'utf8')) as Report
  })
}

/** Runs the pure tests first, then all tests for the mutants those let through. */
function mutateInTwoSteps({ pureTests, ...part }: Part): Report {
  if (!pureTests) return mutate(part)
  const first = mutate({ ...part, testFiles: pureTests, isPure: true })
  const left = Object.entries(first.files).flatMap(([file, { mutants }]) =>
    mutants.filter(isLeft).map(({ location }) => `${file}:${rangeOf(location)}`),
  )
  if (left.length === 0) return first
  process.stdout.write(`prove mutants: the pure tests let ${left.length} through, all tests run for these\n`)
  return merged(first, mutate({ ...part, mutate: [...new Set(left)] }))
}

/** No pure test has noticed it, or none could run. */
function isLeft({ status }: Mutant): boolean {
  return status === 'Survived' || status === 'NoCoverage' || status === 'RuntimeError'
}

/** In Stryker's format: lines from 1, columns from 0. */
function rangeOf({ start, end }: Mutant['location']): string {
  return `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
}

/** The second run decides about mutants that the first let through. */
function merged(first: Report, second: Report): Report {
  const keyOf = ({ location, replacement }: Mutant): string => JSON.stringify([location, replacement])
  const files = Object.entries(first.files).map(([file, { source, mutants }]) => {
    const again = new Map(second.files[file]?.mutants.map((mutant) => [keyOf(mutant), mutant]))
    return [file, { source, mutants: mutants.map((one) => (isLeft(one) ? (again.get(keyOf(one)) ?? one) : one)) }]
  })
  return { files: Object.fromEntries(files) as Report['files'] }
}

/** A file's survivors without a known reason. */
function unexplainedIn(file: string, { source, mutants }: Report['files'][string]): readonly string[] {
  return pinsOf(source, mutants)
    .filter(([mutant, { name, mutation }]) => isSurvivor(mutant) && known[file]?.[name]?.[mutation] === undefined)
    .map(([, { name, mutation }]) => `${file}: ${name}: ${mutation}`)
}

function isSurvivor({ status }: Mutant): boolean {
  return status === 'Survived' || status === 'NoCoverage'
}

describe('the mutants that are known to survive', () => {
  it('all belong to code that is still there', () => {
    const gone = Object.entries(known).flatMap(([file, functions]) =>
      Object.entries(functions).flatMap(([name, mutations]) =>
        Object.keys(mutations)
          .filter((mutation) => !isStillThere(join(root, file), { name, mutation }))
          .map((mutation) => `${file}: ${name}: ${mutation}`),
      ),
    )

    expect(gone).toEqual([])
  })
})

const tried = chosenFiles ? only(chosenFiles) : isFull ? parts : slice

describeOver('postgres')('mutants', () => {
  it.each(Object.entries(tried))('of %s are noticed by the ordinary tests, more than nine out of ten', (name, part) => {
    const report = mutateInTwoSteps(part)

    const mutants = Object.values(report.files).flatMap((file) => file.mutants)
    const count = (...statuses: readonly Mutant['status'][]): number =>
      mutants.filter(({ status }) => statuses.includes(status)).length
    const detected = count('Killed', 'Timeout')
    const survived = mutants.filter(isSurvivor).length
    const score = (100 * detected) / (detected + survived)
    const unknown = Object.entries(report.files).flatMap(([file, mutated]) => unexplainedIn(file, mutated))
    process.stdout.write(
      `prove mutants of ${name}: ${detected} of ${detected + survived} noticed, score ${score.toFixed(1)} %, ` +
        `${count('Timeout')} of them by timeout, ` +
        `${count('RuntimeError', 'CompileError')} do not run, ${count('Ignored')} are text for people; ` +
        `${unknown.length} survivors without a known reason\n${unknown.map((one) => `  ${one}\n`).join('')}`,
    )
    expect(mutants.length).toBeGreaterThan(moreThan.mutants)
    expect(score).toBeGreaterThan(moreThan.score)
    expect(unknown).toEqual([])
    expect(count('RuntimeError')).toBeLessThan(mutants.length / 100)
  })
})
