import { card, hidden } from '../../back-office/layout.ts'
import { figureOf } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import { isOpen } from '../bank/bank-order.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import { testCards } from '../bank/cards.ts'
import { deedNames, deeds, mostOf, possibleDeeds } from '../bank/deeds.ts'
import type { DeedName } from '../bank/deeds.ts'
import { amountOf, currencyOf } from './bank-states.ts'
import { deedWords } from './deed-words.ts'

/** A form that was sent back, with what is wrong with it. */
export interface DeedFault {
  readonly name: DeedName
  /** What was typed. */
  readonly typed: string
  readonly text: string
}

interface DeedsView {
  readonly order: BankOrder
  /** Where the buyer pays. */
  readonly payPath: string
  readonly fault: DeedFault | undefined
  readonly key: string
}

/** What can be done to the order now, each a form of its own; and why the rest cannot. */
export function deedsCard(view: DeedsView): Markup {
  const names = possibleDeeds(view.order)
  const forms = names.map((name) => html`<li>${deedForm(name, view)}</li>`)
  const cannot = deedNames.filter((name) => !names.includes(name) && reasonWhyNot(name, view.order) !== undefined)
  return card(
    'deeds',
    'Do it by hand',
    html`<ul class="deeds in">
      ${isOpen(view.order) ? payPageItem(view) : undefined}
      ${forms.length === 0 ? html`<li>Nothing is left to do.</li>` : forms}
      ${
        cannot.length === 0
          ? undefined
          : html`<li class="cannot flow">
              ${cannot.map((name) => html`<p><b>${deedWords[name].button}:</b> ${reasonWhyNot(name, view.order)}.</p>`)}
            </li>`
      }
    </ul>`,
  )
}

function payPageItem({ payPath }: DeedsView): Markup {
  return html`<li>
    <a class="button first" href="${payPath}">Open the payment page</a>
    <p class="hint">Where the buyer types a card, and is sent back to the shop.</p>
  </li>`
}

function deedForm(name: DeedName, { order, fault, key }: DeedsView): Markup {
  const most = mostOf(name, order)
  const content =
    most !== undefined
      ? amountForm(name, { order, most, fault: fault?.name === name ? fault : undefined })
      : name === 'pay' && order.orderStatus === 0
        ? cardForm(order)
        : html`<button class="button">${wholeText(name, order)}</button>
            <p class="hint">${deedWords[name].hint}</p>`
  return html`<form method="post" action="/orders/${order.gatewayOrderId}">
    ${hidden('key', key)} ${hidden('deed', name)} ${content}
  </form>`
}

function wholeText(name: DeedName, order: BankOrder): Content {
  const { button } = deedWords[name]
  if (name === 'release') return `${button} ${amountOf(order, order.approvedAmount)}`
  if (name === 'chargeBack') return `${button} ${amountOf(order, order.depositedAmount)}`
  return deeds[name].by === 'buyer' || name === 'expire' ? button : `${button}: ${amountOf(order, order.amount)}`
}

interface AmountTerms {
  readonly order: BankOrder
  /** In integer minor units. */
  readonly most: number
  readonly fault: DeedFault | undefined
}

function amountForm(name: DeedName, { order, most, fault }: AmountTerms): Markup {
  const { button, hint } = deedWords[name]
  const currency = currencyOf(order)
  const described = fault ? `${name}-fault ${name}-hint` : `${name}-hint`
  return html`<div class="give">
      <div>
        <label for="${name}-amount">${button}, ${currency}</label>
        <input
          class="n"
          id="${name}-amount"
          name="amount"
          inputmode="decimal"
          maxlength="20"
          autocomplete="off"
          value="${fault ? fault.typed : figureOf(most, currency).replace(/\s/g, '')}"
          aria-describedby="${described}"
          ${fault && html`aria-invalid="true" autofocus`}
        />
      </div>
      <button class="button">${button}</button>
    </div>
    ${fault && html`<p class="wrong" id="${name}-fault">${fault.text}</p>`}
    <p class="hint" id="${name}-hint">Up to ${amountOf(order, most)}. ${hint}</p>`
}

/** The buyer takes one of the test cards. */
function cardForm(order: BankOrder): Markup {
  const { button, hint } = deedWords.pay
  const options = testCards.map(
    ({ number, brand, explanation }) =>
      html`<option value="${number}">${brand} ${number.slice(-4)}: ${explanation}</option>`,
  )
  return html`<div class="give">
      <div>
        <label for="card">Pay ${amountOf(order, order.amount)} with</label>
        <select id="card" name="card" aria-describedby="pay-hint">
          ${options}
        </select>
      </div>
      <button class="button">${button}</button>
    </div>
    <p class="hint" id="pay-hint">${hint}</p>`
}

/** In words that follow the name of the deed. Undefined if nobody would ask. */
function reasonWhyNot(name: DeedName, order: BankOrder): string | undefined {
  const { orderStatus, isReversalSpent } = order
  if (name === 'release' && orderStatus === 1 && isReversalSpent) return 'there is one attempt, and it is spent'
  if (name === 'pay' && orderStatus === 6) return 'the order is closed; the money can still come late'
  return name === 'refund' ? reasonWhyNoRefund(order) : undefined
}

function reasonWhyNoRefund({ orderStatus, isChargedBack }: BankOrder): string | undefined {
  if (isChargedBack) return 'the money was charged back'
  if (orderStatus === 1) return 'nothing is captured yet'
  return orderStatus === 2 || orderStatus === 4 ? 'nothing is left' : undefined
}
