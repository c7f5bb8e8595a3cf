import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const jest = join(process.cwd(), 'node_modules', 'jest', 'bin', 'jest.js')
const config = join('test', 'prove', 'mutation', 'jest.config.js')
const warmJest = join('test', 'prove', 'mutation', 'warm-jest.mjs')

/** Why a run was ended: no test started for too long. */
export const silent = 'no test started for too long'

/** Runs Jest once. Ends it if no test starts for `longestSilenceMs`. */
export function runJest(words, environment, timeoutMs, longestSilenceMs = timeoutMs) {
  const reportFile = join(mkdtempSync(join(tmpdir(), 'checkout-mutant-')), 'report.json')
  const all = ['--config', config, '--json', `--outputFile=${reportFile}`, '--forceExit', ...words]
  const child = spawn(process.execPath, [jest, ...all], {
    env: { ...process.env, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // In its own process group: processes its tests have started end with it.
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
      // Processes that a test left behind hold the pipes open, and `close` would wait for them.
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
    // The whole group has ended by itself.
  }
}

/**
 * Starts a new Jest and returns which test fails first, as `failure`. Otherwise returns what is `broken`, what took
 * `tooLong`, or an empty object.
 */
export async function askNewJest({ files, pattern, environment, testTimeoutMs, timeoutMs, longestSilenceMs }) {
  const filter = pattern === undefined ? [] : [`--testNamePattern=${pattern}`]
  const words = ['--runInBand', '--bail', `--testTimeout=${testTimeoutMs}`, ...filter, ...files]
  const { exitCode, said, tooLong } = await runJest(words, environment, timeoutMs, longestSilenceMs)
  if (tooLong) return { tooLong }
  if (exitCode === 0) return {}
  // Jest writes no report if it stops at the first failure.
  const [, file, test] = /^FAIL (\S+).*?^ {2}● (.+?)$/ms.exec(said) ?? []
  return test === undefined ? { broken: said } : { failure: { file, test: test.replaceAll(' › ', ' '), message: said } }
}

/** Jest keeps something from every run: after a hundred files it needs a gigabyte. Chosen by feel. */
const maxRuns = 50

/** Asks the same of a Jest that stays for the next run. Replaces it after a timeout or many runs. */
export function makeWarmJest() {
  let child
  let runs = 0

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
    if (runs >= maxRuns) {
      if (child) endGroup(child.pid)
      child = undefined
      runs = 0
    }
    runs += 1
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
      const die = () => end(tooLong ? { tooLong } : { broken: 'The shared Jest exited.' })
      asked.on('message', end).on('exit', die)
    })
  }

  return { ask, end: () => child && endGroup(child.pid) }
}
