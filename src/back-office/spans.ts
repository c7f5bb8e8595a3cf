import { dayAfter, dayFrom, sameTimeLater } from '../days.ts'
import type { Clockwork } from './writing.ts'

/** Some days of the shop's calendar, both included. */
export interface Days {
  /** `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
}

/** What the first page looks at, and what that is held against. */
export interface Span extends Days {
  readonly view: SpanView
  /** The time before which to look; undefined where the last day is over. */
  readonly before: Date | undefined
  /** The days that came before, as many and as much of the last one. */
  readonly then: Days & { readonly before: Date | undefined }
  /** How those are called after “more than”: `last Saturday by 14:20`. */
  readonly thenWords: string
}

export type SpanView = 'today' | 'yesterday' | 'day' | '7' | '30'

/** Every day of them, in order. */
export function eachDay({ from, to }: Days): readonly string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day)
  return days
}

/** One day, held against the same day of the week before. */
export function spanOfDay(day: string, clock: Clockwork): Span {
  const weekday = clock.wholeDay(day).split(' ')[0] ?? ''
  const then = { from: dayFrom(day, -7), to: dayFrom(day, -7) }
  if (day !== clock.today) {
    const view = dayAfter(day) === clock.today ? 'yesterday' : 'day'
    const thenWords = `the ${weekday} before`
    return { view, from: day, to: day, before: undefined, then: { ...then, before: undefined }, thenWords }
  }
  return {
    view: 'today',
    from: day,
    to: day,
    before: clock.now,
    then: { ...then, before: sameTimeLater(clock.now, -7, clock.timeZone) },
    thenWords: `last ${weekday} by ${clock.clockText(clock.now)}`,
  }
}

/** The last days up to now, held against as many before. */
export function spanOfLast(count: 7 | 30, { today, now, timeZone }: Clockwork): Span {
  const then = { from: dayFrom(today, 1 - 2 * count), to: dayFrom(today, -count) }
  return {
    view: count === 7 ? '7' : '30',
    from: dayFrom(today, 1 - count),
    to: today,
    before: now,
    then: { ...then, before: sameTimeLater(now, -count, timeZone) },
    thenWords: `in the ${count} days before`,
  }
}

/** A bookmark of a view shows the days of whenever it is opened; one of a day shows that day. */
export function queryOf(
  { view, to = '' }: Pick<Span, 'view'> & Partial<Days>,
  more: Readonly<Record<string, string>> = {},
) {
  const days = {
    today: {},
    yesterday: { day: 'yesterday' },
    day: { day: to },
    '7': { days: '7' },
    '30': { days: '30' },
  } as const
  const query = new URLSearchParams({ ...days[view], ...more }).toString()
  return query === '' ? '' : `?${query}`
}
