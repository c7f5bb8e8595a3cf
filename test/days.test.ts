import fc from 'fast-check'
import { dayAfter, dayOf, dayOfNumber, exactPeriodOf, offsetsWithin } from '../src/days.ts'

const quarterMs = 15 * 60 * 1000
const hourMs = 4 * quarterMs

/** A zone of each kind: clocks that change at night, at midnight, by half an hour, never; and days far from UTC's. */
const zones = ['UTC', 'Europe/Vienna', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia']

describe('the offsets of a zone', () => {
  it('tell the day of every quarter of an hour, as the calendar does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2015, 0, 1) / quarterMs, max: Date.UTC(2035, 0, 1) / quarterMs }),
        fc.integer({ min: 1, max: 400 * 96 }),
        fc.array(fc.nat({ max: 400 * 96 - 1 }), { minLength: 20, maxLength: 20 }),
        (timeZone, first, length, places) => {
          const [since, until] = [new Date(first * quarterMs), new Date((first + length) * quarterMs)]

          const offsets = offsetsWithin({ since, until }, timeZone)

          for (const place of places) {
            const at = new Date((first + (place % length)) * quarterMs)
            const { offsetMs } = offsets.find((one) => at < one.until)!
            expect(dayOfNumber(Math.floor((at.getTime() + offsetMs) / (24 * hourMs)))).toBe(dayOf(at, timeZone))
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('change where the clocks are set, and nowhere else', () => {
    const year = { since: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') }

    expect(offsetsWithin(year, 'Europe/Vienna')).toEqual([
      { until: new Date('2026-03-29T01:00:00Z'), offsetMs: hourMs },
      { until: new Date('2026-10-25T01:00:00Z'), offsetMs: 2 * hourMs },
      { until: year.until, offsetMs: hourMs },
    ])
    expect(offsetsWithin(year, 'Asia/Kathmandu')).toEqual([{ until: year.until, offsetMs: 5.75 * hourMs }])
  })
})

describe('the exact period of some days', () => {
  it.each([
    ['UTC', '2026-11-27', '2026-11-28', '2026-11-27T00:00:00Z', '2026-11-29T00:00:00Z'],
    // A day of 25 hours, and the one after.
    ['Europe/Vienna', '2026-10-25', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Europe/Vienna', '2026-10-26', '2026-10-26', '2026-10-25T23:00:00Z', '2026-10-26T23:00:00Z'],
    // Midnight is skipped.
    ['America/Santiago', '2026-09-06', '2026-09-06', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'],
    // There was no 30 December.
    ['Pacific/Apia', '2011-12-29', '2011-12-29', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
  ])('in %s from %s to %s', (timeZone, from, to, since, until) => {
    expect(exactPeriodOf(from, to, timeZone)).toEqual({ since: new Date(since), until: new Date(until) })
  })
})

describe('the day after', () => {
  it.each([
    ['2026-02-28', '2026-03-01'],
    ['2028-02-28', '2028-02-29'],
    ['2026-12-31', '2027-01-01'],
  ])('%s is %s', (day, next) => {
    expect(dayAfter(day)).toBe(next)
  })
})
