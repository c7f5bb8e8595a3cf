import type { OpenedDay } from '../books/day-sums.ts'
import type { Declines } from '../books/figures.ts'
import type { Wait, Waits } from '../books/waits.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { drawBars } from './bars.ts'
import { declineWords } from './decline-words.ts'
import { card, empty } from './layout.ts'
import type { Span } from './spans.ts'
import { countText, counted, durationText } from './writing.ts'

/** How buyers fare: how far they come, why the bank refuses some, and how long they wait. */
export interface BuyersShown {
  readonly span: Span
  /** What the span is called. */
  readonly title: string
  readonly opened: OpenedDay
  /** Of the last 7 days of the span. */
  readonly declines: Declines
  readonly waits: Waits
  /** The first day on which it is known who came back. */
  readonly returnsSince: string | undefined
}

export function drawBuyers(shown: BuyersShown, base: string): Markup {
  return html`<div class="cols three">
    ${writeFunnel(shown, base)} ${writeDeclines(shown, base)} ${writeWaits(shown.waits)}
  </div>`
}

function writeFunnel({ span, title, opened, returnsSince }: BuyersShown, base: string): Markup {
  const { started, returned, paid, handedOver } = opened
  const list = (query: Readonly<Record<string, string>>): string =>
    `${base}/orders?${new URLSearchParams({ ...query, since: span.from, until: span.to }).toString()}`
  const isReturnKnown = span.from >= (returnsSince ?? '')
  const came = {
    word: 'Came back from the bank',
    count: returned,
    note: started > returned ? `${countText(started - returned)} did not, or not yet` : undefined,
  }
  if (started === 0) return card('funnel', 'From start to goods', empty('No order was started.', ''), title)
  return card(
    'funnel',
    'From start to goods',
    drawBars(
      [
        { word: 'Started', href: list({}), count: started },
        ...(isReturnKnown ? [came] : []),
        { word: 'Paid', href: list({ view: 'paid' }), count: paid, note: restOf(opened) },
        {
          word: 'Handed over',
          href: list({ goods: 'done' }),
          count: handedOver,
          note: paid > handedOver ? `${countText(paid - handedOver)} not, or not yet` : undefined,
        },
      ],
      { whole: started, most: started },
    ),
    title,
  )
}

/** Where those are that were not paid. */
function restOf({ started, paid, ...rest }: OpenedDay): Content {
  if (started === paid) return undefined
  const places = (Object.keys(restWords) as (keyof typeof restWords)[])
    .filter((place) => rest[place] !== 0)
    .map((place) => `${countText(rest[place])} ${restWords[place]}`)
  return `${countText(started - paid)} did not: ${places.join(', ')}`
}

const restWords = {
  open: 'still open',
  held: 'on hold',
  declined: 'declined',
  expired: 'expired',
  reversed: 'released',
  inReview: 'in review',
  givenBack: 'given back before anybody saw it',
} as const

function writeDeclines({ declines, span, returnsSince }: BuyersShown, base: string): Markup {
  const { reasons, tries } = declines
  const known = returnsSince !== undefined && span.to < returnsSince ? 'It is not known of these days.' : ''
  const heading = 'Why the bank said no'
  if (tries === 0) return card('no', heading, empty('The bank refused no card.', known), '7 days')
  return card(
    'no',
    heading,
    drawBars(
      reasons.map(({ category, tries: count }) => ({
        word: declineWords[category] ?? category,
        href: `${base}/orders?${new URLSearchParams({ declined: category }).toString()}`,
        count,
      })),
      { whole: tries, most: Math.max(...reasons.map((one) => one.tries)) },
    ),
    `7 days, ${counted(tries, 'try', 'tries')}`,
  )
}

function writeWaits({ toBank, atBank, toPaid, toGoods, watched, neverBack }: Waits): Markup {
  const heading = 'How long buyers wait'
  if (!toBank) return card('wait', heading, empty('No order was paid yet.', ''))
  const lines: readonly (readonly [string, Wait | undefined])[] = [
    ['For the bank’s page', toBank],
    ['At the bank', atBank],
    ['For our answer', toPaid],
    ['For the goods', toGoods],
  ]
  return card(
    'wait',
    heading,
    html`<div class="in">
      <dl class="facts">
        ${lines.map(([label, wait]) => wait && writeWait(label, wait))}
        ${watched === 0 ? undefined : writeNeverBack(neverBack, watched)}
      </dl>
    </div>`,
    `The last ${counted(toBank.orders, 'paid order')}`,
  )
}

function writeWait(label: string, { halfWithinMs, nineInTenWithinMs }: Wait): Markup {
  return html`<div>
    <dt>${label}</dt>
    <dd>${durationText(halfWithinMs)} as a rule <small>9 of 10 within ${durationText(nineInTenWithinMs)}</small></dd>
  </div>`
}

function writeNeverBack(neverBack: number, watched: number): Markup {
  return html`<div>
    <dt>Never came back</dt>
    <dd>
      ${countText(neverBack)} of ${countText(watched)}
      <small>They paid, and the shop learnt of it without them</small>
    </dd>
  </div>`
}
