import fc from 'fast-check'
import { findPageAddress } from '../../src/options/addresses.ts'

describe('a page address', () => {
  it.each(['/thanks#top', 'https://shop.example/thanks#top'])(
    'is refused with a fragment, after which ?order= would be lost: %s',
    (address) => {
      expect(findPageAddress(address)).toBeUndefined()
      expect(findPageAddress(address.replace('#top', ''))).toBeDefined()
    },
  )
})

describe("a path on the shop's own host", () => {
  it('stays there, whatever its characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '\\', '.', '\t', '\n', ' ', 'a', '@', ':', '?', '#', '%') }),
        (rest) => {
          const path = findPageAddress(`/${rest}`)
          fc.pre(path !== undefined)
          expect(new URL(path, 'https://shop.example/payment/return').host).toBe('shop.example')
        },
      ),
      { numRuns: 2000 },
    )
  })
})
