import { perObject } from '../src/per-object.ts'

describe('what is made of an object', () => {
  it('is made once for each object, even if it is undefined', () => {
    const made: object[] = []
    const countOf = perObject((given: { readonly count?: number }) => {
      made.push(given)
      return given.count
    })
    const [one, none] = [{ count: 1 }, {}]

    expect([countOf(one), countOf(none), countOf(one), countOf(none), countOf({ count: 1 })]).toEqual([
      1,
      undefined,
      1,
      undefined,
      1,
    ])
    expect(made).toHaveLength(3)
  })
})
