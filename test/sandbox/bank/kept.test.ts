import { makeKept } from '../../../src/sandbox/bank/kept.ts'

describe('what the sandbox keeps', () => {
  it('is everything within its bounds, always in the same array', () => {
    const kept = makeKept<number>({ maxCount: 10, maxSize: 100 })
    const { all } = kept

    for (let thing = 1; thing <= 10; thing += 1) expect(kept.add(thing, 10)).toEqual([])

    expect(all).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('is the newest nine tenths once there is too much', () => {
    const kept = makeKept<number>({ maxCount: 10, maxSize: 1_000 })
    for (let thing = 1; thing <= 10; thing += 1) kept.add(thing, 0)

    expect(kept.add(11, 0)).toEqual([1, 2])
    expect(kept.all).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('is fewer if they are large, but always the newest one', () => {
    const kept = makeKept<string>({ maxCount: 10, maxSize: 100 })
    kept.add('a', 50)
    kept.add('b', 40)

    expect(kept.add('c', 20)).toEqual(['a'])
    expect(kept.add('huge', 1_000)).toEqual(['b', 'c'])
    expect(kept.all).toEqual(['huge'])
    expect(kept.add('d', 1)).toEqual(['huge'])
  })

  it('never exceeds its bounds', () => {
    const kept = makeKept<number>({ maxCount: 7, maxSize: 50 })
    const forgotten: number[] = []

    for (let thing = 0; thing < 1_000; thing += 1) {
      forgotten.push(...kept.add(thing, thing % 13))
      expect(kept.all.length).toBeLessThanOrEqual(7)
      expect(kept.all.reduce((size, one) => size + (one % 13), 0)).toBeLessThanOrEqual(50)
    }

    expect([...forgotten, ...kept.all]).toEqual(Array.from({ length: 1_000 }, (_, thing) => thing))
  })
})
