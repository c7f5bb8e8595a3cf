import { makePresses } from '../../src/sandbox/presses.ts'

const form = (fields: Record<string, string>) => new URLSearchParams(fields)

describe('a press', () => {
  it('is the same for the same form at the same address, and for no other', () => {
    const presses = makePresses()
    const key = presses.newKey()
    const id = presses.idOf('/a', form({ key, deed: 'pay' }))

    expect(id).toEqual(expect.any(String))
    expect(presses.idOf('/a', form({ key, deed: 'pay' }))).toBe(id)
    expect(presses.idOf('/b', form({ key, deed: 'pay' }))).not.toBe(id)
    expect(presses.idOf('/a', form({ key, deed: 'refuse' }))).not.toBe(id)
    expect(presses.idOf('/a', form({ key: presses.newKey(), deed: 'pay' }))).not.toBe(id)
    expect(presses.idOf('/a', form({ deed: 'pay' }))).toBeUndefined()
  })

  it('is remembered among the last thousand', () => {
    const presses = makePresses()
    const done = (text: string) => ({ place: '/', done: { text } })
    for (let number = 1; number <= 1_001; number += 1) presses.keep(`id-${number}`, done(String(number)))

    expect(presses.find('id-1')).toBeUndefined()
    expect(presses.find('id-2')).toEqual(done('2'))
    expect(presses.find('id-1001')).toEqual(done('1001'))
  })
})
