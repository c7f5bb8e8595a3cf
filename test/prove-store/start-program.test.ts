import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { endAll, startProgram } from '../../src/prove/store/start-program.ts'

const forever = 'setInterval(() => undefined, 1_000)'

const startedBy = (...words: readonly string[]) =>
  startProgram(words, { folder: __dirname, environment: process.env, running: new Set() })

/** A process that the system lets nobody end. */
const denied = (): ChildProcess => ({ pid: 1, exitCode: 0, signalCode: null }) as unknown as ChildProcess

describe('programs that were started', () => {
  const { kill } = process

  beforeEach(() => {
    jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      if (pid === -1) throw Object.assign(new Error('kill EACCES'), { code: 'EACCES' })
      return Reflect.apply(kill, process, [pid, signal])
    })
  })

  afterEach(() => jest.restoreAllMocks())

  it('are ended all, though one of them cannot be', async () => {
    const child = spawn(process.execPath, ['-e', forever], { detached: true, stdio: 'ignore' })
    await once(child, 'spawn')

    await expect(endAll(new Set([denied(), child]))).rejects.toThrow(
      'Process 1 and what it has started could not be ended (EACCES).',
    )
    expect(child.signalCode).toBe('SIGKILL')
  })

  it('are ended all, and each that cannot be is told', async () => {
    const ending = endAll(new Set([denied(), denied()]))

    await expect(ending).rejects.toThrow(AggregateError)
    await expect(ending).rejects.toThrow(/\(EACCES\)\. Process 1 .*\(EACCES\)\.$/)
  })
})

describe('a program that cannot be started', () => {
  it('has ended, and says why', async () => {
    const running = new Set<ChildProcess>()
    const folder = join(__dirname, 'no such folder')
    const program = startProgram(['worker.js'], { folder, environment: {}, running })
    await program.ended

    expect([program.isAlive(), program.said(), running.size]).toEqual([false, expect.stringMatching(/ENOENT/), 0])
  })
})

describe('the name of a program', () => {
  it.each([
    [['--import', 'file:///watch.mjs?terms=x', '/srv/worker.js', '--key', 'sk.live'], 'worker.js'],
    [['--import', 'file:///watch.mjs?terms=x', 'worker', '--key', 'sk.live'], 'worker'],
    [['--import', 'file:///watch.mjs?terms=x', '--env-file', 'sk.live', 'worker.js'], '#'],
  ])('of %j is %s', async (words, name) => {
    const program = startedBy(...words)
    await program.kill()

    expect(program.name).toBe(name)
  })
})
