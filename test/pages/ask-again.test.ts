import { askAgain } from '../../src/pages/ask-again.ts'

describe('a page that waits for the bank', () => {
  it('asks again after 5 s at first, later every minute, and stops after a quarter of an hour', () => {
    const start = 1_795_000_000
    const pauses: number[] = []
    let now = start
    let told: string | null = null
    for (;;) {
      const { inSecs, sinceSecs } = askAgain(told, now)
      if (inSecs === undefined) break
      pauses.push(inSecs)
      told = String(sinceSecs)
      now += inSecs
    }

    expect(pauses.slice(0, 4)).toEqual([5, 5, 5, 5])
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other))
    expect(pauses.at(-1)).toBe(60)
    expect(now - start).toBeGreaterThanOrEqual(900)
    expect(now - start).toBeLessThan(960)
    expect(pauses.length).toBeLessThan(40)
  })

  it.each(['', '0', '-5', '1e3', 'now', '99999999999999', '5.5', ' 7', '12345678901'])(
    'takes %j, which is not a time or is in the future, for now',
    (told) => {
      expect(askAgain(told, 1_795_000_000)).toEqual({ inSecs: 5, sinceSecs: 1_795_000_000 })
    },
  )

  it('does not ask again by itself when the address names a time long ago', () => {
    expect(askAgain('1', 1_795_000_000)).toEqual({ inSecs: undefined, sinceSecs: 1 })
  })
})
