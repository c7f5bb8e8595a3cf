import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { PluginKind, commonTokens, declareClassPlugin, declareValuePlugin, tokens } from '@stryker-mutator/api/plugin'
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner'
import { askNewJest, makeWarmJest, runJest, silent } from './jest-processes.mjs'

/**
 * A test runner for Stryker. It runs only the tests that reach a mutant until one fails: first those in the files that
 * have noticed most mutants of the same source file, then the others, cheapest file first.
 * (Stryker's own Jest runner loads every related test file for each mutant and does not stop.)
 *
 * Each mutant gets its own Jest, unless all tests are pure: they leave nothing behind outside their modules, no
 * connection, no timer, no change to a module of Node. Pure tests share one Jest, which takes an eighth of the time.
 */

const separator = ' > '

/** Written by the dry run, read by the runners of all mutants, which are separate processes. */
const timesFile = 'mutation-times.json'

/** A line for each mutant that was noticed: its source file, and the test file that failed. */
const noticedFile = 'mutation-noticed.txt'

/** How many test files that noticed others of a source file run before all others. Chosen by feel. */
const likelyFiles = 3

/** Linux takes 128 KiB in one argument. Without names all tests in the files run, which is only slower. */
const maxArgumentCharacters = 100_000

/** Tests slower than this, in milliseconds, run after all others. */
const quickMs = 400

/** The shortest timeout of a test on a mutant, in milliseconds. Short, so mutants that wait for nothing end soon. */
const minTimeoutMs = 8_000

/**
 * How long to wait for the next test to start, beyond the timeout of one test, in milliseconds. After that the mutant
 * counts as endless: code that never yields also keeps Jest's own timeout from firing. Leaves room for hooks and for
 * loading a file. Chosen by feel.
 */
const loadingMs = 40_000

class OnlyTestsThatReach {
  static inject = tokens(commonTokens.options)

  constructor({ mutation }) {
    this.testFiles = mutation.testFiles
    this.ownTests = mutation.ownTests
    this.environment = mutation.environment ?? {}
    this.warmJest = mutation.isPure ? makeWarmJest() : undefined
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  /** Runs everything once and records which test reaches which mutant. */
  async dryRun({ timeout }) {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-coverage-'))
    try {
      const environment = {
        ...this.environment,
        MUTATION_COVERAGE: folder,
        MUTATION_OWN_TESTS: JSON.stringify(this.ownTests),
      }
      const run = await runJest(['--maxWorkers=2', ...this.testFiles], environment, timeout)
      if (!run.report || run.report.numTotalTests === 0) return { status: DryRunStatus.Error, errorMessage: run.said }
      const tests = run.report.testResults.flatMap(testsOf)
      writeFileSync(
        timesFile,
        JSON.stringify(Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))),
      )
      return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest: coverageIn(folder) } }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  async mutantRun({ activeMutant, testFilter = [], timeout }) {
    const times = JSON.parse(readFileSync(timesFile, 'utf8'))
    const isQuick = (id) => (times[id] ?? 0) <= quickMs
    const likely = likelyFor(activeMutant.fileName, testFilter)
    const others = testFilter.filter((id) => !likely.includes(id))
    // Slow tests run only for mutants that all quick tests have let through.
    for (const tests of [likely, others.filter(isQuick), others.filter((id) => !isQuick(id))]) {
      if (tests.length === 0) continue
      const result = await this.#run(activeMutant, tests, times, timeout)
      // A machine that stalled looks the same: only a mutant that is silent twice is endless.
      const again = result?.reason === silent ? await this.#run(activeMutant, tests, times, timeout) : result
      if (again) return again
    }
    return { status: MutantRunStatus.Survived, nrOfTests: testFilter.length }
  }

  /** Returns undefined if all of them let the mutant through. */
  async #run({ id, fileName }, tests, times, timeout) {
    const files = filesOf(tests, times, mirrorOf(fileName))
    const names = [...new Set(tests.map((test) => test.slice(test.indexOf(separator) + separator.length)))]
    const pattern = `^(${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`
    const slowestMs = Math.max(...tests.map((test) => times[test] ?? 0))
    const testTimeoutMs = Math.max(minTimeoutMs, 4 * slowestMs)
    const answer = await (this.warmJest?.ask ?? askNewJest)({
      files,
      pattern: pattern.length < maxArgumentCharacters ? pattern : undefined,
      environment: { ...this.environment, __STRYKER_ACTIVE_MUTANT__: id, MUTATION_FILES: JSON.stringify(files) },
      testTimeoutMs,
      timeoutMs: timeout,
      longestSilenceMs: testTimeoutMs + loadingMs,
    })
    if (answer.tooLong) return { status: MutantRunStatus.Timeout, reason: answer.tooLong }
    if (answer.broken !== undefined) return { status: MutantRunStatus.Error, errorMessage: answer.broken }
    if (!answer.failure) return undefined
    const { file, test, message } = answer.failure
    appendFileSync(noticedFile, `${fileName}\t${file}\n`)
    return {
      status: MutantRunStatus.Killed,
      killedBy: [file + separator + test],
      failureMessage: message,
      nrOfTests: 1,
    }
  }

  dispose() {
    this.warmJest?.end()
  }
}

function testsOf({ name, assertionResults }) {
  const fileName = relative(process.cwd(), name)
  return assertionResults.map(({ fullName, status, duration, failureMessages }) => ({
    ...{ id: fileName + separator + fullName, name: fullName, fileName, timeSpentMs: duration ?? 0 },
    status: status === 'passed' ? TestStatus.Success : status === 'failed' ? TestStatus.Failed : TestStatus.Skipped,
    failureMessage: failureMessages?.[0] ?? '',
  }))
}

/** What each test file's environment has written. */
function coverageIn(folder) {
  const perTest = {}
  for (const file of readdirSync(folder)) {
    for (const [id, hits] of Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
      perTest[id] = Object.fromEntries(hits.map((mutant) => [mutant, 1]))
    }
  }
  return perTest
}

/** `src/ledger/moves.ts` is tested by `test/ledger/moves.test.ts` first. */
function mirrorOf(fileName) {
  return relative(process.cwd(), fileName).replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
}

/** Of these tests, those in the files that have noticed most mutants of a source file so far. */
function likelyFor(fileName, testIds) {
  const counts = new Map()
  const noticed = existsSync(noticedFile) ? readFileSync(noticedFile, 'utf8').split('\n') : []
  for (const [source, file] of noticed.map((line) => line.split('\t'))) {
    if (source === fileName) counts.set(file, (counts.get(file) ?? 0) + 1)
  }
  const reaching = new Set(testIds.map(fileOf))
  const files = [...counts.keys()].filter((file) => reaching.has(file))
  const best = files.sort((one, other) => counts.get(other) - counts.get(one)).slice(0, likelyFiles)
  return testIds.filter((id) => best.includes(fileOf(id)))
}

function fileOf(testId) {
  return testId.slice(0, testId.indexOf(separator))
}

function filesOf(testIds, times, mirror) {
  const costs = new Map()
  for (const id of testIds) {
    const file = fileOf(id)
    costs.set(file, (costs.get(file) ?? 0) + (times[id] ?? 0))
  }
  const cost = (file) => (file === mirror ? -1 : costs.get(file))
  return [...costs.keys()].sort((one, other) => cost(one) - cost(other))
}

/**
 * Log lines and error messages are text for people, not behaviour: their words are not mutated.
 */
const wordsForPeople = {
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral() && !path.isObjectExpression()) return undefined
    const call = path.parentPath
    const callee = call.isCallExpression() && call.get('callee')
    const isLog = callee && callee.isMemberExpression() && /(^|\.)logger\.(info|warn|error)$/.test(callee.toString())
    if (isLog) return 'a log line'
    const isError = call.isNewExpression() && /Error$/.test(call.get('callee').toString())
    return isError && !path.isObjectExpression() ? 'an error message' : undefined
  },
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'only-tests-that-reach', OnlyTestsThatReach),
  declareValuePlugin(PluginKind.Ignore, 'words-for-people', wordsForPeople),
]
