import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const jest = join(process.cwd(), 'node_modules', 'jest', 'bin', 'jest.js')
const config = join('test', 'prove', 'mutation', 'jest.config.js')
const warmJest = join('test', 'prove', 'mutation', 'warm-jest.mjs')

/** Why a run was ended: no test has started for longer than it may. */
export const silent = 'no test started for too long'

/** Runs Jest once; between two tests that start, `longestSilenceMs` may go by. */
export function runJest(words, environment, timeoutMs, longestSilenceMs = timeoutMs) {
  const reportFile = join(mkdtempSync(join(tmpdir(), 'checkout-mutant-')), 'report.json')
  const all = ['--config', config, '--json', `--outputFile=${reportFile}`, '--forceExit', ...words]
  const child = spawn(process.execPath, [jest, ...all], {
    env: { ...process.env, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // With a group of its own: what its tests have started ends with it.
    detached: true,
  })
  return new Promise((resolve) => {
    let said = ''
    let tooLong
    child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(0, 20_000)))
    const giveUp = (why) => {
      tooLong = why
      endGroup(child.pid)
    }
    const timer = setTimeout(giveUp, timeoutMs, 'the tests took too long together')
    const silence = setTimeout(giveUp, longestSilenceMs, silent)
    child.stdio[3].on('data', () => silence.refresh())
    child.once('exit', () => {
      clearTimeout(timer)
      clearTimeout(silence)
      // What a test has left behind holds the pipes open, and nothing would be over before it is.
      endGroup(child.pid)
    })
    child.once('close', (exitCode) => {
      const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : undefined
      rmSync(join(reportFile, '..'), { recursive: true })
      resolve({ exitCode, report, said, tooLong })
    })
  })
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended by itself.
  }
}

/**
 * Asks a Jest of its own which of the tests fails first. The answer has a `failure`, or says what is `broken` or what
 * took `tooLong`, or is empty.
 */
export async function askNewJest({ files, pattern, environment, testTimeoutMs, timeoutMs, longestSilenceMs }) {
  const filter = pattern === undefined ? [] : [`--testNamePattern=${pattern}`]
  const words = ['--runInBand', '--bail', `--testTimeout=${testTimeoutMs}`, ...filter, ...files]
  const { exitCode, said, tooLong } = await runJest(words, environment, timeoutMs, longestSilenceMs)
  if (tooLong) return { tooLong }
  if (exitCode === 0) return {}
  // A Jest that gives up at the first failure writes no report.
  const [, file, test] = /^FAIL (\S+).*?^ {2}● (.+?)$/ms.exec(said) ?? []
  return test === undefined ? { broken: said } : { failure: { file, test: test.replaceAll(' › ', ' '), message: said } }
}

/** A Jest keeps something of every run: after a hundred files it needs a gigabyte. Chosen by feel. */
const maxQuestions = 50

/**
 * Asks the same of a Jest that stays for the next question; one that has taken too long, or was asked often, is
 * replaced.
 */
export function makeWarmJest() {
  let child
  let questions = 0

  function start() {
    const started = spawn(process.execPath, [warmJest], {
      env: { ...process.env, NODE_ENV: 'test' },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    })
    started.once('exit', () => {
      if (child === started) child = undefined
    })
    return started
  }

  function ask({ files, pattern, environment, testTimeoutMs, timeoutMs, longestSilenceMs }) {
    if (questions >= maxQuestions) {
      if (child) endGroup(child.pid)
      child = undefined
      questions = 0
    }
    questions += 1
    child ??= start()
    const { pid, stdio } = child
    const asked = child
    let tooLong
    const giveUp = (why) => {
      tooLong = why
      endGroup(pid)
    }
    const timer = setTimeout(giveUp, timeoutMs, 'the tests took too long together')
    const silence = setTimeout(giveUp, longestSilenceMs, silent)
    const hear = () => silence.refresh()
    stdio[3].on('data', hear)
    asked.send({ config, environment, files, settings: { testNamePattern: pattern, testTimeout: testTimeoutMs } })
    return new Promise((resolve) => {
      const end = (answer) => {
        clearTimeout(timer)
        clearTimeout(silence)
        stdio[3].off('data', hear)
        asked.off('message', end).off('exit', die)
        resolve(answer)
      }
      const die = () => end(tooLong ? { tooLong } : { broken: 'The Jest of all mutants ended.' })
      asked.on('message', end).on('exit', die)
    })
  }

  return { ask, end: () => child && endGroup(child.pid) }
}
