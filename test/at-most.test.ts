import { makeAtMost } from '../src/at-most.ts'

describe('at most', () => {
  it('runs so many tasks at once, all of them, in the order in which they came', async () => {
    const atMost = makeAtMost(2)
    const begun: number[] = []
    let running = 0
    let most = 0

    const results = await Promise.all(
      [0, 1, 2, 3, 4].map((index) =>
        atMost(async () => {
          begun.push(index)
          most = Math.max(most, (running += 1))
          await new Promise((resolve) => setImmediate(resolve))
          running -= 1
          return index
        }),
      ),
    )

    expect(results).toEqual([0, 1, 2, 3, 4])
    expect(begun).toEqual([0, 1, 2, 3, 4])
    expect(most).toBe(2)
  })

  it('goes on after one that fails', async () => {
    const atMost = makeAtMost(1)
    const failed = atMost(() => Promise.reject(new Error('no')))
    const next = atMost(() => Promise.resolve('yes'))

    await expect(failed).rejects.toThrow('no')
    await expect(next).resolves.toBe('yes')
    await expect(atMost(() => Promise.resolve('and again'))).resolves.toBe('and again')
  })
})
