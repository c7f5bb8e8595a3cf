import type { OpenedDay } from '../books/day-sums.ts'
import type { DaySheetRow } from '../books/day-sheet.ts'
import type { Health } from '../doctor/health.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { OrderCounts } from '../ledger/sums-ledger.ts'
import { doorBadges } from './health-page.ts'
import { nameOf } from './order-page.ts'
import type { Span } from './spans.ts'
import { shareTrendOf, trendOf } from './trend.ts'
import { amountText, countText, counted, drawMoney, shareText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** What the strip of figures is made of. */
export interface TodayTiles {
  readonly span: Span
  /** What moved in the span, by currency; the shop's main one comes first. */
  readonly money: readonly DaySheetRow[]
  /** The same of the days before; undefined where the sums do not reach. */
  readonly moneyThen: readonly DaySheetRow[] | undefined
  readonly opened: OpenedDay
  readonly openedThen: OpenedDay | undefined
  readonly counts: OrderCounts
  /** Refunds that wait for another operator. */
  readonly proposed: number
  readonly doors: Health['gateway']
}

/** One strip with hairlines, not a wall of boxes. */
export function drawTodayTiles(shown: TodayTiles, base: string, clock: Clockwork): Markup {
  return html`<dl class="tiles">
    ${drawTaken(shown)} ${drawNet(shown)} ${drawPaid(shown)} ${drawOpen(shown, base, clock)} ${drawPerson(shown, base)}
    ${drawBank(shown, base)}
  </dl>`
}

interface Tile {
  readonly label: string
  readonly figure: Content
  readonly seconds?: readonly Content[]
  readonly trend?: Content
}

function drawTile({ label, figure, seconds = [], trend }: Tile): Markup {
  return html`<div class="tile">
    <dt>${label}</dt>
    <dd class="figure">${figure}</dd>
    ${seconds.map((second) => html`<dd class="second">${second}</dd>`)}
    ${trend === undefined ? undefined : html`<dd class="trend">${trend}</dd>`}
  </div>`
}

function drawTaken({ money, moneyThen, span }: TodayTiles): Markup {
  const [main, ...others] = money
  const then = moneyThen && (moneyThen.find(({ currency }) => currency === main?.currency)?.capturedMinor ?? 0)
  return drawTile({
    label: 'Taken',
    figure: main ? drawMoney(main.capturedMinor, main.currency) : '0',
    seconds: others.map((row) => drawMoney(row.capturedMinor, row.currency)),
    trend: trendOf(main?.capturedMinor ?? 0, then, span.thenWords),
  })
}

function drawNet({ money }: TodayTiles): Markup {
  const [main, ...others] = money
  return drawTile({
    label: 'Net',
    figure: main ? drawMoney(main.netMinor, main.currency) : '0',
    seconds: others.map((row) => drawMoney(row.netMinor, row.currency)),
    trend: outText(money),
  })
}

function outText(money: readonly DaySheetRow[]): string {
  const refunded = money.filter(({ refundedMinor }) => refundedMinor !== 0)
  const charged = money.filter(({ chargedBackMinor }) => chargedBackMinor !== 0)
  const refunds = money.reduce((sum, { refundCount }) => sum + refundCount, 0)
  const back = refunded.map(({ refundedMinor, currency }) => amountText(refundedMinor, currency)).join(' and ')
  const chargedBack = charged.map((row) => amountText(row.chargedBackMinor, row.currency)).join(' and ')
  const words = [
    ...(refunded.length > 0 ? [`${back} given back, in ${counted(refunds, 'refund')}`] : []),
    ...(charged.length > 0 ? [`${chargedBack} charged back`] : []),
  ]
  return words.length === 0 ? 'Nothing was given back' : words.join('; ')
}

function drawPaid({ opened, openedThen, span }: TodayTiles): Markup {
  const share = ({ paid, started }: OpenedDay): number | undefined => (started === 0 ? undefined : paid / started)
  return drawTile({
    label: 'Paid',
    figure: opened.started === 0 ? '–' : shareText(opened.paid, opened.started),
    seconds: [`${countText(opened.paid)} of ${countText(opened.started)} started`],
    trend: shareTrendOf(share(opened), openedThen && share(openedThen), span.thenWords),
  })
}

/** Counts stop at a thousand. */
function capped(count: number): string {
  return count >= 1_000 ? `${countText(1_000)}+` : countText(count)
}

function drawOpen({ counts }: TodayTiles, base: string, clock: Clockwork): Markup {
  const { open, held, oldestOpen } = counts
  return drawTile({
    label: 'Open now',
    figure: html`<a href="${base}/orders?view=open">${capped(open)}</a>`,
    seconds: [held === 0 ? 'none on hold' : html`<a href="${base}/orders?view=held">${capped(held)} on hold</a>`],
    trend:
      oldestOpen &&
      html`The oldest is <a href="${base}/orders/${oldestOpen.orderNumber}"><bdi>${nameOf(oldestOpen)}</bdi></a
        >, since ${clock.time(oldestOpen.createdAt)}`,
  })
}

function drawPerson({ counts, proposed }: TodayTiles, base: string): Markup {
  const { review, stuck } = counts
  const all = review + stuck + proposed
  const parts = [`${capped(review)} in review`, `${capped(stuck)} stuck`, `${capped(proposed)} to approve`]
  return drawTile({
    label: 'Needs a person',
    figure: html`<a href="${base}/review">${capped(all)}</a>`,
    seconds: [all === 0 ? 'nothing waits for you' : parts.filter((part) => !part.startsWith('0 ')).join(', ')],
  })
}

const doorWords = {
  questions: 'to be asked',
  registrations: 'to open orders',
  moneyOut: 'to move money',
} as const satisfies Record<keyof Health['gateway'], string>

/** The worst of the doors, in the words of Health. */
function drawBank({ doors }: TodayTiles, base: string): Markup {
  const names = Object.keys(doorWords) as (keyof Health['gateway'])[]
  const worst = (['left-alone', 'probing'] as const).find((state) => names.some((name) => doors[name] === state))
  const which = names.filter((name) => doors[name] === worst).map((name) => doorWords[name])
  return drawTile({
    label: 'Bank',
    figure: html`<a href="${base}/health">${doorBadges[worst ?? 'answering'].word}</a>`,
    seconds: [worst === undefined ? 'to all that it is asked' : which.join(', ')],
  })
}
