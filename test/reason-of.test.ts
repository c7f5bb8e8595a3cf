import { reasonOf } from '../src/reason-of.ts'

const unreadable = Object.defineProperty(new Error('x'), 'message', {
  get: () => {
    throw new Error('not to be read')
  },
})

describe('what the store threw', () => {
  it.each<[unknown, string]>([
    [new TypeError('no parcels\n    at home'), 'TypeError: no parcels'],
    ['no parcels', 'no parcels'],
    [undefined, 'undefined'],
    ['\u009bred', '\\u009bred'],
    ['x'.repeat(301), 'x'.repeat(300)],
    [Object.create(null), 'something that cannot be written as text'],
    [Object.assign(new Error('x'), { message: Symbol('no text') }), 'something that cannot be written as text'],
    [unreadable, 'something that cannot be written as text'],
  ])('becomes one line, whatever it is (%#)', (thrown, reason) => {
    expect(reasonOf(thrown)).toBe(reason)
  })
})
