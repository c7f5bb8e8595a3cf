import { quoted } from '../visible.ts'
import { UsageError } from './exit-codes.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * A time as a person types it: `36h` ago (minutes `m`, hours `h`, days `d`), the beginning of `2026-11-27` in the
 * shop's zone, or an ISO time with its zone.
 *
 * @throws UsageError for anything else.
 */
export function timeOf(text: string, timeZone: string, now: Date): Date {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs])
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = dayBegin(text, timeZone)
    if (day) return day
  }
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? new Date(text)
    : undefined
  if (time && !Number.isNaN(time.getTime())) return time
  throw new UsageError(`Wanted a time such as 36h, 7d, 2026-11-27 or 2026-11-27T08:00:00Z, got ${quoted(text)}.`)
}

/**
 * A time to come as a person types it: in `36h` (minutes `m`, hours `h`, days `d`), the end of `2026-11-27` in the
 * shop's zone, or an ISO time with its zone.
 *
 * @throws UsageError for anything else, and for a time that is over.
 */
export function timeAheadOf(text: string, timeZone: string, now: Date): Date {
  const ahead = aheadOf(text, timeZone, now)
  if (ahead > now) return ahead
  throw new UsageError(`Wanted a time to come, got ${quoted(text)}.`)
}

function aheadOf(text: string, timeZone: string, now: Date): Date {
  const then = timeOf(text, timeZone, now)
  if (/^\d{1,6}[mhd]$/.test(text)) return new Date(2 * now.getTime() - then.getTime())
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return then
  const next = new Date(`${text}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return timeOf(next.toISOString().slice(0, 10), timeZone, now)
}

/** When a day begins in a zone; undefined if there is no such day. */
export function dayBegin(day: string, timeZone: string): Date | undefined {
  const utc = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(utc.getTime()) || utc.toISOString().slice(0, 10) !== day) return undefined
  // Around a change of the clocks the offset is one or the other; where midnight is skipped, the day begins with what
  // follows it.
  const offsets = [-1, 0, 1].map((days) => offsetMs(new Date(utc.getTime() + days * unitMs.d), timeZone))
  const times = offsets.map((ms) => utc.getTime() - ms).sort((one, other) => one - other)
  const begin = times.find((ms) => new Date(ms + offsetMs(new Date(ms), timeZone)).toISOString().startsWith(day))
  return begin === undefined ? undefined : new Date(begin)
}

/** How far the zone's clocks are ahead of UTC at a time, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at.getTime() / 1000) * 1000
}
