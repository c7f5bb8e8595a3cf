import { clockTime, dayOf, isDay } from '../days.ts'
import { readCurrency } from '../gateway/wire-values.ts'
import { findCurrency } from '../iso-4217.ts'
import { maxAmountMinor } from '../money.ts'

/** Signs that stand for one currency only. */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '₽': 'RUB',
  '₸': 'KZT',
  '₴': 'UAH',
  '₺': 'TRY',
  '£': 'GBP',
}

/** `EUR`, `978`, `€`, `руб.`; undefined if it is none that we know. */
export function currencyOf(text: string): string | undefined {
  const word = text.trim()
  if (/^руб(\.|ль|лей)?$/i.test(word)) return 'RUB'
  const code = signs[word] ?? readCurrency(word)
  return code !== undefined && findCurrency(code) ? code : undefined
}

/** Blanks of every width, and apostrophes: what stands between thousands beside points and commas. */
const blanks = /[\s\u00a0\u2007\u2009\u202f'’]/g

/**
 * An amount in major units as banks and spreadsheets write it, in minor units of its currency: `1 234,56`, `1,234.56`,
 * `−5.00`, `(5.00)`, `1234.5`, `19,99 EUR`. Of one mark, the last decides: with three digits after it, it parts
 * thousands, unless the currency has three decimals. Undefined if it is none, or has more decimals than the currency.
 */
export function amountOf(text: string, currency: string): number | undefined {
  const exponent = findCurrency(currency)?.exponent
  if (exponent === undefined) return undefined
  const [, before = '', inner = '', after = ''] =
    /^(\p{L}+|\p{Sc})?\s*(.*?)\s*(\p{L}+\.?|\p{Sc})?$/u.exec(text.trim()) ?? []
  // Whatever stands beside the digits must be this currency.
  if ([before, after].some((word) => word !== '' && currencyOf(word) !== currency)) return undefined
  const bare = inner.replaceAll(blanks, '').replaceAll('−', '-')
  const [, number = ''] = /^\+?([\d.,]+)$/.exec(bare) ?? []
  const [, minus = '', trailing = '', bracketed = ''] = /^(?:-([\d.,]+)|([\d.,]+)-|\(([\d.,]+)\))$/.exec(bare) ?? []
  const negative = minus + trailing + bracketed
  const whole = wholeNumber(number + negative, exponent)
  if (whole === undefined || whole > maxAmountMinor) return undefined
  return negative !== '' && whole !== 0 ? -whole : whole
}

function wholeNumber(number: string, exponent: number): number | undefined {
  const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','))
  const decimals = last === -1 ? '' : number.slice(last + 1)
  const mark = number[last]
  const isOnce = mark !== undefined && number.indexOf(mark) === last
  const isGrouping = decimals.length === 3 && exponent !== 3 && (last <= 3 || !isOnce)
  const isWhole = last === -1 || isGrouping
  const [integer, rest] = isWhole ? [number, ''] : [number.slice(0, last), decimals]
  // Grouping is only believed where it parts threes.
  if (!/^(\d+|[1-9]\d{0,2}([.,]\d{3})+)$/.test(integer) || !/^\d*$/.test(rest)) return undefined
  const digits = rest.padEnd(exponent, '0')
  if (/[^0]/.test(digits.slice(exponent))) return undefined
  return Number(integer.replaceAll(/[.,]/g, '') + digits.slice(0, exponent))
}

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
}

const months: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/**
 * Reads a day, with or without a time: `2026-11-27T14:18:05Z`, `27.11.2026 14:18`, `27/11/26`, `20261127141805`,
 * `27 Nov 2026`, milliseconds since 1970. Undefined if it is none.
 */
export type ReadTime = (text: string) => RegistryTime | undefined

export function makeReadTime({ timeZone, wantedDay }: TimeTerms): ReadTime {
  const instantOf = makeInstantOf(timeZone)
  return (text) => {
    const trimmed = text.trim()
    if (/^\d{13}$/.test(trimmed)) return atInstant(new Date(Number(trimmed)), timeZone)
    if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})$/.test(trimmed)) {
      const at = new Date(trimmed.replace(' ', 'T').replaceAll(' ', ''))
      return Number.isNaN(at.getTime()) ? undefined : atInstant(at, timeZone)
    }
    const { day, clock } = partsOf(trimmed, wantedDay)
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

function partsOf(text: string, wantedDay: string): { readonly day: string | undefined; readonly clock: string } {
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?$/.exec(text)
  if (compact) {
    const [, year, month, day, ...clock] = compact
    const told = clock.filter(Boolean)
    return { day: dayFromParts(year, month, day), clock: told.join(':') }
  }
  const [, first = '', second = '', third = '', clock = ''] =
    /^(\d{1,4})[-./\s](\d{1,2}|\p{L}{3,})\.?[-./\s](\d{2,4})[T,\s]*(.*)$/u.exec(text) ?? []
  if (first.length === 4) return { day: dayFromParts(first, second, third), clock }
  const year = third.length === 2 ? `20${third}` : third
  const month = /^\d/.test(second) ? second : String(months.indexOf(second.slice(0, 3).toLowerCase()) + 1)
  const readings = [dayFromParts(year, month, first), dayFromParts(year, first, month)].filter(
    (day) => day !== undefined,
  )
  return { day: readings.sort((one, other) => distance(one, wantedDay) - distance(other, wantedDay))[0], clock }
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
  const [, hour = '', minute = '', second = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/.exec(clock.trim()) ?? []
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  return ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
}
