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
