import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { OrderStatus } from '../order.ts'
import { drawShape } from './shapes.ts'
import { moneyBadges } from './states.ts'
import type { Clockwork } from './writing.ts'

/** An order's way through the states, oldest first; the last is where it is now. */
export interface Life {
  readonly visits: readonly { readonly status: OrderStatus; readonly at: Date }[]
  /** Where it can still go, by itself or by a person. */
  readonly next: readonly OrderStatus[]
}

interface Place {
  readonly x: number
  readonly y: number
}

/** The main line: no buyer did anything out of the ordinary. Above it money on hold, below it what ended otherwise. */
const [holdY, mainY, sideY] = [52, 130, 218]

const stops = {
  registering: { x: 60, y: mainY },
  registered: { x: 235, y: mainY },
  paid: { x: 455, y: mainY },
  partially_refunded: { x: 640, y: mainY },
  refunded: { x: 820, y: mainY },
  held: { x: 345, y: holdY },
  reversed: { x: 510, y: holdY },
  unknown: { x: 130, y: sideY },
  declined: { x: 285, y: sideY },
  expired: { x: 370, y: sideY },
  review: { x: 545, y: sideY },
} as const satisfies Record<OrderStatus, Place>

/** The ways that are drawn pale while an order has not taken them. The others would hide these. */
const knownWays: readonly (readonly [OrderStatus, OrderStatus])[] = [
  ['registering', 'registered'],
  ['registering', 'unknown'],
  ['registered', 'held'],
  ['registered', 'paid'],
  ['registered', 'declined'],
  ['registered', 'expired'],
  ['held', 'paid'],
  ['held', 'reversed'],
  ['paid', 'partially_refunded'],
  ['paid', 'refunded'],
  ['paid', 'review'],
  ['partially_refunded', 'refunded'],
  ['partially_refunded', 'review'],
]

/**
 * The life of an order as a line map. Solid: it was there. Dotted: it can still go there. Pale: closed. The list behind
 * it says the same; it is what a phone shows, and what is read out.
 */
export function drawLife(life: Life, clock: Clockwork): readonly Markup[] {
  return [drawMap(life, clock), drawLine(life, clock)]
}

function drawMap({ visits, next }: Life, clock: Clockwork): Markup {
  const here = visits.at(-1)
  const been = visits.flatMap(({ status }, index) => {
    const before = index === 0 ? undefined : visits[index - 1]
    return before ? [wayBetween(before.status, status)] : []
  })
  const can = here ? next.map((status) => wayBetween(here.status, status)) : []
  const pale = knownWays.map(([from, to]) => wayBetween(from, to))
  const visitedAt = new Map(visits.map(({ status, at }) => [status, at]))
  const drawStop = (status: OrderStatus): Markup =>
    status === here?.status
      ? drawHere(status, clock.exactText(here.at))
      : drawStopAt(status, { at: visitedAt.get(status), isNext: next.includes(status), clock })
  return html`<svg class="map" viewBox="0 0 880 262" width="880" height="262" aria-hidden="true">
    <path class="track" d="${pale.join('')}" />
    ${drawTrack('been', been)} ${drawTrack('can', can)} ${(Object.keys(stops) as OrderStatus[]).map(drawStop)}
  </svg>`
}

function drawTrack(look: 'been' | 'can', ways: readonly string[]): Content {
  return ways.length === 0 ? undefined : html`<path class="track ${look}" d="${ways.join('')}" />`
}

interface StopTerms {
  readonly at: Date | undefined
  readonly isNext: boolean
  readonly clock: Clockwork
}

function drawStopAt(status: OrderStatus, { at, isNext, clock }: StopTerms): Markup {
  const { x, y } = stops[status]
  const { shape, word } = moneyBadges[status]
  const look = at ? 'stop been' : isNext ? 'stop can' : 'stop'
  return html`<g class="${look}">
    <use href="#${shape}" x="${x - 13}" y="${y - 13}" width="26" height="26" />
    ${drawWords(status, word, at && clock.exactText(at))}
  </g>`
}

function drawHere(status: OrderStatus, at: Content): Markup {
  const { x, y } = stops[status]
  const { shape, word, tone } = moneyBadges[status]
  return html`<g class="stop been here ${tone}">
    <circle class="halo" cx="${x}" cy="${y}" r="21" />
    <use href="#${shape}" x="${x - 14}" y="${y - 14}" width="28" height="28" />
    ${drawWords(status, word, at, 6)}
  </g>`
}

/** Above a stop of the upper line, below all others. @param room - further away, in pixels. */
function drawWords(status: OrderStatus, word: string, at: Content, room = 0): Markup {
  const { x, y } = stops[status]
  const wordY = y === holdY ? y - 24 - room - (at === undefined ? 0 : 15) : y + 32 + room
  return html`<text x="${x}" y="${Math.max(14, wordY)}">${word}</text>
    ${at === undefined ? undefined : html`<text class="at" x="${x}" y="${Math.max(14, wordY) + 17}">${at}</text>`}`
}

/** Straight along a line; over the stops between; and in a curve from one line to another. */
function wayBetween(from: OrderStatus, to: OrderStatus): string {
  const [start, end]: [Place, Place] = [stops[from], stops[to]]
  const begin = `M${start.x} ${start.y}`
  if (start.y === end.y) {
    if (isNeighbour(start, end)) return `${begin}H${end.x}`
    const overY = start.y === sideY ? start.y - 52 : start.y - 68
    const third = (end.x - start.x) / 4
    return `${begin}C${start.x + third} ${overY} ${end.x - third} ${overY} ${end.x} ${end.y}`
  }
  // It leaves or reaches the main line along it.
  const half = (end.x - start.x) / 2
  const middleY = (start.y + end.y) / 2
  if (start.y === mainY) return `${begin}C${start.x + half} ${start.y} ${end.x} ${middleY} ${end.x} ${end.y}`
  return `${begin}C${start.x} ${middleY} ${end.x - half} ${end.y} ${end.x} ${end.y}`
}

function isNeighbour(start: Place, end: Place): boolean {
  const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)]
  return !Object.values(stops).some(({ x, y }) => y === start.y && x > left && x < right)
}

function drawLine({ visits, next }: Life, clock: Clockwork): Markup {
  const last = visits.length - 1
  return html`<ol class="line behind">
    ${visits.map(({ status, at }, index) => {
      const { shape, word, tone } = moneyBadges[status]
      const look = index === last ? `${next.length > 0 ? 'fork ' : ''}here ${tone}` : ''
      return html`<li class="${look}">
        ${drawShape(shape)}<b>${word}${index === last ? ', now' : ''}</b>${clock.exactTime(at)}
      </li>`
    })}
    ${next.map((status, index) => {
      const { shape, word } = moneyBadges[status]
      return html`<li class="${index < next.length - 1 ? 'fork can' : 'can'}">
        ${drawShape(shape)}<span>Can become: ${word.toLowerCase()}</span>
      </li>`
    })}
  </ol>`
}
