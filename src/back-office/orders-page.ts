import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { OrderCount } from '../ledger/order-query.ts'
import type { Order } from '../order.ts'
import { empty, head, notice, tabs } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { nameOf } from './order-page.ts'
import { writeFilters } from './orders-filter.ts'
import type { FilterShown } from './orders-filter.ts'
import { drawBadge, goodsBadges, goodsOf, moneyBadges } from './states.ts'
import { counted, countText, drawMoney, shortCard, shortNumber, shortText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** Views that are asked for again and again, each with its address. */
export type ViewTabs = readonly { readonly text: string; readonly href: string; readonly isHere: boolean }[]

/** A page of orders. */
export interface OrdersShown extends FilterShown {
  /** Newest first. */
  readonly orders: readonly Order[]
  /** By what they are ordered: when they were opened, or paid. */
  readonly by: 'opened' | 'paid'
  readonly count: OrderCount
  readonly views: ViewTabs
  readonly newerUrl: string | undefined
  readonly olderUrl: string | undefined
  /** The time down to which all were looked at, if a page ends early. */
  readonly lookedTo: Date | undefined
  readonly csvUrl: string
  /** How the text in the search box was read, and how else it can be. */
  readonly reading: { readonly text: string; readonly others: readonly OtherReading[] } | undefined
  /** The same search among all orders, if nothing was found with filters beside it. */
  readonly elsewhereUrl: string | undefined
}

/** Another way to read the text in the search box, as a link. */
export interface OtherReading {
  readonly text: string
  readonly href: string
}

/** Every order, by filters that live in the address: a bookmark is a saved view. */
export function ordersPage(shown: OrdersShown, base: string, clock: Clockwork): OfficePage {
  const { orders, count, csvUrl } = shown
  const isNone = count.count === 0 && count.more === 'none'
  const write = orders.length === 0 ? writeNone : writeTable
  return framed({
    line: countWords(shown),
    aside: isNone
      ? undefined
      : html`<p class="buttons"><a class="button" href="${csvUrl}">CSV of all that match</a></p>`,
    views: shown.views,
    content: html`${writeFilters(shown, base)} ${shown.reading && writeReading(shown.reading)}
    ${write(shown, base, clock)} ${writePaging(shown, clock)}`,
  })
}

/** What of an address cannot be read: the form keeps what can, and nothing was looked up. */
export interface UnreadOrders extends FilterShown {
  readonly views: ViewTabs
  /** A sentence each. */
  readonly problems: readonly string[]
  /** The list by what can be read. */
  readonly restUrl: string
}

/** The same page without a list: a list by half of what was asked for would show the wrong orders. */
export function unreadOrdersPage(unread: UnreadOrders, base: string): OfficePage {
  const { views, problems, restUrl } = unread
  const page = framed({
    line: 'Nothing was looked up.',
    aside: undefined,
    views,
    content: html`${writeFilters(unread, base)}
      <div class="in">
        ${notice(
          'caution',
          'review',
          html`${problems.map((problem) => html`<p>${problem}</p>`)}
            <p><a href="${restUrl}">The orders without that</a></p>`,
        )}
      </div>`,
  })
  return { ...page, status: 400 }
}

interface Framed {
  readonly line: string
  readonly aside: Content
  readonly views: ViewTabs
  readonly content: Content
}

function framed({ line, aside, views, content }: Framed): OfficePage {
  return {
    title: 'Orders',
    place: 'orders',
    main: html`${head('Orders', line, aside)} ${tabs('Views', views)}
      <section class="card" aria-labelledby="h-list">
        <h2 class="unseen" id="h-list">List</h2>
        ${content}
      </section>`,
  }
}

const orderWords = { opened: 'Newest first.', paid: 'Newest payment first.' } as const

function countWords({ count: { count, more }, by }: OrdersShown): string {
  if (count === 0) return more === 'none' ? 'None matches.' : 'None was found yet; counted no further.'
  const countedWords = {
    none: count === 1 ? '1 order matches.' : `${countText(count)} orders match.`,
    more: `More than ${countText(count)} match; counted no further.`,
    perhaps: `At least ${counted(count, 'order')} found; counted no further.`,
  }
  return count === 1 && more === 'none' ? countedWords.none : `${countedWords[more]} ${orderWords[by]}`
}

function writeReading({ text, others }: NonNullable<OrdersShown['reading']>): Markup {
  const links = others.map(
    ({ text: other, href }, index) => html`${index > 0 ? ', ' : ''}<a href="${href}">${other}</a>`,
  )
  return html`<p class="in quiet small">
    Read as ${text}.${links.length === 0 ? undefined : html` It can also be ${links}.`}
  </p>`
}

function writeNone(shown: OrdersShown, base: string, clock: Clockwork): Content {
  const { chips, filters, olderUrl, newerUrl, lookedTo, elsewhereUrl } = shown
  if (lookedTo) {
    return empty(
      'Nothing on this page.',
      html`No order as far as ${clock.time(lookedTo)} matches. The search can go on.`,
    )
  }
  if (olderUrl !== undefined || newerUrl !== undefined) {
    return empty('Nothing on this page.', 'What matches is before it or after it.')
  }
  if (elsewhereUrl !== undefined) {
    return empty('No order matches.', html`<a href="${elsewhereUrl}">Look among all orders</a>`)
  }
  const isAll = chips.length === 0 && filters.q === undefined && filters.view === undefined
  return isAll
    ? empty('No orders yet.', 'The first one is here as soon as a buyer presses Buy.')
    : empty('No order matches.', html`<a href="${base}/orders">All orders</a>`)
}

function writeTable({ orders, by }: OrdersShown, base: string, clock: Clockwork): Markup {
  return html`<table class="table stack orders" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">${by === 'paid' ? 'Paid' : 'Opened'}</th>
        <th role="columnheader" scope="col">Order</th>
        <th role="columnheader" scope="col">For</th>
        <th role="columnheader" scope="col" class="c-card">Card</th>
        <th role="columnheader" scope="col">Money</th>
        <th role="columnheader" scope="col">Goods</th>
        <th role="columnheader" scope="col" class="n">Amount</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${orders.map((order) => writeRow(order, { href: `${base}/orders/${order.orderNumber}`, by, clock }))}
    </tbody>
  </table>`
}

interface RowTerms {
  /** The order's page. */
  readonly href: string
  readonly by: OrdersShown['by']
  readonly clock: Clockwork
}

/**
 * What a row shows of a text that a shop, a buyer or a bank has written, in UTF-16 code units; the order's page has the
 * rest. Forty rows of nothing but quotation marks, each written as six characters, stay below 60 kB.
 */
const [maxName, maxWhat, maxCard] = [24, 44, 16] as const

function writeRow(order: Order, { href, by, clock }: RowTerms): Markup {
  const { description, sku, card, status, amountMinor, currency, createdAt, paidAt } = order
  const goods = goodsOf(order)
  const cardWords = card && shortCard(card)
  return html`<tr role="row">
    <td role="cell" class="c-when">${clock.time(by === 'paid' ? (paidAt ?? createdAt) : createdAt)}</td>
    <th role="rowheader" scope="row" class="c-order">${writeName(order, href)}</th>
    <td role="cell" class="c-what"><bdi>${shortText(description ?? sku, maxWhat)}</bdi></td>
    <td role="cell" class="c-card">
      ${cardWords === undefined ? html`<span class="quiet">None</span>` : shortText(cardWords, maxCard)}
    </td>
    <td role="cell" class="c-status">${drawBadge(moneyBadges[status])}</td>
    <td role="cell" class="c-goods">
      ${goods === 'none' ? html`<span class="unseen">None owed</span>` : drawBadge(goodsBadges[goods])}
    </td>
    <td role="cell" class="c-amount n amount">${drawMoney(amountMinor, currency)}</td>
  </tr>`
}

/** The store's own number, and ours beside it. */
function writeName(order: Order, href: string | undefined): Markup {
  const [name, ours] = [nameOf(order), shortNumber(order.orderNumber)]
  const shown = html`<bdi translate="no" ${name === ours ? html`class="whole"` : undefined}
    >${shortText(name, maxName)}</bdi
  >`
  return html`${href === undefined ? shown : html`<a href="${href}">${shown}</a>`}${
    name === ours ? undefined : html` <small class="mono">${ours}</small>`
  }`
}

function writePaging({ orders, by, newerUrl, olderUrl, lookedTo }: OrdersShown, clock: Clockwork): Content {
  const last = orders.at(-1)
  if (newerUrl === undefined && olderUrl === undefined) return undefined
  const end = lookedTo ?? (by === 'paid' ? last?.paidAt : last?.createdAt)
  const shown = orders.length === 0 ? undefined : `${counted(orders.length, 'order')}, `
  return html`<nav class="paging" aria-label="Pages">
    <span>${end && html`${shown}${lookedTo ? 'looked as far as' : 'down to'} ${clock.time(end)}`}</span>
    <span class="buttons">
      ${newerUrl && html`<a class="button slim" rel="prev" href="${newerUrl}">Newer</a>`}
      ${olderUrl && html`<a class="button slim" rel="next" href="${olderUrl}">Older</a>`}
    </span>
  </nav>`
}
