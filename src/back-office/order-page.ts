import type { Explanation } from '../explain/explanation.ts'
import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Order, OrderStatus } from '../order.ts'
import { personOf, tellEntry } from './entry-words.ts'
import { card, factList, fold, trail } from './layout.ts'
import type { Fact, OfficePage } from './layout.ts'
import { drawLife } from './life-map.ts'
import type { Life } from './life-map.ts'
import { drawMoneyTable } from './money-table.ts'
import type { MoneyLine } from './money-table.ts'
import { drawBadge, goodsBadges, goodsOf, moneyBadges } from './states.ts'
import type { Goods } from './states.ts'
import { amountText, cardText, counted, countText, drawMoney, drawNumber, shortNumber } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** All that is known of one order. */
export interface OrderShown {
  readonly order: Order
  /** Oldest first. */
  readonly entries: readonly Entry[]
  /** Number of the entry below which its history is told; undefined: from the newest. */
  readonly before?: number | undefined
  readonly explanation: Explanation
  /** Where it can still go, by itself or by a person. */
  readonly next: readonly OrderStatus[]
  /** What the operator may do about it now, and what cannot be done and why. */
  readonly deeds: Content
  /** Address below which the back office is mounted, without a slash at its end. */
  readonly base: string
}

/** The store's own number first; ours where it has none. */
export function nameOf({ reference, orderNumber, forgottenAt }: OrderNames): string {
  return reference === undefined || forgottenAt !== undefined ? shortNumber(orderNumber) : reference
}

type OrderNames = Pick<Order, 'reference' | 'orderNumber' | 'forgottenAt'>

/** One order: what is so, how it came to be so, and what can be done. */
export function orderPage(shown: OrderShown, clock: Clockwork): OfficePage {
  const { order, entries, explanation, next, deeds, base } = shown
  const life: Life = { visits: visitsOf(entries), next }
  return {
    title: `${nameOf(order)}, ${moneyBadges[order.status].word.toLowerCase()}`,
    main: html`${writeHead(order, base)} ${writeExplanation(explanation)}
      ${card(
        'life',
        'Its life',
        html`<div class="in">${drawLife(life, clock)}</div>
          <div class="in">${writeGoods(order, entries, clock)}</div>`,
        'Solid: it was here. Dotted: it can still go there.',
      )}
      <div class="cols lead">
        <div class="cols">
          ${card('may', 'What you may do', deeds)}
          ${card('money', 'Money in and out', writeMoney(order, entries, clock), order.currency)}
        </div>
        ${card('told', 'What happened', writeHistory(shown, clock), 'Newest first')}
      </div>
      ${card('facts', 'Facts', writeFacts(order, clock))}`,
  }
}

function writeHead(order: Order, base: string): Markup {
  const { status, capturedMinor, refundedMinor, amountMinor, currency, description, sku } = order
  const name = nameOf(order)
  const keptMinor = capturedMinor - refundedMinor
  const sum =
    refundedMinor > 0 || (capturedMinor > 0 && capturedMinor < amountMinor)
      ? html`${drawMoney(keptMinor, currency)} <small>kept of ${amountText(amountMinor, currency)}</small>`
      : drawMoney(amountMinor, currency)
  return html`<div>
    ${trail([{ text: 'Orders', href: `${base}/orders` }, { text: name }])}
    <div class="order-head">
      <h1><bdi translate="no">${name}</bdi> ${drawBadge(moneyBadges[status], 'big')}</h1>
      <p class="sum">${sum}</p>
    </div>
    <p class="quiet"><bdi>${description ?? sku}</bdi></p>
  </div>`
}

/** The same words as on the command line and in JSON. */
function writeExplanation({ known, next, mayDo }: Explanation): Markup {
  return html`<section class="card" aria-labelledby="h-explain">
    <h2 class="unseen" id="h-explain">In plain words</h2>
    <div class="in explain">
      <div>
        <h3>What is known</h3>
        ${known.map((text) => html`<p>${text}</p>`)}
      </div>
      <div>
        <h3>What happens next</h3>
        <p>${next?.text ?? 'Nothing by itself.'}</p>
      </div>
      <div>
        <h3>What you may do</h3>
        ${mayDo.length === 0 ? html`<p>Nothing: it has come to its end.</p>` : undefined}
        ${mayDo.map(({ text }) => html`<p>${text}</p>`)}
      </div>
    </div>
  </section>`
}

/** Each status that it came to, with the time. */
function visitsOf(entries: readonly Entry[]): Life['visits'] {
  return entries.filter(({ kind }) => kind === 'opened' || kind === 'moved').map(({ to, at }) => ({ status: to, at }))
}

const goodsKinds: Readonly<Record<string, Goods>> = {
  'handed-over': 'done',
  'hand-over-stuck': 'stuck',
  'hand-over-due': 'due',
  'hand-over-withdrawn': 'none',
}

/** What became of the goods, in a short line of its own: it is never mixed with money. */
function writeGoods(order: Order, entries: readonly Entry[], clock: Clockwork): Content {
  const steps: { readonly goods: Goods; readonly at: Date }[] = []
  const opened = entries[0]
  if (order.handsOver === true && opened) steps.push({ goods: 'owed', at: opened.at })
  const paid = entries.find(({ kind, to }) => kind === 'moved' && (to === 'paid' || to === 'partially_refunded'))
  if (paid && order.handOver !== 'none') steps.push({ goods: 'due', at: paid.at })
  for (const { kind, at } of entries) {
    const goods = goodsKinds[kind]
    if (goods) steps.push({ goods, at })
  }
  if (steps.length === 0) return html`<p class="quiet">No goods are handed over for it by the shop’s program.</p>`
  const last = goodsOf(order)
  return html`<ol class="goods">
    <li><b>Goods</b></li>
    ${steps.map(({ goods, at }) => html`<li>${drawBadge(goodsBadges[goods])} ${clock.exactTime(at)}</li>`)}
    ${steps.at(-1)?.goods === last ? undefined : html`<li>${drawBadge(goodsBadges[last])}</li>`}
  </ol>`
}

function writeMoney(order: Order, entries: readonly Entry[], clock: Clockwork): Markup {
  const { currency, amountMinor, capturedMinor, refundedMinor, createdAt } = order
  const asked: MoneyLine = { what: 'Asked for', at: createdAt, amountMinor, isQuiet: true }
  const lines = [asked, ...bookingsOf(entries)]
  const table = { currency, lines, keptLabel: 'Kept', keptMinor: capturedMinor - refundedMinor }
  return html`<div class="in">${drawMoneyTable(table, clock)}</div>`
}

/** What each entry moved: the difference between the totals that it and the one before it leave. */
function bookingsOf(entries: readonly Entry[]): readonly MoneyLine[] {
  const bookings: MoneyLine[] = []
  let [capturedMinor, refundedMinor] = [0, 0]
  let by: string | undefined
  for (const entry of entries) {
    if (entry.kind === 'refund-asked') by = personOf(entry)
    const inMinor = (entry.capturedMinor ?? capturedMinor) - capturedMinor
    const outMinor = (entry.refundedMinor ?? refundedMinor) - refundedMinor
    if (inMinor !== 0) bookings.push({ what: 'Captured', at: entry.at, amountMinor: inMinor })
    if (outMinor !== 0) bookings.push({ what: 'Given back', at: entry.at, amountMinor: -outMinor, by })
    capturedMinor += inMinor
    refundedMinor += outMinor
  }
  return bookings
}

/** How much of a history is told on one page, in characters, and one answer of the bank: the page stays below 60 kB. */
const [maxTold, maxWords] = [20_000, 4_000] as const

/** Newest first, as far as there is room. */
function writeHistory({ order, entries, before, base }: OrderShown, clock: Clockwork): Markup {
  const wanted = entries.filter(({ entryNumber }) => before === undefined || entryNumber < before)
  const lines: Markup[] = []
  let told = 0
  let last: Entry | undefined
  for (const entry of wanted.toReversed()) {
    const line = writeEntry(entry, entries[entries.indexOf(entry) - 1], order, clock)
    told += toText(line).length
    if (lines.length > 0 && told > maxTold) break
    lines.push(line)
    last = entry
  }
  const olderUrl = lines.length < wanted.length && last ? `?before=${last.entryNumber}#told` : undefined
  const here = `${base}/orders/${order.orderNumber}`
  return html`<ol class="told in" id="told">
      ${lines}
    </ol>
    ${
      olderUrl === undefined && before === undefined
        ? undefined
        : html`<nav class="paging" aria-label="History">
            <span>${counted(lines.length, 'entry', 'entries')} of ${countText(entries.length)}</span>
            <span class="buttons">
              ${before === undefined ? undefined : html`<a class="button slim" href="${here}#told">Newest</a>`}
              ${olderUrl && html`<a class="button slim" rel="next" href="${here + olderUrl}">Older</a>`}
            </span>
          </nav>`
    }`
}

function writeEntry(entry: Entry, earlier: Entry | undefined, order: Order, clock: Clockwork): Markup {
  const { by, text, bankWords = '' } = tellEntry(entry, earlier, order)
  const words = bankWords.length > maxWords ? `${bankWords.slice(0, maxWords)}…` : bankWords
  return html`<li>
    ${clock.exactTime(entry.at)}
    <div>
      <span class="by"><bdi>${by}</bdi></span>
      <p>${text}</p>
      ${words === '' ? undefined : fold('The bank’s words', words)}
    </div>
  </li>`
}

function writeFacts(order: Order, clock: Clockwork): Markup {
  const { gatewayOrderId, reference, card: paidWith, approvalCode, email, clientId, linkNumber, paymentWay } = order
  const plain = (text: string | undefined): Content => text && html`<bdi>${text}</bdi>`
  const facts: readonly Fact[] = [
    ['Order number', drawNumber(order.orderNumber)],
    ['Bank’s number', gatewayOrderId && html`<span class="number" translate="no">${gatewayOrderId}</span>`],
    ['Reference', plain(reference)],
    ['What', plain(order.sku)],
    ['Card', plain(paidWith && cardText(paidWith))],
    ['Paid by', plain(paymentWay)],
    ['Approval code', plain(approvalCode)],
    ['E-mail', plain(email)],
    ['Buyer’s id', plain(clientId)],
    ['Link', plain(linkNumber)],
    ['Opened', clock.wholeTime(order.createdAt)],
    ['The bank’s page is open until', clock.wholeTime(order.expiresAt)],
    ['Registered at', plain(order.gatewayAccount.split('#')[0])],
    ['Forgotten', order.forgottenAt && clock.wholeTime(order.forgottenAt)],
  ]
  const metadata = order.metadata === undefined ? undefined : JSON.stringify(order.metadata, undefined, 2)
  return html`<div class="in flow">${factList(facts)} ${metadata && fold('The shop’s own data', metadata)}</div>`
}
