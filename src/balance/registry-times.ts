import { clockTime, dayOf, dayOfNumber, isDay } from '../days.ts'

/** When the bank says that something happened. */
export interface RegistryTime {
  /** `YYYY-MM-DD` of the bank's calendar. */
  readonly day: string
  /** Undefined if the registry tells the day alone. */
  readonly at: Date | undefined
}

export interface TimeTerms {
  /** The bank's zone, for times that name none. */
  readonly timeZone: string
  /** The day that is wanted: of two readings of `03/04/2026`, the one nearer to it counts. */
  readonly wantedDay: string
  /** Whether `03/04/2026` is in March, as other lines show; undefined if none does. */
  readonly isMonthFirst?: boolean | undefined
}

const months: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/**
 * Whether days are written with the month first, as `11/27/2026`: undefined if none of them tells, or if they
 * contradict one another.
 */
export function isMonthFirst(texts: readonly string[]): boolean | undefined {
  const parts = texts.map((text) => /^(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}\b/.exec(text.trim()))
  const [isDayFirst, isOther] = [1, 2].map((place) => parts.some((one) => Number(one?.[place]) > 12))
  return isDayFirst === isOther ? undefined : isOther
}

/**
 * Reads a day, with or without a time: `2026-11-27T14:18:05Z`, `27.11.2026 14:18`, `11/27/26 2:18 PM`,
 * `20261127141805`, `27 Nov 2026`, milliseconds since 1970, days since 1900 as spreadsheets count them. Undefined if it
 * is none.
 */
export type ReadTime = (text: string) => RegistryTime | undefined

export function makeReadTime(terms: TimeTerms): ReadTime {
  const { timeZone } = terms
  const instantOf = makeInstantOf(timeZone)
  return (text) => {
    const trimmed = text.trim()
    const serial = serialOf(trimmed)
    if (serial) return { day: serial.day, at: serial.ms === undefined ? undefined : instantOf(serial.day, serial.ms) }
    if (/^\d{13}$/.test(trimmed)) return atInstant(new Date(Number(trimmed)), timeZone)
    if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})$/.test(trimmed)) {
      const at = new Date(trimmed.replace(' ', 'T').replaceAll(' ', ''))
      return Number.isNaN(at.getTime()) ? undefined : atInstant(at, timeZone)
    }
    const { day, clock } = partsOf(trimmed, terms)
    if (day === undefined) return undefined
    if (clock === '') return { day, at: undefined }
    const clockMs = clockOf(clock)
    return clockMs === undefined ? undefined : { day, at: instantOf(day, clockMs) }
  }
}

const hourMs = 60 * 60 * 1000

/** No registry has so many hours; in entries. */
const maxHours = 10_000

/** Keeps when the hours of the calendar begin: a registry has a thousand lines of each. */
function makeInstantOf(timeZone: string): (day: string, clockMs: number) => Date | undefined {
  const hours = new Map<string, Date | undefined>()
  return (day, clockMs) => {
    const hour = Math.floor(clockMs / hourMs)
    const key = `${day} ${hour}`
    if (hours.size > maxHours) hours.clear()
    if (!hours.has(key)) hours.set(key, clockTime(day, hour * hourMs, timeZone))
    const begin = hours.get(key)
    return begin && new Date(begin.getTime() + (clockMs % hourMs))
  }
}

function atInstant(at: Date, timeZone: string): RegistryTime {
  return { day: dayOf(at, timeZone), at }
}

/** 1970-01-01 as spreadsheets count days, which call 1900-01-01 the first (and know of a 29 February in that year). */
const serialOf1970 = 25_569

/** Years in which a number of five digits is a day: 2000 to 2099. */
const serials = { first: 36_526, last: 73_050 }

const secondsOfDay = 24 * 60 * 60

/** `46353.5`: a day as spreadsheets keep it, and the time since midnight in milliseconds, if it has any. */
function serialOf(text: string): { readonly day: string; readonly ms: number | undefined } | undefined {
  if (!/^\d{5}([.,]\d+)?$/.test(text)) return undefined
  const seconds = Math.round(Number(text.replace(',', '.')) * secondsOfDay)
  const serial = Math.floor(seconds / secondsOfDay)
  if (serial < serials.first || serial > serials.last) return undefined
  const ms = text.length === 5 ? undefined : (seconds % secondsOfDay) * 1000
  return { day: dayOfNumber(serial - serialOf1970), ms }
}

interface TimeParts {
  readonly day: string | undefined
  readonly clock: string
}

function partsOf(text: string, terms: TimeTerms): TimeParts {
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?$/.exec(text)
  if (compact) {
    const [, year, month, day, ...clock] = compact
    const told = clock.filter(Boolean)
    return { day: dayFromParts(year, month, day), clock: told.join(':') }
  }
  const [, first = '', mark = '', second = '', third = '', clock = ''] =
    /^(\d{1,4})([-./\s])(\d{1,2}|\p{L}{3,})\.?[-./\s](\d{2,4})[T,\s]*(.*)$/u.exec(text) ?? []
  if (first.length === 4) return { day: dayFromParts(first, second, third), clock }
  const year = third.length === 2 ? `20${third}` : third
  const month = /^\d/.test(second) ? second : String(months.indexOf(second.slice(0, 3).toLowerCase()) + 1)
  const readings = { dayFirst: dayFromParts(year, month, first), monthFirst: dayFromParts(year, first, month) }
  // A month by its name is not taken for a day.
  const day = /^\d/.test(second) ? readingOf(readings, mark, terms) : readings.dayFirst
  return { day, clock }
}

interface Readings {
  readonly dayFirst: string | undefined
  readonly monthFirst: string | undefined
}

/** Points part a day that comes before its month, wherever it is written so. */
function readingOf(
  { dayFirst, monthFirst }: Readings,
  mark: string,
  { wantedDay, isMonthFirst: isOther }: TimeTerms,
): string | undefined {
  if (mark === '.') return dayFirst ?? monthFirst
  if (isOther !== undefined) return isOther ? monthFirst : dayFirst
  if (dayFirst === undefined || monthFirst === undefined) return dayFirst ?? monthFirst
  return distance(monthFirst, wantedDay) < distance(dayFirst, wantedDay) ? monthFirst : dayFirst
}

function dayFromParts(year = '', month = '', day = ''): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(text) ? text : undefined
}

function distance(day: string, other: string): number {
  return Math.abs(Date.parse(day) - Date.parse(other))
}

/** Milliseconds since midnight; undefined if it is no time of a day. */
function clockOf(clock: string): number | undefined {
  const [, told = '', minute = '', second = '0', half = ''] =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:\s*([ap])\.?m\.?)?$/i.exec(clock.trim()) ?? []
  const hour = hourOf(told, half.toLowerCase())
  if (hour === undefined || Number(minute) > 59 || Number(second) > 60) return undefined
  return ((hour * 60 + Number(minute)) * 60 + Number(second)) * 1000
}

/** @param half - `a` before noon, `p` after it: then 12 comes before 1. Empty if the clock has 24 hours. */
function hourOf(told: string, half: string): number | undefined {
  const hour = Number(told)
  if (told === '' || hour > 23) return undefined
  if (half === '') return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half === 'p' ? 12 : 0)
}
