import { dateFormat } from '../date-format.ts'
import { dayOf } from '../days.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { toMajorUnits } from '../money.ts'
import type { Card } from '../order.ts'
import { cutTo } from '../plain-text.ts'

/** Keeps what belongs together on one line. */
const noBreak = '\u{a0}'
/** Money that went out; as wide as a plus, which a hyphen is not. */
const minus = '\u{2212}'

/**
 * An amount without its currency: `1 487.62`, `−11.50`. A no-break space every three digits and a point; never a comma,
 * which half the readers take for the point.
 *
 * @param amountMinor - in integer minor units of `currency`.
 */
export function figureOf(amountMinor: number, currency: string): string {
  const [whole = '', decimals] = toMajorUnits(Math.abs(amountMinor), currency).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, noBreak)
  return `${amountMinor < 0 ? minus : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`
}

/** The same with its currency, for a sentence or a button: `34.50 EUR`. */
export function amountText(amountMinor: number, currency: string): string {
  return `${figureOf(amountMinor, currency)}${noBreak}${currency}`
}

/** The same as a figure among others: digits under digits, the currency quiet. */
export function drawMoney(amountMinor: number, currency: string): Markup {
  return html`<span class="money">${figureOf(amountMinor, currency)} <small>${currency}</small></span>`
}

/** A whole number: `1 204`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, noBreak)
}

/** An order number, read in fours and copied without gaps. */
export function drawNumber(number: string): Markup {
  const groups = number.match(/.{1,4}/gsu) ?? []
  return html`<span class="number" translate="no">${groups.map((group) => html`<b>${group}</b>`)}</span>`
}

/** The same where there is little room: `K3TQ…9AJE`. */
export function shortNumber(number: string): string {
  return number.length <= 9 ? number : `${number.slice(0, 4)}…${number.slice(-4)}`
}

/** `VISA 4111 11•• •••• 1111`; undefined if nothing is known of the card. */
export function cardText({ brand, maskedNumber }: Card): string | undefined {
  const masked = maskedNumber?.replace(/\D+/g, '••••••').replace(/(.{4})(?=.)/gu, '$1 ')
  const told = [brand, masked].filter((part) => part !== undefined && part !== '')
  return told.length === 0 ? undefined : told.join(' ')
}

/** In a list: `VISA 1111`. */
export function shortCard({ brand, maskedNumber }: Card): string | undefined {
  const told = [brand, maskedNumber?.slice(-4)].filter((part) => part !== undefined && part !== '')
  return told.length === 0 ? undefined : told.join(' ')
}

/** The start of a text, with `…` in place of the rest, up to `maxLength` UTF-16 code units and the mark. */
export function shortText(text: string, maxLength: number): string {
  const start = cutTo(text, maxLength)
  return start === text ? text : `${start}…`
}

/** How long something took or waits: `40 ms`, `0.4 s`, `48 s`, `18 min`, `3 h`, `2 days`. */
export function durationText(ms: number): string {
  if (ms > 0 && ms < 100) return `${Math.round(ms)}${noBreak}ms`
  const seconds = ms / 1_000
  if (seconds < 10) return `${seconds.toFixed(1)}${noBreak}s`
  if (seconds < 100) return `${Math.round(seconds)}${noBreak}s`
  const minutes = seconds / 60
  if (minutes < 100) return `${Math.round(minutes)}${noBreak}min`
  const hours = minutes / 60
  return hours < 48 ? `${Math.round(hours)}${noBreak}h` : `${Math.round(hours / 24)} days`
}

/** `79 %`; `0 %` of nothing. */
export function shareText(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)}${noBreak}%`
}

/** Writes times in the zone of the shop, as short as they can be told from others. */
export interface Clockwork {
  readonly now: Date
  readonly timeZone: string
  /** Today's day of the calendar, `2026-11-28`. */
  readonly today: string
  /** `14:18` today, `27 Nov, 21:07` this year, `28 Nov 2026` else. */
  time(at: Date): Markup
  /** With seconds, where the order of things matters: `14:18:02` today, `27 Nov, 21:07:20` else. */
  exactTime(at: Date): Markup
  /** The same as text, for a picture. */
  exactText(at: Date): string
  /** `28 Nov 2026, 09:01:30`. */
  wholeTime(at: Date): Markup
  /** The time of day alone: `14:18`. */
  clockText(at: Date): string
  /** Of a day of the calendar: `28 Nov`. */
  shortDay(day: string): string
  /** `Sat 28 Nov`; with its year if it is not this one. */
  day(day: string): string
  /** `Saturday 28 November 2026`. */
  wholeDay(day: string): string
  /** The zone, as it is at this time of the year: `UTC+2 (Europe/Athens)`. */
  readonly zone: string
}

export function makeClockwork(now: Date, timeZone: string): Clockwork {
  const formatOf = (options: Intl.DateTimeFormatOptions, zone = timeZone): Intl.DateTimeFormat =>
    dateFormat('en-GB', { hourCycle: 'h23', ...options, timeZone: zone })
  const clock = formatOf({ hour: '2-digit', minute: '2-digit' })
  const exactClock = formatOf({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const dayAndMonth = formatOf({ day: 'numeric', month: 'short' })
  const date = formatOf({ day: 'numeric', month: 'short', year: 'numeric' })
  const today = dayOf(now, timeZone)
  const year = today.slice(0, 4)
  const isToday = (at: Date): boolean => dayOf(at, timeZone) === today
  const isThisYear = (at: Date): boolean => dayOf(at, timeZone).startsWith(year)
  const written = (at: Date, text: string): Markup => html`<time datetime="${at.toISOString()}">${text}</time>`
  const dated = (at: Date): string => (isThisYear(at) ? dayAndMonth : date).format(at)
  /** Of the day itself, whatever the zone. */
  const ofDay = (day: string, options: Intl.DateTimeFormatOptions): string =>
    formatOf(options, 'UTC')
      .format(new Date(`${day}T00:00:00Z`))
      .replace(',', '')

  const exactText = (at: Date): string => `${isToday(at) ? '' : `${dated(at)}, `}${exactClock.format(at)}`

  return {
    now,
    timeZone,
    today,
    time(at) {
      if (isToday(at)) return written(at, clock.format(at))
      return written(at, isThisYear(at) ? `${dated(at)}, ${clock.format(at)}` : dated(at))
    },
    exactText,
    exactTime: (at) => written(at, exactText(at)),
    clockText: (at) => clock.format(at),
    shortDay: (day) => ofDay(day, { day: 'numeric', month: 'short' }),
    wholeTime: (at) => written(at, `${date.format(at)}, ${exactClock.format(at)}`),
    day: (day) =>
      ofDay(day, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        ...(day.startsWith(year) ? {} : { year: 'numeric' }),
      }),
    wholeDay: (day) => ofDay(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    zone: zoneText(now, timeZone),
  }
}

function zoneText(now: Date, timeZone: string): string {
  const parts = dateFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now)
  const offset = (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace(/^GMT(?:\+0)?/, 'UTC')
  return timeZone === 'UTC' || timeZone === offset ? offset : `${offset} (${timeZone})`
}

/** One of several things, with the number of them: `1 order`, `2 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

/** The content, if there is any. */
export function ifAny(content: readonly Content[], draw: (content: readonly Content[]) => Content): Content {
  return content.length === 0 ? undefined : draw(content)
}
