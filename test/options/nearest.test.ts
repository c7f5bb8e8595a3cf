import { nearest } from '../../src/options/nearest.ts'

describe('the name that was probably meant', () => {
  it.each([
    ['htlm', 'html'],
    ['HTML', 'html'],
    ['thml', 'html'],
    ['hmtl', 'html'],
    ['solw', 'slow'],
    ['reset-aftr', 'reset-after'],
    ['gizp', 'gzip'],
  ])('of %s is %s', (name, meant) => {
    expect(nearest(name, ['gzip', 'html', 'reset-after', 'slow'])).toBe(meant)
  })

  it.each(['lmth', 'hmlt', 'htmlhtml', '', 'ht'])('of %p is none: it would be a guess', (name) => {
    expect(nearest(name, ['gzip', 'html', 'reset-after', 'slow'])).toBeUndefined()
  })
})
