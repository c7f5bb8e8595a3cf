import { systemClock } from '../src/clock.ts'

describe('the system clock', () => {
  it('measures waits by a clock that does not move when the wall clock jumps', () => {
    jest.useFakeTimers({ now: 0, doNotFake: ['performance'] })
    try {
      const before = systemClock.elapsedMs()
      jest.setSystemTime(-3_600_000)

      expect(systemClock.now()).toEqual(new Date(-3_600_000))
      expect(systemClock.elapsedMs()).toBeGreaterThanOrEqual(before)
    } finally {
      jest.useRealTimers()
    }
  })
})

describe('a sleep on the system clock', () => {
  it.each([
    [undefined, false],
    [{ keepsAlive: false }, false],
    [{ keepsAlive: true }, true],
  ])('with %j keeps the process alive: %s', async (options, isKept) => {
    const setTimer = jest.spyOn(global, 'setTimeout')
    try {
      const slept = systemClock.sleep(5, options)

      expect((setTimer.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(isKept)
      await slept
    } finally {
      setTimer.mockRestore()
    }
  })

  it('ends at once when its signal fires, before it starts or while it runs', async () => {
    const now = new AbortController()
    const slept = systemClock.sleep(3_600_000, { signal: now.signal })
    now.abort()
    await slept

    await systemClock.sleep(3_600_000, { signal: now.signal })
  })
})
