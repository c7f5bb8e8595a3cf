import { dayBegin } from '../days.ts'
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
