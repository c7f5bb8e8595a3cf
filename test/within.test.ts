import { systemClock } from '../src/clock.ts'
import { within } from '../src/within.ts'

const never = new Promise<string>(() => undefined)

describe('a wait with a limit', () => {
  it('gives the result of work that ends in time, and nothing otherwise', async () => {
    expect(await within(systemClock, 1_000, Promise.resolve('done'))).toBe('done')
    expect(await within(systemClock, 1, never)).toBeUndefined()
  })

  it('fails as the work failed', async () => {
    const failure = new Error('no bank')

    await expect(within(systemClock, 1_000, Promise.reject(failure))).rejects.toBe(failure)
  })

  it.each([true, false])(
    'leaves no timer behind, whichever ends first; with a timer that keeps the process alive: %s',
    async (keepsAlive) => {
      const cleared = jest.spyOn(global, 'clearTimeout')
      const set = jest.spyOn(global, 'setTimeout')
      try {
        await within(systemClock, 60_000, Promise.resolve(), { keepsAlive })

        const timer = set.mock.results[0]!.value as NodeJS.Timeout
        expect(timer.hasRef()).toBe(keepsAlive)
        expect(cleared).toHaveBeenCalledWith(timer)
      } finally {
        cleared.mockRestore()
        set.mockRestore()
      }
    },
  )
})
