import fc from 'fast-check'
import { accentWarnings, makeAccent, writeStylesheet } from '../../src/pages/index.ts'
import { contrastOf, grounds } from '../../src/pages/accent.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`)

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#ff0000', '#ffffff', 4.0],
    ['#0000ff', '#ffffff', 8.59],
    ['#1d5fa6', '#ffffff', 6.5],
  ])('of %s and %s is %f, whichever comes first', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 1)
    expect(contrastOf(other, one)).toBe(contrastOf(one, other))
  })
})

describe("the shop's colour", () => {
  it('is shown as given where it stands out', () => {
    expect(makeAccent(['#0b7a75'])).toEqual({
      light: { fill: '#0b7a75', words: '#ffffff' },
      dark: { fill: '#0b7a75', words: '#ffffff' },
    })
    expect(makeAccent(['#00205b', '#ffdd00'])).toEqual({
      light: { fill: '#00205b', words: '#ffffff' },
      dark: { fill: '#ffdd00', words: '#000000' },
    })
  })

  it('always stands out from the pages, and its words from it', () => {
    fc.assert(
      fc.property(fc.array(colour, { minLength: 1, maxLength: 2 }), (colours) => {
        const accent = makeAccent(colours)
        for (const scheme of ['light', 'dark'] as const) {
          const { fill, words } = accent[scheme]
          for (const ground of Object.values(grounds[scheme])) {
            expect(contrastOf(fill, ground)).toBeGreaterThanOrEqual(3)
          }
          expect(contrastOf(fill, words)).toBeGreaterThanOrEqual(4.5)
        }
      }),
    )
  })

  it('is changed no further than needed: a little less would not stand out', () => {
    const { dark } = makeAccent(['#00205b'])
    const contrast = Math.min(...Object.values(grounds.dark).map((ground) => contrastOf(dark.fill, ground)))

    expect(contrast).toBeGreaterThanOrEqual(3)
    expect(contrast).toBeLessThan(3.06)
  })

  it('is in the stylesheet, for light and dark, and nothing of it is if there is none', () => {
    const style = writeStylesheet(makeAccent(['#00205b', '#ffdd00']))

    expect(style).toContain(':root { --button: #00205b; --button-words: #ffffff; }')
    expect(style).toContain('(prefers-color-scheme: dark) { :root { --button: #ffdd00; --button-words: #000000; } }')
    expect(writeStylesheet()).not.toContain('4px solid var(--button)')
  })
})

describe("the warning about the shop's colour", () => {
  it('names the contrast, and the nearest usable colour, which gets no warning', () => {
    const [warning, ...others] = accentWarnings(['#ffdd00'])
    const { light } = makeAccent(['#ffdd00'])

    expect(others).toEqual([])
    expect(warning).toBe(
      'shop.accent (CHECKOUT_SHOP_ACCENT): wanted a contrast of 3:1 with the light pages, got 1.2:1 from #ffdd00; ' +
        `they show ${light.fill}, the nearest usable colour. To choose one for light and one for dark: ` +
        `${light.fill},#ffdd00`,
    )
    expect(accentWarnings([light.fill, '#ffdd00'])).toEqual([])
  })

  it.each([
    [undefined, []],
    [['#0b7a75'], []],
    [['#00205b'], ['dark']],
    [['#ffffff'], ['light']],
    [['#000000'], ['dark']],
    [
      ['#ffffff', '#000000'],
      ['light', 'dark'],
    ],
    [['#000000', '#ffffff'], []],
  ])('for %j is about %j', (colours, schemes) => {
    const warnings = accentWarnings(colours)

    expect(warnings.map((line) => /with the (\w+) pages/.exec(line)?.[1])).toEqual(schemes)
  })
})
