import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeOver } from '../support/prerequisites.ts'
import { inCopy, root } from './copy.ts'
import { known } from './mutation/survivors.ts'

jest.setTimeout(12 * 3_600_000)

const isFull = process.env.PROVE === 'full'

/** Instead of everything, the files that somebody has changed: paths, comma-separated. */
const chosenFiles = isFull ? process.env.PROVE_FILES?.split(',') : undefined

/** Of whole parts; a single file may have few mutants, and each of them known. */
const moreThan = chosenFiles ? { mutants: 0, score: -1 } : { mutants: 50, score: 90 }

/** What is mutated, and which tests must notice. */
interface Part {
  /** Files and folders. */
  readonly mutate: readonly string[]
  readonly testFiles: readonly string[]
  /** Where the tests are that must notice a mutant of what is only read while a file loads. */
  readonly ownTests: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const parts: Readonly<Record<string, Part>> = {
  gateway: { mutate: ['src/gateway/'], testFiles: ['test/gateway/'], ownTests: ['test/gateway/'] },
  ledger: {
    mutate: ['src/ledger/'],
    testFiles: ['test/ledger/', 'test/once', 'test/settlement/in-transaction', 'test/settlement/hand-over'],
    ownTests: ['test/ledger/', 'test/settlement/in-transaction'],
  },
  settlement: {
    mutate: ['src/settlement/'],
    testFiles: ['test/settlement/', 'test/routes/checkout', 'test/routes/payment-return', 'test/checkout.test'],
    ownTests: ['test/settlement/'],
    // It knows no database: once over one of them is enough here.
    environment: { TEST_WITHOUT: 'postgres' },
  },
}

/** In every run of the tests, so that the instrument itself cannot rust. */
const slice: Readonly<Record<string, Part>> = {
  'what a gateway says of a paid order': {
    mutate: ['src/settlement/reconsider.ts'],
    testFiles: ['test/settlement/reconsider'],
    ownTests: ['test/settlement/'],
  },
}

/** Each part with those of the files that are its own; a part that has none of them is left out. */
function only(files: readonly string[]): Readonly<Record<string, Part>> {
  const isOf = ({ mutate: folders }: Part, file: string): boolean => folders.some((folder) => file.startsWith(folder))
  const stray = files.filter(
    (file) => !existsSync(join(root, file)) || !Object.values(parts).some((part) => isOf(part, file)),
  )
  if (stray.length > 0) {
    const folders = Object.values(parts).flatMap((part) => part.mutate)
    throw new Error(`Wanted PROVE_FILES as paths of files in ${folders.join(', ')}, got ${JSON.stringify(stray)}.`)
  }
  return Object.fromEntries(
    Object.entries(parts)
      .map(([name, part]) => [name, { ...part, mutate: files.filter((file) => isOf(part, file)) }] as const)
      .filter(([, { mutate: own }]) => own.length > 0),
  )
}

/** Both count from 1. */
interface Position {
  readonly line: number
  readonly column: number
}

interface Mutant {
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored'
  readonly replacement: string
  readonly location: { readonly start: Position; readonly end: Position }
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

/** Runs Stryker in a copy, which it fills with mutants. */
function mutate({ mutate: places, ...mutation }: Part): Report {
  return inCopy((folder) => {
    const settings = {
      testRunner: 'one-jest-for-each',
      plugins: ['./test/prove/mutation/runner.mjs'],
      ignorers: ['words-for-people'],
      mutation,
      mutate: places.map((place) => (place.endsWith('/') ? `${place}**/*.ts` : place)),
      reporters: ['json'],
      jsonReporter: { fileName: 'mutation.json' },
      // More than cores, because many tests wait.
      concurrency: isFull ? 4 : 2,
      ...{ timeoutMS: 60_000, dryRunTimeoutMinutes: 60, allowConsoleColors: false },
      ...{ disableTypeChecks: '{src,routes,middleware}/**/*.ts', warnings: { unknownOptions: false } },
    }
    writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(settings))
    const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
    const { status, stdout, stderr } = spawnSync(process.execPath, [stryker, 'run'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PROVE: '', JEST_WORKER_ID: undefined, NODE_ENV: undefined },
    })
    if (status !== 0) throw new Error(`Stryker ended with ${status}:\n${stdout}\n${stderr}`)
    return JSON.parse(readFileSync(join(folder, 'mutation.json'), 'utf8')) as Report
  })
}

/**
 * `file: line: what was there => what stands instead`, without the line's number: it stays the same when the file grows above it. What was
 * there is said because one line has many mutants, and the reason for one is none for another.
 */
function survivorsIn({ files }: Report): readonly string[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n')
    return mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ location: { start, end }, replacement }) => {
        const mutated = lines.slice(start.line - 1, end.line).join('\n')
        const original = mutated.slice(start.column - 1, mutated.length - lines[end.line - 1]!.length + end.column - 1)
        return `${file}: ${lines[start.line - 1]!.trim()}: ${inShort(original)} => ${inShort(replacement)}`
      })
  })
}

function inShort(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 100)
}

/** Whether the code still has what a survivor was made of: its line, and in it what was there. */
function isStillThere(survivor: string): boolean {
  const [file = ''] = survivor.split(': ', 1)
  const path = join(root, file)
  if (!existsSync(path)) return false
  const lines = readFileSync(path, 'utf8').split('\n')
  const said = survivor.slice(file.length + 2)
  return lines.some((line, index) => {
    const start = line.trim()
    if (start === '' || !said.startsWith(`${start}: `)) return false
    const mutation = said.slice(start.length + 2)
    // It may go on in the lines that follow. An arrow may also be part of it, or of what stands instead.
    const code = lines.slice(index).join('\n').trimStart().replaceAll(/\s+/g, ' ')
    return [...mutation.matchAll(/ => /g)].some((arrow) => {
      const at = code.indexOf(mutation.slice(0, arrow.index))
      return at >= 0 && at < start.length
    })
  })
}

describe('the mutants that are known to survive', () => {
  it('are each made of code that is still there', () => {
    expect(Object.keys(known).filter((survivor) => !isStillThere(survivor))).toEqual([])
  })
})

const tried = chosenFiles ? only(chosenFiles) : isFull ? parts : slice

describeOver('postgres')('mutants', () => {
  it.each(Object.entries(tried))(
    'of %s are noticed by the ordinary tests, more than nine of ten of them',
    (name, part) => {
      const report = mutate(part)

      const mutants = Object.values(report.files).flatMap((file) => file.mutants)
      const count = (...statuses: readonly Mutant['status'][]): number =>
        mutants.filter(({ status }) => statuses.includes(status)).length
      const detected = count('Killed', 'Timeout')
      const survivors = survivorsIn(report)
      const score = (100 * detected) / (detected + survivors.length)
      const unknown = survivors.filter((survivor) => !(survivor in known))
      process.stdout.write(
        `prove mutants of ${name}: ${detected} of ${detected + survivors.length} noticed, score ${score.toFixed(1)} %, ` +
          `${count('Timeout')} of them because they took too long, ` +
          `${count('RuntimeError', 'CompileError')} do not run, ${count('Ignored')} are words for people; ` +
          `${unknown.length} survivors without a known reason\n${unknown.map((one) => `  ${one}\n`).join('')}`,
      )
      expect(mutants.length).toBeGreaterThan(moreThan.mutants)
      expect(score).toBeGreaterThan(moreThan.score)
      expect(unknown).toEqual([])
      expect(count('RuntimeError')).toBeLessThan(mutants.length / 100)
    },
  )
})
