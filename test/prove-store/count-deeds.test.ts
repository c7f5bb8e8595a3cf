import { countDeeds } from '../../src/prove/count-deeds.ts'
import { UnfitStoreError } from '../../src/prove/findings/unfit-store.ts'

const order = '6EQK7DGRB352ZZG9Q1Y9VPKZBX'

describe('what --deeds counts', () => {
  it.each<[unknown, number]>([
    [0, 0],
    [2, 2],
    ['2', 2],
    [2n, 2],
  ])('%p is the number %d', async (told, count) => {
    await expect(countDeeds(() => Promise.resolve(told), order)).resolves.toBe(count)
  })

  it.each<[unknown, RegExp]>([
    [undefined, /^deedsOf\(orderNumber\) of --deeds told nothing, wanted a whole number\.$/],
    [null, /told null/],
    ['', /told 0 characters/],
    [NaN, /told a number, wanted a whole number/],
    [-1, /told a number/],
    [[1], /told a list/],
  ])('%p is no proof of anything', async (told, said) => {
    await expect(countDeeds(() => told, order)).rejects.toThrow(UnfitStoreError)
    await expect(countDeeds(() => told, order)).rejects.toThrow(said)
  })

  it('says why it cannot be told', async () => {
    const throws = (): never => {
      throw new RangeError('no such order')
    }

    await expect(countDeeds(throws, order)).rejects.toThrow(/--deeds threw RangeError: no such order\.$/)
    await expect(countDeeds(() => new Promise(() => undefined), order, 0)).rejects.toThrow(/took longer than 0 s\.$/)
  })
})
