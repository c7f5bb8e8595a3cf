import {
  decorative,
  listOf,
  Mismatch,
  objectOf,
  optional,
  orNothingInside,
  required,
} from '../../src/gateway/fields.ts'
import { readInteger, readText } from '../../src/gateway/wire-values.ts'

const number = objectOf<{ n?: number | undefined }>({ n: optional(readInteger) })

describe('a field of a message', () => {
  const nothings = [undefined, null, '', '  ', '\n']

  it.each(nothings)('that may be missing is undefined for %j', (value) => {
    expect(optional(readInteger)(value, 'n')).toBeUndefined()
    expect(listOf(number)(value, 'list')).toBeUndefined()
    expect(orNothingInside(number)(value, 'one')).toBeUndefined()
  })

  it.each(nothings)('that must be there is missing for %j', (value) => {
    expect(required(readInteger)(value, 'n')).toEqual(new Mismatch('n', true))
  })

  it.each([true, {}, [], 'two', 2.5])('that is none of its kind is named: %j', (value) => {
    expect(optional(readInteger)(value, 'n')).toEqual(new Mismatch('n'))
    expect(required(readInteger)(value, 'n')).toEqual(new Mismatch('n'))
    expect(decorative(readInteger)(value, 'n')).toBeUndefined()
  })

  it('may be an empty list instead of an empty object, and no other list', () => {
    expect(orNothingInside(number)([], 'one')).toBeUndefined()
    expect(orNothingInside(number)([{ n: 1 }], 'one')).toEqual(new Mismatch('one'))
  })

  it('of a list is named by its place', () => {
    const list = listOf(number)

    expect(list([{ n: 1 }, { n: '2' }], 'list')).toEqual([{ n: 1 }, { n: 2 }])
    expect(list({ n: 3 }, 'list')).toEqual([{ n: 3 }])
    expect(list([], 'list')).toEqual([])
    expect(list([{ n: 1 }, { n: 'x' }], 'list')).toEqual(new Mismatch('list.1.n'))
    expect(list([{ n: 1 }, null], 'list')).toEqual(new Mismatch('list.1'))
    expect(list('x', 'list')).toEqual(new Mismatch('list.0'))
  })

  it('within an object is named by its path, the first that cannot be read', () => {
    const message = objectOf<{ word: string; inner: { n?: number | undefined } }>({
      word: required(readText(5)),
      inner: number,
    })

    expect(message({ word: 'tea', inner: { n: '7', more: 1 }, more: 2 }, '')).toEqual({ word: 'tea', inner: { n: 7 } })
    expect(message({ word: 'tea', inner: { n: 'x' } }, '')).toEqual(new Mismatch('inner.n'))
    expect(message({ word: 'too long', inner: 1 }, '')).toEqual(new Mismatch('word'))
    expect(message({ word: 'tea' }, '')).toEqual(new Mismatch('inner'))
    expect(message([], '')).toEqual(new Mismatch(''))
  })

  it('is the own one of an object, and never inherited', () => {
    expect(number(Object.create({ n: 2 }), '')).toEqual({ n: undefined })
    expect(number(JSON.parse('{"__proto__":{"n":2}}'), '')).toEqual({ n: undefined })
  })
})
