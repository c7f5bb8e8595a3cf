import fc from 'fast-check'
import { makeDeadlines } from '../../../src/sandbox/bank/deadlines.ts'

const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 28) + ms)

describe('the deadlines of orders', () => {
  it('are returned when due, each once, never early', () => {
    const deadlines = makeDeadlines()
    deadlines.add('first', at(1_000))
    deadlines.add('second', at(2_050))

    expect(deadlines.takeDue(at(999))).toEqual([])
    expect(deadlines.takeDue(at(1_000))).toEqual(['first'])
    expect(deadlines.takeDue(at(2_049))).toEqual([])
    expect(deadlines.takeDue(at(2_150))).toEqual(['second'])
    expect(deadlines.takeDue(at(9_000))).toEqual([])
  })

  it('are not returned once removed', () => {
    const deadlines = makeDeadlines()
    deadlines.add('a', at(1_000))
    deadlines.add('b', at(1_000))
    deadlines.remove('a', at(1_000))
    deadlines.remove('never there', at(5_000))

    expect(deadlines.takeDue(at(2_000))).toEqual(['b'])
  })

  it('are late by less than one slot, however they are added and taken', () => {
    const event = fc.record({ add: fc.boolean(), ms: fc.integer({ min: 0, max: 5_000 }) })

    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const deadlines = makeDeadlines()
        const waiting = new Map<string, number>()
        let now = 0
        events.forEach(({ add, ms }, index) => {
          if (add) {
            deadlines.add(String(index), at(now + ms))
            waiting.set(String(index), now + ms)
            return
          }
          now += ms
          for (const id of deadlines.takeDue(at(now))) {
            expect(waiting.get(id)).toBeLessThanOrEqual(now)
            waiting.delete(id)
          }
          expect([...waiting.values()].filter((due) => due <= now - 100)).toEqual([])
        })
      }),
    )
  })
})
