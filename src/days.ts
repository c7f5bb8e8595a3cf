import { dateFormat } from './date-format.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Whether a value is a day of the calendar as text, `2026-11-27`. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const utc = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(utc.getTime()) && utc.toISOString().slice(0, 10) === text
}

/** The day of the calendar in a zone at a time, as `2026-11-27`. */
export function dayOf(at: Date, timeZone: string): string {
  const format = dateFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const parts = format.formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/**
 * A period that holds every moment of these days in a zone, both included, and perhaps a little more: where the clocks
 * are set back around midnight, the moments of a day do not follow one another. {@link dayOf} tells which day it is.
 */
export function periodOf(from: string, to: string, timeZone: string): { readonly since: Date; readonly until: Date } {
  const [begin, end] = [new Date(`${from}T00:00:00Z`).getTime(), new Date(`${to}T00:00:00Z`).getTime() + dayMs]
  return {
    since: new Date(begin - Math.max(...offsetsAround(begin, timeZone))),
    until: new Date(end - Math.min(...offsetsAround(end, timeZone))),
  }
}

/** When a day begins in a zone; undefined if there is no such day. */
export function dayBegin(day: string, timeZone: string): Date | undefined {
  if (!isDay(day)) return undefined
  const utc = new Date(`${day}T00:00:00Z`)
  // Around a change of the clocks the offset is one or the other; where midnight is skipped, the day begins with what
  // follows it.
  const times = offsetsAround(utc.getTime(), timeZone)
    .map((ms) => utc.getTime() - ms)
    .sort((one, other) => one - other)
  const begin = times.find((ms) => new Date(ms + offsetMs(new Date(ms), timeZone)).toISOString().startsWith(day))
  return begin === undefined ? undefined : new Date(begin)
}

/** The same, and no more, for days whose moments do follow one another: nearly all. */
export function exactPeriodOf(
  from: string,
  to: string,
  timeZone: string,
): { readonly since: Date; readonly until: Date } {
  const { since, until } = periodOf(from, to, timeZone)
  return { since: dayBegin(from, timeZone) ?? since, until: dayBegin(dayAfter(to), timeZone) ?? until }
}

/** The next day of the calendar. */
export function dayAfter(day: string): string {
  return dayFrom(day, 1)
}

/** The day of the calendar so many days after another, or before it. */
export function dayFrom(day: string, days: number): string {
  return dayOfNumber(new Date(`${day}T00:00:00Z`).getTime() / dayMs + days)
}

/** The day of the calendar so many days after 1970-01-01. */
export function dayOfNumber(dayNumber: number): string {
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10)
}

/** How far the zone's clocks are ahead of UTC around a time: before and after a change of the clocks. */
function offsetsAround(atMs: number, timeZone: string): readonly number[] {
  return [-1, 0, 1].map((days) => offsetMs(new Date(atMs + days * dayMs), timeZone))
}

/** How far the zone's clocks are ahead of UTC at a time, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  const format = dateFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = format.formatToParts(at)
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at.getTime() / 1000) * 1000
}

/** The same time of the day so many days later by the clocks of a zone, whichever way they are set meanwhile. */
export function sameTimeLater(at: Date, days: number, timeZone: string): Date {
  const then = new Date(at.getTime() + days * dayMs)
  return new Date(then.getTime() + offsetMs(at, timeZone) - offsetMs(then, timeZone))
}

/** When the clocks of a zone show a time of the day, in milliseconds since midnight; undefined for no such day. */
export function clockTime(day: string, clockMs: number, timeZone: string): Date | undefined {
  const begin = dayBegin(day, timeZone)
  if (!begin) return undefined
  const at = new Date(begin.getTime() + clockMs)
  // The clocks may have been set since midnight.
  return new Date(at.getTime() + offsetMs(begin, timeZone) - offsetMs(at, timeZone))
}

const quarterMs = 15 * 60 * 1000

/**
 * How far a zone's clocks are ahead of UTC in a period, by time: each holds until the next begins. Clocks are set
 * forward and back between two quarters of an hour.
 */
export function offsetsWithin(
  { since, until }: { readonly since: Date; readonly until: Date },
  timeZone: string,
): readonly { readonly until: Date; readonly offsetMs: number }[] {
  const offsetAt = (quarter: number): number => offsetMs(new Date(quarter * quarterMs), timeZone)
  const end = Math.ceil(until.getTime() / quarterMs)
  const offsets: { readonly until: Date; readonly offsetMs: number }[] = []
  let known = Math.floor(since.getTime() / quarterMs)
  let offset = offsetAt(known)
  while (known < end) {
    // No zone sets its clocks twice a day.
    let next = Math.min(known + dayMs / quarterMs, end)
    const nextOffset = offsetAt(next)
    if (nextOffset === offset) {
      known = next
      continue
    }
    // The first quarter with the new offset.
    while (next - known > 1) {
      const middle = Math.floor((known + next) / 2)
      if (offsetAt(middle) === offset) known = middle
      else next = middle
    }
    offsets.push({ until: new Date(next * quarterMs), offsetMs: offset })
    known = next
    offset = nextOffset
  }
  return [...offsets, { until: new Date(end * quarterMs), offsetMs: offset }]
}
