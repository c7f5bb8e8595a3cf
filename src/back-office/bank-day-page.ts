import type { Balance, BalanceSide, BalanceTotal } from '../balance/balance.ts'
import { differenceKinds, isRemark, kindWords } from '../balance/difference.ts'
import type { Difference, DifferenceKind } from '../balance/difference.ts'
import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { findCurrency } from '../iso-4217.ts'
import { card, empty, head, notice, trail } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { counted, countText, drawMoney, shortNumber, shortText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** A day of the ledger, and what the bank said of it when it was last asked. */
export interface BankDayShown {
  /** `YYYY-MM-DD` of the shop's zone. */
  readonly day: string
  /** Undefined until somebody has asked. */
  readonly balance: Balance | undefined
  /** Why the bank could not be asked just now. */
  readonly problem?: string | undefined
  /** Whether the address says that somebody has just asked, and this process has not: it proves nothing. */
  readonly isElsewhere?: boolean | undefined
  /** Whether the operator may ask the bank. */
  readonly mayAsk: boolean
  /** Signed: for whom the page was written, and for which day. */
  readonly seal: string
}

/** The day beside the bank: what differs, and what to do about it. The bank is asked on a press alone. */
export function bankDayPage(shown: BankDayShown, base: string, clock: Clockwork): OfficePage {
  const { day, balance, problem } = shown
  return {
    title: 'Beside the bank',
    place: 'books',
    main: html`${trail([{ text: 'Books', href: `${base}/books` }, { text: 'Beside the bank' }])}
    ${head('Beside the bank', writeLine(shown, clock), writeAsk(shown, base))}
    ${problem && notice('caution', 'review', html`<p>${problem}</p>`, true)} ${writeDay(day, base, clock)}
    ${balance ? writeBalance(balance, base) : writeUnasked(shown)} ${writeByHand(day)}`,
  }
}

function writeLine(shown: BankDayShown, clock: Clockwork): Markup {
  return html`${clock.wholeDay(shown.day)}, a day of ${clock.zone}. ${writeAsked(shown, clock)}`
}

function writeAsked({ balance, problem, isElsewhere }: BankDayShown, clock: Clockwork): Content {
  if (balance) return html`The bank ${problem ? 'last answered' : 'was asked'} at ${clock.exactTime(balance.at)}.`
  if (problem) return 'The bank was asked, and gave nothing to compare.'
  return isElsewhere ? askedElsewhere : notAsked
}

const notAsked = 'This process of the shop has not asked the bank about it since it started.'
const askedElsewhere =
  'If the bank was asked just now, another process of the shop keeps the answer, unless that has been started anew.'

function writeAsk({ day, balance, mayAsk, seal }: BankDayShown, base: string): Content {
  if (!mayAsk) return undefined
  return html`<form class="buttons" method="post" action="${`${base}/books/bank?day=${day}`}">
    <input type="hidden" name="seal" value="${seal}" />
    <button class="button">${balance ? 'Ask the bank again' : 'Ask the bank'}</button>
  </form>`
}

function writeDay(day: string, base: string, clock: Clockwork): Markup {
  return html`<div class="span screen">
    <form action="${base}/books/bank">
      <label for="day">Day</label>
      <input id="day" type="date" name="day" value="${day}" max="${clock.today}" required />
      <button class="button">Show</button>
    </form>
  </div>`
}

function writeUnasked(shown: BankDayShown): Markup {
  if (shown.isElsewhere && shown.problem === undefined) {
    return html`<section class="card">${empty('The answer is not here.', whereItIs)}</section>`
  }
  const { mayAsk, problem } = shown
  const strong = problem === undefined ? 'Nobody has asked here yet.' : 'There is nothing to compare yet.'
  const then = mayAsk
    ? 'Press “Ask the bank”: it is asked for its own list of the day. Nothing is changed by it.'
    : 'Asking takes the right to ask the bank.'
  return html`<section class="card">${empty(strong, then)}</section>`
}

const whereItIs =
  'Load this page again: with several processes, the one that asked shows it when its turn comes. The command below ' +
  'shows the same by itself.'

function writeBalance(balance: Balance, base: string): Content {
  const { counts, notes, totals } = balance
  const kinds = differenceKinds.filter((kind) => counts[kind] !== undefined)
  return [
    writeVerdict(balance),
    notes.map((note) => notice('open', 'note', html`<p>${note}</p>`)),
    totals.length === 0
      ? html`<section class="card">${empty('Nothing was paid.', 'Neither the bank nor the ledger has any.')}</section>`
      : card('sums', 'What was paid', writeTotals(totals), 'Of the day’s orders, as they stand now'),
    kinds.map((kind) => writeKind(kind, balance, base)),
  ]
}

function writeVerdict({ isBalanced, isOver, counts }: Balance): Markup {
  const sum = (isWanted: (kind: DifferenceKind) => boolean): number =>
    differenceKinds.filter(isWanted).reduce((total, kind) => total + (counts[kind] ?? 0), 0)
  const remarks = sum(isRemark)
  const ofThese = remarks === 1 ? 'it' : 'them'
  const more = remarks === 0 ? '' : ` ${counted(remarks, 'remark')}: no money is missing for ${ofThese}.`
  if (isBalanced) {
    const words = html`<p><strong>Balanced.</strong> Every order agrees to the minor unit.${more}</p>`
    return notice('good', 'paid', words, true)
  }
  const count = sum((kind) => !isRemark(kind))
  if (count === 0 && !isOver) {
    const words = html`<p><strong>Not balanced yet.</strong> So far every order agrees to the minor unit.${more}</p>`
    return notice('open', 'note', words, true)
  }
  const differences = counted(count, 'difference')
  return notice('bad', 'review', html`<p><strong>Not balanced: ${differences}.</strong>${more}</p>`, true)
}

function writeTotals(totals: readonly BalanceTotal[]): Markup {
  const headings = ['Orders', 'Paid', 'Given back', 'Fee']
  return html`<table class="table stack labelled" role="table" aria-labelledby="h-sums">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">By</th>
        ${headings.map((heading) => html`<th role="columnheader" scope="col" class="n">${heading}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${totals.map(({ currency, bank, ledger, feeMinor }) => [
        writeSide('The bank', bank, currency, drawMoney(feeMinor, currency)),
        writeSide('The ledger', ledger, currency, '–'),
      ])}
    </tbody>
  </table>`
}

function writeSide(
  name: string,
  { paidCount, paidMinor, refundedMinor }: BalanceSide,
  currency: string,
  fee: Content,
): Markup {
  return html`<tr role="row">
    <th role="rowheader" scope="row">${name}</th>
    <td role="cell" class="n" data-label="Orders">${countText(paidCount)}</td>
    <td role="cell" class="n" data-label="Paid">${drawMoney(paidMinor, currency)}</td>
    <td role="cell" class="n" data-label="Given back">${drawMoney(refundedMinor, currency)}</td>
    <td role="cell" class="n" data-label="Fee">${fee}</td>
  </tr>`
}

/** No more of one kind are shown. Chosen by feel. */
const maxShown = 20

/** All rows of all kinds together: the page stays below 60 kB, whatever their texts are. In bytes. */
const maxRowBytes = 32_000

/** The first of a kind, as far as there is room for them: as much for one kind as for another. */
function writeFirst(differences: readonly Difference[], maxBytes: number, base: string): readonly Markup[] {
  const rows: Markup[] = []
  let bytes = 0
  for (const one of differences.slice(0, maxShown)) {
    const row = writeDifference(one, base)
    bytes += Buffer.byteLength(toText(row))
    if (rows.length > 0 && bytes > maxBytes) break
    rows.push(row)
  }
  return rows
}

function writeKind(kind: DifferenceKind, { counts, differences }: Balance, base: string): Markup {
  const { title, help } = kindWords[kind]
  const kept = differences.filter((one) => one.kind === kind)
  const shown = writeFirst(kept, maxRowBytes / Object.keys(counts).length, base)
  const more = (counts[kind] ?? 0) - shown.length
  return card(
    kind,
    title,
    html`<p class="in">${help}</p>
      <table class="table stack labelled differences" role="table" aria-labelledby="h-${kind}">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Order</th>
            <th role="columnheader" scope="col">What differs</th>
            <th role="columnheader" scope="col" class="n">Bank</th>
            <th role="columnheader" scope="col" class="n">Ledger</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown}
        </tbody>
      </table>
      ${writeMore(more, kept.length)}`,
    isRemark(kind) ? `${counted(counts[kind] ?? 0, 'order')}, nothing is missing` : counted(counts[kind] ?? 0, 'order'),
  )
}

function writeMore(more: number, kept: number): Content {
  const where = `--json on the command line has ${countText(kept)} in all`
  return more > 0 ? html`<p class="in quiet">And ${countText(more)} more: ${where}.</p>` : undefined
}

function writeDifference(difference: Difference, base: string): Markup {
  const { text, currency, bankMinor, ledgerMinor, ledgerCurrency } = difference
  return html`<tr role="row">
    <th role="rowheader" scope="row">${writeOrder(difference, base)}</th>
    <td role="cell">${shortText(text, 200)}</td>
    <td role="cell" class="n" data-label="Bank">${amountOr(bankMinor, currency)}</td>
    <td role="cell" class="n" data-label="Ledger">${amountOr(ledgerMinor, ledgerCurrency)}</td>
  </tr>`
}

/** A bank may name no currency, or none that there is: then nobody knows how many digits are behind the point. */
function amountOr(amountMinor: number | undefined, currency: string): Content {
  if (amountMinor === undefined) return '–'
  return findCurrency(currency)
    ? drawMoney(amountMinor, currency)
    : `${amountMinor} ${currency === '' ? '?' : currency}`
}

/** An order that this ledger has is a link; what it does not have is the bank's word alone. */
function writeOrder({ kind, orderNumber, gatewayOrderId = '', reference }: Difference, base: string): Markup {
  if (orderNumber === undefined || kind === 'unknown-to-ledger' || kind === 'other-shop') {
    // There is no page to find the rest of it on.
    return html`<span class="mono" translate="no">${shortText(orderNumber ?? gatewayOrderId, 40)}</span>`
  }
  const short = html`<span class="mono" translate="no">${shortNumber(orderNumber)}</span>`
  const name = reference === undefined ? short : html`<bdi>${shortText(reference, 40)}</bdi>`
  return html`<a href="${`${base}/orders/${encodeURIComponent(orderNumber)}`}">${name}</a>${
      reference === undefined ? undefined : html` <small class="quiet">${short}</small>`
    }`
}

function writeByHand(day: string): Markup {
  return html`<p class="quiet small">
    A registry that the bank sends, and orders that are to be taken in again, are the command line’s:
    <code>npx express-hosted-checkout balance --day ${day} --file registry.csv</code>
  </p>`
}
