import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { Entry } from '../ledger/entry.ts'
import { toMajorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import { deedPaths, deedWords } from './deed-words.ts'
import type { AskedDeed, DeedWords, OrderAction, Wanted } from './deed-words.ts'
import { tellEntry } from './entry-words.ts'
import { head, hidden, notice, trail } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { nameOf } from './order-page.ts'
import { amountText, figureOf } from './writing.ts'
import type { Clockwork } from './writing.ts'

const noted: ReadonlySet<OrderAction> = new Set(['refund', 'review', 'resolve'])

/** One question: what will happen, what cannot be undone, and a button that names the amount. */
export function deedPage(deed: AskedDeed, clock: Clockwork): OfficePage {
  const { action, order, wanted, seal, base } = deed
  const { amountMinor } = wanted
  const here = `${base}/orders/${order.orderNumber}`
  const { question, button, wayOut, steps, warning, isOut }: DeedWords = deedWords[action](deed)
  const isNoteNeeded = action !== 'refund'
  return {
    title: question,
    main: html`${questionHead(question, order, base)}
      <form class="card ask" method="post" action="${`${here}/${deedPaths[action]}`}" aria-label="${question}">
        <input type="hidden" name="seal" value="${seal}" />
        ${amountMinor === undefined ? undefined : hidden('amount', toMajorUnits(amountMinor, order.currency))}
        ${wanted.as && hidden('as', wanted.as)} ${action === 'refund' ? writeSum(order, wanted) : undefined}
        ${writeMade(deed, clock)}
        <div class="in">
          <h2>What will happen</h2>
          <ol class="steps">
            ${steps.filter((step) => step !== undefined).map((step) => html`<li><div>${step}</div></li>`)}
          </ol>
        </div>
        ${warning && html`<div class="in">${notice('caution', 'review', html`<p>${warning}</p>`)}</div>`}
        <div class="in flow">
          ${noted.has(action) ? writeNote(isNoteNeeded) : undefined}
          <div class="buttons major">
            <button class="${isOut ? 'button out' : 'button first'}">${button}</button>
            <a class="button" href="${here}">${wayOut}</a>
          </div>
          <p class="hint">This page is good for an hour, and as long as nothing else happens to the order.</p>
        </div>
      </form>`,
  }
}

function writeMade({ made, order, wanted }: AskedDeed, clock: Clockwork): Content {
  if (!made) return undefined
  const amount = amountText(wanted.amountMinor ?? 0, order.currency)
  const by = made.by === undefined ? undefined : html` by <bdi>${made.by}</bdi>`
  return html`<div class="in">
    ${notice(
      'bad',
      'review',
      html`<p>
        <strong>${amount} were given back already${by}, ${clock.time(made.at)}.</strong> This would be once more.
      </p>`,
    )}
  </div>`
}

/** Where a question is, and what it is: the head of a page that asks one. */
export function questionHead(question: string, order: Order, base: string): Markup {
  const here = `${base}/orders/${order.orderNumber}`
  return html`<div class="ask">
    ${trail([{ text: 'Orders', href: `${base}/orders` }, { text: nameOf(order), href: here }, { text: question }])}
    <h1>${question}</h1>
  </div>`
}

function writeNote(isNeeded: boolean): Markup {
  return html`<div>
    <label for="note">Why <span class="hint">for the history, the buyer does not see it</span></label>
    <input id="note" name="note" maxlength="1000" ${isNeeded ? html`required` : undefined} />
  </div>`
}

/** Before and after, side by side. */
export function writeSum(order: Order, { amountMinor = 0 }: Pick<Wanted, 'amountMinor'>): Markup {
  const { capturedMinor, refundedMinor, currency } = order
  const figure = (minor: number): string => figureOf(minor, currency)
  return html`<div class="in">
    <table class="table plain">
      <thead>
        <tr>
          <th scope="col">Order <bdi>${nameOf(order)}</bdi></th>
          <th scope="col" class="n">Now</th>
          <th scope="col" class="n">After</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Captured</th>
          <td class="n">${figure(capturedMinor)}</td>
          <td class="n">${figure(capturedMinor)}</td>
        </tr>
        <tr>
          <th scope="row">Given back</th>
          <td class="n">${figure(-refundedMinor)}</td>
          <td class="n"><b>${figure(-refundedMinor - amountMinor)}</b></td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Kept, ${currency}</th>
          <td class="n">${figure(capturedMinor - refundedMinor)}</td>
          <td class="n">${figure(capturedMinor - refundedMinor - amountMinor)}</td>
        </tr>
      </tfoot>
    </table>
  </div>`
}

/** The order has moved on since its page was written: 409. Nothing was done, and this is what happened. */
export function stalePage(
  { order, since, base }: { readonly order: Order; readonly since: readonly Entry[]; readonly base: string },
  clock: Clockwork,
): OfficePage {
  const name = nameOf(order)
  const here = `${base}/orders/${order.orderNumber}`
  return {
    status: 409,
    title: `${name} has moved on`,
    main: html`${trail([
        { text: 'Orders', href: `${base}/orders` },
        { text: name, href: here },
      ])}
      ${head('It has moved on', 'Nothing was done: what you saw is no longer so. This has happened since.')}
      ${writeSince(order, since, clock)}
      <p class="buttons"><a class="button first" href="${here}">See how it stands now</a></p>`,
  }
}

/** What has happened to an order since a page was written, oldest first. */
export function writeSince(order: Order, since: readonly Entry[], clock: Clockwork): Content {
  const lines = since.map((entry, index) => {
    const { by, text } = tellEntry(entry, since[index - 1], order)
    return html`<li>
      ${clock.exactTime(entry.at)}
      <div>
        <span class="by"><bdi>${by}</bdi></span>
        <p>${text}</p>
      </div>
    </li>`
  })
  return html`<section class="card" aria-label="What has happened since">
    <ol class="told in">
      ${lines}
    </ol>
  </section>`
}
