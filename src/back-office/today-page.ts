import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import { card, empty, head, notice, tabs } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { queryOf } from './spans.ts'
import type { Span } from './spans.ts'
import { drawBuyers } from './today-buyers.ts'
import type { BuyersShown } from './today-buyers.ts'
import { drawChart } from './today-chart.ts'
import type { ChartShown } from './today-chart.ts'
import { drawTodayTiles } from './today-tiles.ts'
import type { TodayTiles } from './today-tiles.ts'
import { drawTodo } from './todo.ts'
import type { Todo } from './todo.ts'
import type { Clockwork } from './writing.ts'

/** What the owner sees every morning. */
export interface TodayShown extends TodayTiles, ChartShown, Omit<BuyersShown, 'title'> {
  readonly todo: Todo
  /** Whether nobody has ever bought anything, as far as the last 60 days tell. */
  readonly isFirstDay: boolean
}

/** Sales, what needs a person, and how buyers fare. */
export function todayPage(shown: TodayShown, base: string, clock: Clockwork): OfficePage {
  const { span, wholeSince } = shown
  const [from, to] = [clock.wholeDay(span.from), clock.wholeDay(span.to)]
  const days = span.from === span.to ? to : `${from} to ${to}`
  const asOf = span.before ? html`, as of ${clock.time(clock.now)}` : undefined
  const title = spanTitles[span.view]
  return {
    title: 'Today',
    place: 'today',
    main: html`${head(title, html`${days}${asOf}`, writeSpans(shown, base))}
      ${wholeSince !== undefined && span.then.from < wholeSince ? writeNotWhole(wholeSince, clock) : undefined}
      ${drawTodayTiles(shown, base, clock)}
      <div class="cols lead">
        ${drawTodo(shown.todo, base, clock)} ${shown.isFirstDay ? writeFirstDay(base) : drawChart(shown, base, clock)}
      </div>
      ${drawBuyers({ ...shown, title: span.view === 'day' ? clock.shortDay(span.to) : title }, base)}`,
  }
}

const spanTitles = {
  today: 'Today',
  yesterday: 'Yesterday',
  day: 'One day',
  '7': '7 days',
  '30': '30 days',
} as const satisfies Record<Span['view'], string>

function writeSpans({ span }: TodayShown, base: string): Markup {
  const view = (text: string, name: Exclude<Span['view'], 'day'>) => ({
    text,
    href: `${base}/${queryOf({ view: name })}`,
    isHere: span.view === name,
  })
  return tabs('Days', [
    view('Today', 'today'),
    view('Yesterday', 'yesterday'),
    view('7 days', '7'),
    view('30 days', '30'),
  ])
}

function writeNotWhole(wholeSince: string, clock: Clockwork): Markup {
  return notice(
    'caution',
    'note',
    html`<p>
      <strong>Days before ${clock.shortDay(wholeSince)} are still being added up.</strong> They are left out here until
      then; the books have them.
    </p>`,
  )
}

function writeFirstDay(base: string): Markup {
  return card(
    'first',
    'The first sale',
    html`<div class="in flow">
      ${empty('Nobody has bought anything yet.', 'What is sold will be drawn here, day by day.')}
      <ol class="steps">
        <li>
          <div>See that <a href="${base}/health">the shop is well</a>: the doctor asks the bank one question.</div>
        </li>
        <li>
          <div>Buy something yourself: the order is here the moment you press Buy.</div>
        </li>
        <li>
          <div>Or send somebody <a href="${base}/links">a payment link</a>.</div>
        </li>
      </ol>
    </div>`,
  )
}
