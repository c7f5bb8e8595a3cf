import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { PaymentLink } from '../links/payment-link.ts'
import { card, empty, head, notice } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { drawBadge, linkBadges } from './states.ts'
import { amountText, counted, drawMoney, shortText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** Payment links, and what an operator may do about them. */
export interface LinksShown {
  /** Newest first. */
  readonly links: readonly PaymentLink[]
  /** Where older ones are; undefined if there are none. */
  readonly olderUrl: string | undefined
  /** The one that was just made. */
  readonly made: PaymentLink | undefined
  readonly withdrawn: PaymentLink | undefined
  /** Undefined for an operator who may make none. */
  readonly form: LinkForm | undefined
}

export interface LinkForm {
  /** Signed: for whom the page was written. */
  readonly seal: string
  /** ISO 4217 alphabetic code that is meant where nobody says another. */
  readonly currency: string | undefined
  /** What was typed before, if it could not be read, and what was wanted. */
  readonly typed: Readonly<Record<string, string>>
  readonly problem: string | undefined
  /** `YYYY-MM-DD` of the shop's zone. */
  readonly goodUntil: string
}

/** Links that staff have sent, and a form for a new one. */
export function linksPage(shown: LinksShown, base: string, clock: Clockwork): OfficePage {
  const { links, olderUrl, made, withdrawn, form } = shown
  const list = card(
    'list',
    'Links made',
    links.length === 0
      ? empty('No links yet.', 'Make one, and send its address by e-mail or chat.')
      : [writeList(shown, base, clock), writePaging(links, olderUrl, clock)],
  )
  return {
    status: form?.problem === undefined ? 200 : 400,
    title: 'Payment links',
    place: 'links',
    main: html`${head('Payment links', 'Send one by e-mail or chat. Opening it takes nothing; it is paid once.')}
    ${made && writeMade(made, clock)}
    ${
      withdrawn &&
      notice('over', 'declined', html`<p><strong>The link is withdrawn.</strong> Nobody can pay it any more.</p>`, true)
    }
    ${form ? html`<div class="cols aside">${list} ${writeForm(form, base)}</div>` : list}`,
  }
}

function writeMade({ url, amountMinor, currency, description, expiresAt }: PaymentLink, clock: Clockwork): Markup {
  const what = description === undefined ? '' : ` for “${shortText(description, maxWhat)}”`
  const words = html`<p>
      <strong>The link is ready.</strong> ${amountText(amountMinor, currency)}${what}, good until
      ${clock.time(expiresAt)}.
    </p>
    <div class="copy"><label for="url">Copy this</label><textarea id="url" rows="2" readonly>${url}</textarea></div>`
  return notice('good', 'paid', words, true)
}

function writeList({ links, form }: LinksShown, base: string, clock: Clockwork): Markup {
  const headings = ['For', 'Amount', 'State', 'Good until']
  return html`<table class="table stack labelled" role="table">
    <thead role="rowgroup">
      <tr role="row">
        ${headings.map(
          (heading) =>
            html`<th role="columnheader" scope="col" ${heading === 'Amount' ? html`class="n"` : undefined}>
              ${heading}
            </th>`,
        )}
        <th role="columnheader" scope="col"><span class="unseen">Deed</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${links.map((link) => writeRow(link, { base, clock, seal: form?.seal }))}
    </tbody>
  </table>`
}

interface RowTerms {
  readonly base: string
  readonly clock: Clockwork
  readonly seal: string | undefined
}

/** Longest texts of a row, in UTF-16 code units: forty rows are to be a page of less than 60 kB. */
const maxWhat = 120
const maxReference = 60
const maxNote = 200

/** What is paid by it; the buyer sees the whole. */
function whatOf({ description, sku }: Pick<PaymentLink, 'description' | 'sku'>): string {
  return shortText(description ?? sku, maxWhat)
}

function writeRow(link: PaymentLink, { base, clock, seal }: RowTerms): Markup {
  const { linkNumber, amountMinor, currency, reference, note, orderNumber, expiresAt } = link
  const short = `${linkNumber.slice(0, 4)}…${linkNumber.slice(-4)}`
  const names = reference === linkNumber ? short : `${short}, ${shortText(reference, maxReference)}`
  const paidBy =
    orderNumber === undefined
      ? undefined
      : html`<small><a href="${`${base}/orders/${orderNumber}`}">Its order</a></small>`
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <bdi>${whatOf(link)}</bdi> <small class="quiet"><bdi>${names}</bdi></small>
      ${note && html`<small class="quiet">Note: <bdi>${shortText(note, maxNote)}</bdi></small>`}
    </th>
    <td role="cell" class="n amount" data-label="Amount">${drawMoney(amountMinor, currency)}</td>
    <td role="cell" data-label="State"><div>${drawBadge(linkBadges[link.state])} ${paidBy}</div></td>
    <td role="cell" data-label="Good until">${clock.time(expiresAt)}</td>
    <td role="cell">${link.state === 'open' && seal !== undefined ? writeWithdraw(link, base, seal) : undefined}</td>
  </tr>`
}

function writeWithdraw(link: PaymentLink, base: string, seal: string): Markup {
  return html`<form method="post" action="${`${base}/links/${link.linkNumber}/withdraw`}">
    <input type="hidden" name="seal" value="${seal}" />
    <button class="button slim">Withdraw<span class="unseen"> ${whatOf(link)}</span></button>
  </form>`
}

function writePaging(links: readonly PaymentLink[], olderUrl: string | undefined, clock: Clockwork): Content {
  const last = links.at(-1)
  return html`<nav class="paging" aria-label="Pages">
    <span>${counted(links.length, 'link')}${last && html`, down to ${clock.time(last.createdAt)}`}</span>
    ${olderUrl && html`<span class="buttons"><a class="button slim" rel="next" href="${olderUrl}">Older</a></span>`}
  </nav>`
}

function writeForm({ seal, currency, typed, problem, goodUntil }: LinkForm, base: string): Markup {
  const value = (name: string, otherwise = ''): string => typed[name] ?? otherwise
  return card(
    'new',
    'A new link',
    html`<form class="in fields" method="post" action="${base}/links">
      <input type="hidden" name="seal" value="${seal}" />
      ${problem && html`<div class="wide">${notice('bad', 'review', html`<p>${problem}</p>`, true)}</div>`}
      <div class="wide">
        <label for="what">For <span class="hint">the buyer sees it</span></label>
        <input id="what" name="description" maxlength="512" value="${value('description')}" required />
      </div>
      <div>
        <label for="amount">Amount</label>
        <input class="n" id="amount" name="amount" inputmode="decimal" value="${value('amount')}" required />
      </div>
      <div>
        <label for="currency">Currency</label>
        <input id="currency" name="currency" maxlength="3" value="${value('currency', currency)}" required />
      </div>
      <div>
        <label for="reference">Reference</label>
        <input id="reference" name="reference" maxlength="255" value="${value('reference')}" />
      </div>
      <div>
        <label for="until">Good until</label>
        <input id="until" type="date" name="until" value="${value('until', goodUntil)}" required />
      </div>
      <div class="wide">
        <label for="note">Note <span class="hint">only you see it</span></label>
        <input id="note" name="note" maxlength="2000" value="${value('note')}" />
      </div>
      <div class="wide"><button class="button first">Make the link</button></div>
    </form>`,
  )
}
