import { timeAheadOf, timeOf } from '../../src/cli/times.ts'
import { dayBegin } from '../../src/days.ts'

const now = new Date('2026-11-29T10:00:00Z')

describe('a time that is typed', () => {
  it.each([
    ['90m', '2026-11-29T08:30:00.000Z'],
    ['36h', '2026-11-27T22:00:00.000Z'],
    ['7d', '2026-11-22T10:00:00.000Z'],
    ['2026-11-27', '2026-11-26T23:00:00.000Z'],
    ['2026-11-27T08:00:00Z', '2026-11-27T08:00:00.000Z'],
    ['2026-11-27T08:00+04:00', '2026-11-27T04:00:00.000Z'],
  ])('is read: %s', (text, time) => {
    expect(timeOf(text, 'Europe/Vienna', now).toISOString()).toBe(time)
  })

  it.each(['', 'yesterday', '36', '36 h', '-1h', '2026-02-30', '2026-13-01', '27.11.2026', '2026-11-27T08:00', '1e3h'])(
    'is refused: %j',
    (text) => {
      expect(() => timeOf(text, 'UTC', now)).toThrow(/^Wanted a time such as 36h, 7d, 2026-11-27 or .*, got "/)
    },
  )
})

describe('a time to come that is typed', () => {
  it.each([
    ['90m', '2026-11-29T11:30:00.000Z'],
    ['48h', '2026-12-01T10:00:00.000Z'],
    ['7d', '2026-12-06T10:00:00.000Z'],
    // All of that day, in the zone of the shop.
    ['2026-12-24', '2026-12-24T23:00:00.000Z'],
    ['2026-11-29', '2026-11-29T23:00:00.000Z'],
    ['2026-12-31', '2026-12-31T23:00:00.000Z'],
    ['2027-03-27', '2027-03-27T23:00:00.000Z'],
    ['2027-03-28', '2027-03-28T22:00:00.000Z'],
    ['2026-11-30T08:00:00Z', '2026-11-30T08:00:00.000Z'],
  ])('is read: %s', (text, time) => {
    expect(timeAheadOf(text, 'Europe/Vienna', now).toISOString()).toBe(time)
  })

  it.each([
    ['2026-11-28', /^Wanted a time to come, got "2026-11-28"/],
    ['2026-11-29T09:59:59Z', /^Wanted a time to come/],
    ['0h', /^Wanted a time to come/],
    ['tomorrow', /^Wanted a time such as/],
    ['2026-02-30', /^Wanted a time such as/],
    ['2026-13-01', /^Wanted a time such as/],
  ])('is refused: %j', (text, message) => {
    expect(() => timeAheadOf(text, 'UTC', now)).toThrow(message)
  })
})

describe('the beginning of a day', () => {
  it.each([
    ['UTC', '2026-11-29', '2026-11-29T00:00:00.000Z'],
    ['Europe/Vienna', '2026-07-01', '2026-06-30T22:00:00.000Z'],
    // The clocks change during these days.
    ['Europe/Vienna', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Vienna', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Asia/Yerevan', '2026-11-29', '2026-11-28T20:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-29', '2026-11-28T18:30:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-29', '2026-11-28T10:00:00.000Z'],
    // Midnight is skipped: the day begins at one.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
    // Midnight comes twice: the day begins with the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
  ])('in %s of %s is %s', (timeZone, day, begin) => {
    expect(dayBegin(day, timeZone)?.toISOString()).toBe(begin)
  })
})
