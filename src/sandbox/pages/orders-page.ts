import { empty, head, hidden, notice } from '../../back-office/layout.ts'
import { drawShape } from '../../back-office/shapes.ts'
import { drawBadge } from '../../back-office/states.ts'
import { counted, countText, durationText, shortNumber } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import type { OrdersFound } from '../bank/books.ts'
import { possibleDeeds } from '../bank/deeds.ts'
import { badgeOf, moneyOf } from './bank-states.ts'
import { buttonText, cut } from './deed-words.ts'
import type { Done, StaffPage } from './staff-frame.ts'

/** How many orders a page shows. */
export const ordersPerPage = 40

export interface OrdersView extends OrdersFound {
  readonly count: number
  readonly openCount: number
  /** How many the bank keeps. */
  readonly keepOrders: number
  /** What was looked for. */
  readonly text: string | undefined
  /** The page's own place: undefined for the newest orders. */
  readonly before: string | undefined
  /** How far the bank's clock is ahead, in milliseconds. */
  readonly aheadMs: number
  readonly done: Done | undefined
  readonly key: string
  readonly clock: Clockwork
}

/** How far one press moves the clock on, in minutes: the life of an order that names none (BPC: time limits). */
export const clockStepMinutes = 20

/** The bank's orders, newest first, with what can be done to each. */
export function ordersPage(view: OrdersView): StaffPage {
  const { orders, text, done, count } = view
  const isDoneInList = orders.some(({ gatewayOrderId }) => gatewayOrderId === done?.gatewayOrderId)
  return {
    title: 'Orders',
    place: 'orders',
    search: text,
    main: [
      head('Orders', headLine(view), clockAndForget(view)),
      done && !isDoneInList ? notice('good', 'paid', html`<p>${done.text}</p>`, true) : undefined,
      count === 0 ? firstDay() : ordersCard(view),
    ],
  }
}

function headLine({ count, openCount, text, aheadMs, keepOrders }: OrdersView): string {
  const clock = aheadMs === 0 ? 'The bank’s clock is right.' : `The bank’s clock is ${durationText(aheadMs)} ahead.`
  if (text !== undefined) return `Those that hold “${cut(text, 60)}”, newest first. ${clock}`
  const kept = count >= keepOrders * 0.9 ? ` The bank keeps the last ${countText(keepOrders)}.` : ''
  const waiting = openCount === 1 ? '1 waits' : `${countText(openCount)} wait`
  return `${counted(count, 'order')} here, ${waiting} for a buyer.${kept} ${clock}`
}

function clockAndForget({ key }: OrdersView): Markup {
  return html`<div class="buttons">
    <form method="post" action="/clock">
      ${hidden('key', key)}<button class="button">Move the clock on by ${clockStepMinutes} min</button>
    </form>
    <a class="button" href="/forget">Forget all</a>
  </div>`
}

/** An empty bank: what is so, then what to do. */
function firstDay(): Markup {
  return html`<section class="card">
    ${empty(
      'No orders yet.',
      html`Buy something in your shop, and its order appears here. <a href="/use">How to set up the shop</a>`,
    )}
  </section>`
}

function ordersCard(view: OrdersView): Markup {
  const { orders, text } = view
  return html`<section class="card" aria-labelledby="h-orders">
    <h2 class="unseen" id="h-orders">Orders at the bank</h2>
    ${orders.length === 0 ? noneHere(text) : ordersForm(view)} ${paging(view)}
  </section>`
}

function noneHere(text: string | undefined): Markup {
  if (text === undefined) return empty('No older orders.', html`<a href="/">To the newest</a>`)
  return empty(
    'No order matches.',
    html`The order number, the bank’s number, the description, the e-mail and the last four digits of the card are
      searched. <a href="/">All orders</a>`,
  )
}

/** One form for the whole list: a form for each order would be a fifth of the page. */
function ordersForm(view: OrdersView): Markup {
  const { key, before, text } = view
  return html`<form method="post" action="/orders">
    ${hidden('key', key)}${hidden('back', queryText({ before, q: text }))} ${ordersTable(view)}
  </form>`
}

/** The address of a page of the list, without those of its parts that are undefined. */
function queryText(parts: Readonly<Record<string, string | undefined>>): string {
  return new URLSearchParams(Object.entries(parts).filter(hasValue)).toString()
}

function ordersTable(view: OrdersView): Markup {
  return html`<table class="table stack placed" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Order</th>
        <th role="columnheader" scope="col" class="n">Amount</th>
        <th role="columnheader" scope="col">Status</th>
        <th role="columnheader" scope="col">Do it as the buyer, or as the bank</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${view.orders.map((order) => orderRow(order, view))}
    </tbody>
  </table>`
}

function orderRow(order: BankOrder, view: OrdersView): Markup {
  const { gatewayOrderId, orderNumber, description, registeredAt, amount, isChargedBack } = order
  const { clock, done } = view
  const isDone = done?.gatewayOrderId === gatewayOrderId
  const what = description === '' ? undefined : html`<bdi>${cut(description, 60)}</bdi>, `
  return html`<tr role="row" ${isDone ? html`id="done" class="just"` : undefined}>
    <th role="rowheader" scope="row">
      <a class="mono" href="/orders/${gatewayOrderId}"><bdi>${shortNumber(orderNumber)}</bdi></a>
      <small class="quiet">${what}${clock.exactTime(registeredAt)}</small>
    </th>
    <td role="cell" class="n amount c-amount">${moneyOf(order, amount)}</td>
    <td role="cell" class="c-status">
      <div>${drawBadge(badgeOf(order))}${isChargedBack ? html` <small>Charged back</small>` : undefined}</div>
    </td>
    <td role="cell" class="c-deeds">
      ${isDone ? html`<p class="said good" role="status">${drawShape('paid')} ${done.text}</p>` : undefined}
      ${buttonsOf(order)}
    </td>
  </tr>`
}

function buttonsOf(order: BankOrder): Content {
  const names = possibleDeeds(order)
  if (names.length === 0) return html`<span class="quiet">Nothing left to do</span>`
  const number = shortNumber(order.orderNumber)
  return html`<div class="buttons">
    ${names.map(
      (name) =>
        html`<button class="button slim" name="deed" value="${name} ${order.gatewayOrderId}">
          ${buttonText(name, order)}<span class="unseen"> ${number}</span>
        </button>`,
    )}
  </div>`
}

function hasValue(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined
}

function paging({ olderThan, before, text, isCutShort, orders }: OrdersView): Content {
  if (olderThan === undefined && before === undefined) return undefined
  const [older, newest] = [queryText({ before: olderThan, q: text }), queryText({ q: text })]
  const said = isCutShort ? 'There may be more among older orders.' : `${counted(orders.length, 'order')} on this page`
  return html`<div class="paging">
    <span>${said}</span>
    <span class="buttons">
      ${before === undefined ? undefined : html`<a class="button slim" href="/?${newest}">Newest</a>`}
      ${olderThan === undefined ? undefined : html`<a class="button slim" href="/?${older}">Older</a>`}
    </span>
  </div>`
}
