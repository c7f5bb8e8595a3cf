import { html } from '../html/html.ts'
import type { Content } from '../html/html.ts'
import { drawShape } from './shapes.ts'
import { countText } from './writing.ts'

const noBreak = '\u{a0}'

/**
 * How a figure stands to the one before, in words and an arrow. More is neither good nor bad, so it has no colour.
 *
 * @param before - undefined if nobody knows.
 * @param thenWords - what follows “more than”: `last Saturday by 14:20`.
 */
export function trendOf(now: number, before: number | undefined, thenWords: string): Content {
  if (before === undefined) return undefined
  if (before <= 0) return now > 0 ? `Nothing was taken ${thenWords}` : `Nothing ${thenWords} either`
  const percent = Math.round((100 * (now - before)) / before)
  if (percent === 0) return `As much as ${thenWords}`
  const [shape, word] = percent > 0 ? (['up', 'more'] as const) : (['down', 'less'] as const)
  return html`${drawShape(shape)} ${countText(Math.abs(percent))}${noBreak}% ${word} than ${thenWords}`
}

/** The same for two shares, in points of a hundred; `undefined` where one of them is a share of nothing. */
export function shareTrendOf(now: number | undefined, before: number | undefined, thenWords: string): Content {
  if (now === undefined || before === undefined) return undefined
  const points = Math.round(100 * now) - Math.round(100 * before)
  if (points === 0) return `The same share as ${thenWords}`
  const [shape, word] = points > 0 ? (['up', 'more'] as const) : (['down', 'less'] as const)
  const size = Math.abs(points)
  return html`${drawShape(shape)} ${size} ${size === 1 ? 'point' : 'points'} ${word} than ${thenWords}`
}
