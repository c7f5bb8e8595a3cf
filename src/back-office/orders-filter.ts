import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import { declineCategories, handOverStatuses, orderStatuses } from '../order.ts'
import { maxTextLength } from '../search/search-text.ts'
import { declineWords } from './decline-words.ts'
import { hidden } from './layout.ts'
import { goodsBadges, moneyBadges } from './states.ts'
import { shortText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** A filter that is set: what it says, and the address without it. */
export interface Chip {
  readonly text: string
  readonly without: string
}

/** What the form of a list shows. */
export interface FilterShown {
  /** By the names of the form's fields: what is set. */
  readonly filters: Readonly<Record<string, string>>
  /** What the fields hold: what is set, and what was written there and cannot be read. */
  readonly written: Readonly<Record<string, string>>
  readonly chips: readonly Chip[]
  /** ISO 4217 alphabetic codes of the shop's orders. */
  readonly currencies: readonly string[]
}

const statusOptions = orderStatuses.map((one) => [one, moneyBadges[one].word] as const)
const declineOptions = declineCategories.map((one) => [one, declineWords[one] ?? one] as const)
const goodsOptions = handOverStatuses.map((one) => [one, one === 'none' ? 'Not due' : goodsBadges[one].word] as const)

function wordOf(options: readonly (readonly [string, string])[], value: string): string {
  return options.find(([one]) => one === value)?.[1] ?? value
}

/** What a chip says of each filter that can be read. */
export const chipWords: Readonly<Record<string, (value: string, clock: Clockwork) => string>> = {
  status: (value) => wordOf(statusOptions, value),
  goods: (value) => `Goods: ${wordOf(goodsOptions, value).toLowerCase()}`,
  since: (value, clock) => `Opened from ${clock.day(value)}`,
  until: (value, clock) => `Opened to ${clock.day(value)}`,
  paidSince: (value, clock) => `Paid from ${clock.day(value)}`,
  paidUntil: (value, clock) => `Paid to ${clock.day(value)}`,
  amount: (value) => `Amount ${value}`,
  currency: (value) => `In ${value}`,
  email: (value) => `E-mail ${value}`,
  cardEnd: (value) => `Card ends ${value}`,
  sku: (value) => `Item ${value}`,
  declined: (value) => `Refused: ${wordOf(declineOptions, value).toLowerCase()}`,
}

/** The search box and the filters, as one form that is sent into the address. */
export function writeFilters({ filters, written, chips, currencies }: FilterShown, base: string): Markup {
  const [isSet, isUnread] = [chips.length > 0, Object.keys(written).length > Object.keys(filters).length]
  return html`<form class="filter in" action="${base}/orders" role="search">
    ${filters.view === undefined ? undefined : hidden('view', filters.view)}
    <div class="seek">
      <label for="q">Find</label>
      <p class="hint" id="q-hint">
        An exact number first: ours, the bank’s, reference, link, refund key. Then e-mail, card end, amount.
      </p>
      <input
        id="q"
        type="search"
        name="q"
        maxlength="${maxTextLength}"
        value="${written.q?.slice(0, maxTextLength) ?? ''}"
        aria-describedby="q-hint"
      />
    </div>
    <button class="button first">Find</button>
    <div class="row">
      <details ${isUnread ? html`open` : undefined}>
        <summary>Filters${isSet ? ` (${chips.length} set)` : ''}</summary>
        ${writeFields(written, currencies)}
      </details>
      ${isSet ? writeChips(chips) : undefined}
    </div>
  </form>`
}

function writeFields(written: FilterShown['written'], currencies: readonly string[]): Markup {
  const value = (name: string): string => written[name] ?? ''
  const currency = value('currency')
  const known = currency === '' || currencies.includes(currency) ? currencies : [...currencies, currency]
  const currencyOptions = known.map((one) => [one, one] as const)
  return html`<div class="fields">
    ${choice('status', 'Status', statusOptions, value('status'))}
    ${choice('goods', 'Goods', goodsOptions, value('goods'))} ${field('since', 'Opened from', value('since'), 'date')}
    ${field('until', 'Opened to', value('until'), 'date')}
    ${field('paidSince', 'Paid from', value('paidSince'), 'date')}
    ${field('paidUntil', 'Paid to', value('paidUntil'), 'date')}
    ${field('amount', 'Amount', value('amount'), 'decimal')}
    ${choice('currency', 'Currency', currencyOptions, currency)} ${field('email', 'E-mail', value('email'), 'email')}
    ${field('cardEnd', 'Card ends', value('cardEnd'), 'digits')} ${field('sku', 'Item (SKU)', value('sku'), 'text')}
    ${choice('declined', 'Bank refused', declineOptions, value('declined'))}
    <p class="wide buttons"><button class="button">Show these</button></p>
  </div>`
}

/** What each kind of field takes; no browser is to keep an address from being sent that can be read. */
const kinds = {
  text: html`type="text" maxlength="255"`,
  email: html`type="text" inputmode="email" autocomplete="off" maxlength="320"`,
  decimal: html`type="text" inputmode="decimal" maxlength="20"`,
  digits: html`type="text" inputmode="numeric" maxlength="4"`,
  date: html`type="date"`,
} as const

function field(name: string, label: string, value: string, kind: keyof typeof kinds): Markup {
  return html`<div>
    <label for="${name}">${label}</label><input id="${name}" name="${name}" ${kinds[kind]} value="${value}" />
  </div>`
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[], value: string): Markup {
  return html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">Any</option>
      ${options.map(
        ([one, word]) => html`<option value="${one}" ${one === value ? html`selected` : undefined}>${word}</option>`,
      )}
    </select>
  </div>`
}

/** Longest text of a chip, in UTF-16 code units. */
const maxChipLength = 60

function writeChips(chips: readonly Chip[]): Markup {
  return html`<p class="chips">
    <span class="unseen">Set:</span>
    ${chips.map(({ text, without }) => {
      const shown = shortText(text, maxChipLength)
      return html`<span class="chip"
        ><bdi>${shown}</bdi> <a href="${without}" aria-label="${`Take away: ${shown}`}">×</a></span
      >`
    })}
  </p>`
}
