import { AsyncLocalStorage } from 'node:async_hooks'
import { makeAtMost } from '../src/at-most.ts'

describe('at most', () => {
  it('runs every task, in order of arrival, no more than the limit at once', async () => {
    const atMost = makeAtMost(2)
    const begun: number[] = []
    let running = 0
    let maxRunning = 0

    const results = await Promise.all(
      [0, 1, 2, 3, 4].map((index) =>
        atMost(async () => {
          begun.push(index)
          maxRunning = Math.max(maxRunning, (running += 1))
          await new Promise((resolve) => setImmediate(resolve))
          running -= 1
          return index
        }),
      ),
    )

    expect(results).toEqual([0, 1, 2, 3, 4])
    expect(begun).toEqual([0, 1, 2, 3, 4])
    expect(maxRunning).toBe(2)
  })

  it('never starts a task that was cancelled while it waited, and keeps no place for it', async () => {
    const atMost = makeAtMost(1)
    const begun: string[] = []
    let end: () => void = () => undefined
    const run = (name: string, signal?: AbortSignal): Promise<number> =>
      atMost(() => Promise.resolve(begun.push(name)), signal)
    const first = atMost(() => new Promise<void>((resolve) => (end = resolve)))
    const patience = new AbortController()
    const calledOff = run('called off', patience.signal)
    const patient = run('patient', new AbortController().signal)

    patience.abort('no longer wanted')
    await expect(calledOff).rejects.toBe('no longer wanted')
    expect(begun).toEqual([])
    end()
    await first
    await patient
    await expect(run('late', patience.signal)).rejects.toBe('no longer wanted')
    await run('last')

    expect(begun).toEqual(['patient', 'last'])
  })

  it('loses no place when the signal of a running task fires', async () => {
    const atMost = makeAtMost(1)
    const patience = new AbortController()
    let end: () => void = () => undefined
    const first = atMost(() => Promise.resolve())
    const second = atMost(() => new Promise<void>((resolve) => (end = resolve)), patience.signal)
    await first
    const third = atMost(() => Promise.resolve('third'))

    patience.abort()
    end()

    await second
    await expect(third).resolves.toBe('third')
  })

  it('carries on after a task fails', async () => {
    const atMost = makeAtMost(1)
    const failed = atMost(() => Promise.reject(new Error('no')))
    const next = atMost(() => Promise.resolve('yes'))

    await expect(failed).rejects.toThrow('no')
    await expect(next).resolves.toBe('yes')
    await expect(atMost(() => Promise.resolve('and again'))).resolves.toBe('and again')
  })

  it('runs a task that waited in the context of whoever queued it', async () => {
    const context = new AsyncLocalStorage<string>()
    const atMost = makeAtMost(1)
    const seen: unknown[] = []
    const queue = (name: string): Promise<void> =>
      context.run(name, () =>
        atMost(async () => {
          seen.push(context.getStore())
          await new Promise((resolve) => setImmediate(resolve))
        }),
      )
    await Promise.all(['first', 'second', 'third'].map(queue))

    expect(seen).toEqual(['first', 'second', 'third'])
  })
})
