import { empty, head } from '../../back-office/layout.ts'
import { counted, shortNumber } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import type { Exchange } from '../bank/journal.ts'
import { answeredText, faultMark, tookText } from './happenings.ts'
import type { StaffPage } from './staff-frame.ts'

/** How far back the page goes. */
export const exchangesShown = 200

/** How many it shows at once. */
export const exchangesPerPage = 50

export interface AskedView {
  /** Newest first. */
  readonly exchanges: readonly Exchange[]
  /** The page's own place: undefined for the newest. */
  readonly before: number | undefined
  /** Where the next page begins; undefined if there is none. */
  readonly olderThan: number | undefined
  /** How the shop's own number of an order is written; undefined if the bank has forgotten the order. */
  readonly orderNumberOf: (gatewayOrderId: string) => string | undefined
  readonly clock: Clockwork
}

/** What the bank was asked and what it called back, without anybody's login. */
export function askedPage(view: AskedView): StaffPage {
  return {
    title: 'What was asked',
    place: 'asked',
    main: [
      head(
        'What was asked',
        `Calls of the shop and callbacks of the bank, newest first. The last ${exchangesShown} are here.`,
      ),
      html`<section class="card" aria-label="Calls and callbacks">
        ${view.exchanges.length === 0 ? nothing(view.before) : table(view)} ${paging(view)}
      </section>`,
    ],
  }
}

function nothing(before: number | undefined): Markup {
  return before === undefined
    ? empty('Nobody has asked anything yet.', 'Calls appear here as the shop sends them.')
    : empty('No older calls.', html`<a href="/asked">To the newest</a>`)
}

function table(view: AskedView): Markup {
  return html`<table class="table stack asked" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Call</th>
        <th role="columnheader" scope="col">At</th>
        <th role="columnheader" scope="col">Order</th>
        <th role="columnheader" scope="col" class="n">Answer</th>
        <th role="columnheader" scope="col" class="n">Took</th>
        <th role="columnheader" scope="col">Error, fault</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${view.exchanges.map((one) => row(one, view))}
    </tbody>
  </table>`
}

function row(one: Exchange, { clock, orderNumberOf }: AskedView): Markup {
  const { kind, name, at, answered, tookMs, refusal, fault } = one
  const refused = refusal === undefined ? undefined : html`<span class="quiet">error ${refusal}</span> `
  return html`<tr role="row">
    <th role="rowheader" scope="row" class="mono">${kind === 'callback' ? 'callback ' : ''}${name}</th>
    <td role="cell" class="c-at">${clock.exactTime(at)}</td>
    <td role="cell" class="mono c-order">${orderOf(one, orderNumberOf)}</td>
    <td role="cell" class="n c-answer">${answeredText(answered)}</td>
    <td role="cell" class="n c-took">${tookMs === undefined ? '' : tookText(tookMs)}</td>
    <td role="cell" class="c-fault">${refused}${faultMark(fault)}</td>
  </tr>`
}

function orderOf({ gatewayOrderId, named }: Exchange, orderNumberOf: AskedView['orderNumberOf']): Content {
  const orderNumber = gatewayOrderId && orderNumberOf(gatewayOrderId)
  if (gatewayOrderId && orderNumber) {
    return html`<a href="/orders/${gatewayOrderId}"><bdi>${shortNumber(orderNumber)}</bdi></a>`
  }
  const other = named ?? gatewayOrderId
  return other === undefined ? undefined : html`<bdi>${shortNumber(other)}</bdi>`
}

function paging({ before, olderThan, exchanges }: AskedView): Content {
  if (before === undefined && olderThan === undefined) return undefined
  return html`<div class="paging">
    <span>${counted(exchanges.length, 'call')} on this page</span>
    <span class="buttons">
      ${before === undefined ? undefined : html`<a class="button slim" href="/asked">Newest</a>`}
      ${olderThan === undefined ? undefined : html`<a class="button slim" href="/asked?before=${olderThan}">Older</a>`}
    </span>
  </div>`
}
