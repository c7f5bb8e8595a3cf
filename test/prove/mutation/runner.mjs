import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { PluginKind, commonTokens, declareClassPlugin, declareValuePlugin, tokens } from '@stryker-mutator/api/plugin'
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner'
import { askNewJest, makeWarmJest, runJest, silent } from './jest-processes.mjs'

/**
 * A test runner for Stryker: it runs the tests that reach a mutant and no others, cheapest file first, until one of
 * them fails. (Stryker's own Jest runner loads every related test file for each mutant and does not stop.)
 *
 * Each mutant has a Jest of its own, except where all tests are pure, i.e. leave nothing behind outside of their
 * modules: no connection, no timer, no change to a module of Node. These share one Jest, which takes an eighth of the
 * time.
 */

const separator = ' > '

/** Written by the first run, read by the runners of all mutants: they are other processes. */
const timesFile = 'mutation-times.json'

/** Linux takes 128 KiB in one argument; without names all tests of the files run, which is only slower. */
const mostArgumentCharacters = 100_000

/** Tests that take longer are run after all others, in milliseconds. */
const quickMs = 400

/** How long a test may take on a mutant at least, in milliseconds: a mutant for whom nothing ever comes ends soon. */
const shortestTimeoutMs = 8_000

/**
 * How long, beyond the time that one test may take, the runner waits for the next test to start, in milliseconds; then
 * the mutant counts as endless: one that never yields keeps Jest's own time limit from firing, too. Room for the hooks
 * of a test and for loading a file; chosen by feel.
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

  /** Runs everything once and notes which test reaches which mutant. */
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
    // What takes long is asked only about a mutant that all quick tests have let through.
    for (const tests of [testFilter.filter(isQuick), testFilter.filter((id) => !isQuick(id))]) {
      if (tests.length === 0) continue
      const result = await this.#run(activeMutant, tests, times, timeout)
      // A machine that stood still for a while looks the same: only what is silent twice is endless.
      const again = result?.reason === silent ? await this.#run(activeMutant, tests, times, timeout) : result
      if (again) return again
    }
    return { status: MutantRunStatus.Survived, nrOfTests: testFilter.length }
  }

  /** Undefined: all of them let the mutant through. */
  async #run({ id, fileName }, tests, times, timeout) {
    const files = filesOf(tests, times, mirrorOf(fileName))
    const names = [...new Set(tests.map((test) => test.slice(test.indexOf(separator) + separator.length)))]
    const pattern = `^(${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`
    const slowestMs = Math.max(...tests.map((test) => times[test] ?? 0))
    const testTimeoutMs = Math.max(shortestTimeoutMs, 4 * slowestMs)
    const answer = await (this.warmJest?.ask ?? askNewJest)({
      files,
      pattern: pattern.length < mostArgumentCharacters ? pattern : undefined,
      environment: { ...this.environment, __STRYKER_ACTIVE_MUTANT__: id, MUTATION_FILES: JSON.stringify(files) },
      testTimeoutMs,
      timeoutMs: timeout,
      longestSilenceMs: testTimeoutMs + loadingMs,
    })
    if (answer.tooLong) return { status: MutantRunStatus.Timeout, reason: answer.tooLong }
    if (answer.broken !== undefined) return { status: MutantRunStatus.Error, errorMessage: answer.broken }
    if (!answer.failure) return undefined
    const { file, test, message } = answer.failure
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

/** What the environment of each test file has written. */
function coverageIn(folder) {
  const perTest = {}
  for (const file of readdirSync(folder)) {
    for (const [id, hits] of Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
      perTest[id] = Object.fromEntries(hits.map((mutant) => [mutant, 1]))
    }
  }
  return perTest
}

/** `src/ledger/moves.ts` is tested by `test/ledger/moves.test.ts` first of all. */
function mirrorOf(fileName) {
  return relative(process.cwd(), fileName).replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
}

function filesOf(testIds, times, mirror) {
  const costs = new Map()
  for (const id of testIds) {
    const [file] = id.split(separator)
    costs.set(file, (costs.get(file) ?? 0) + (times[id] ?? 0))
  }
  const cost = (file) => (file === mirror ? -1 : costs.get(file))
  return [...costs.keys()].sort((one, other) => cost(one) - cost(other))
}

/**
 * What a log line, an error's message or a reason in an entry says is for a person, and no behaviour: its words are not
 * mutated.
 */
const wordsForPeople = {
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral() && !path.isObjectExpression()) return undefined
    const call = path.parentPath
    const callee = call.isCallExpression() && call.get('callee')
    const isLog = callee && callee.isMemberExpression() && /(^|\.)logger\.(info|warn|error)$/.test(callee.toString())
    if (isLog) return 'a line of the log'
    const isError = call.isNewExpression() && /Error$/.test(call.get('callee').toString())
    return isError && !path.isObjectExpression() ? 'the message of an error' : undefined
  },
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'only-tests-that-reach', OnlyTestsThatReach),
  declareValuePlugin(PluginKind.Ignore, 'words-for-people', wordsForPeople),
]
