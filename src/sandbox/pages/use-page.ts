import { card, head } from '../../back-office/layout.ts'
import { drawShape } from '../../back-office/shapes.ts'
import { drawNumber, shortNumber } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import { testCards } from '../bank/cards.ts'
import { badgeOf, moneyOf } from './bank-states.ts'
import { cut } from './deed-words.ts'
import type { StaffPage } from './staff-frame.ts'

export interface UseView {
  readonly restUrl: string
  readonly user: string
  /** Undefined if it is one of the shop's own: then it is shown nowhere. */
  readonly publicPassword: string | undefined
  /** Whether callbacks carry a checksum. */
  readonly hasCallbackKey: boolean
  readonly merchantName: string
  /** Whose dialect it speaks; undefined: nobody's in particular. */
  readonly bank: string | undefined
  /** The store's \`gateway.preset\` for it. */
  readonly preset: string | undefined
  /** Whether an order may name where its callbacks go. */
  readonly hasDynamicCallbacks: boolean
  /** What that changes, each in a few words. */
  readonly changes: readonly string[]
  /** The newest orders that wait for a buyer, each with its page. */
  readonly open: readonly { readonly order: BankOrder; readonly payPath: string }[]
}

/** How a shop is set up for this bank, and the cards to pay with. */
export function usePage(view: UseView): StaffPage {
  return {
    title: 'How to use it',
    place: 'use',
    main: [
      head(
        'How to use it',
        html`A bank to develop and test against. It knows your shop as <bdi>${view.merchantName}</bdi>.`,
      ),
      html`<div class="cols two">${setUpCard(view)} ${openCard(view)}</div>`,
      dialectCard(view),
      cardsCard(),
    ],
  }
}

function setUpCard({ restUrl, user, publicPassword, hasCallbackKey, preset, hasDynamicCallbacks }: UseView): Markup {
  const lines = [
    `CHECKOUT_GATEWAY_URL=${restUrl}`,
    `CHECKOUT_GATEWAY_USER=${user}`,
    `CHECKOUT_GATEWAY_PASSWORD=${publicPassword ?? ''}`,
    ...(preset === undefined ? [] : [`CHECKOUT_GATEWAY_PRESET=${preset}`, 'CHECKOUT_GATEWAY_LIVE=false']),
    ...(hasDynamicCallbacks ? ['CHECKOUT_CALLBACK_DYNAMIC=true'] : []),
    ...(hasCallbackKey ? ['CHECKOUT_CALLBACK_KEY='] : []),
  ]
  const own = [
    ...(publicPassword === undefined ? ['the password'] : []),
    ...(hasCallbackKey ? ['the key of the callbacks'] : []),
  ]
  return card(
    'set-up',
    'Set up the shop',
    html`<div class="in flow">
      <p>
        Into the shop’s
        <code>.env</code
        >${preset === undefined ? html`; <code>npx express-hosted-checkout init</code> writes all of it` : ''}:
      </p>
      <pre>${lines.join('\n')}</pre>
      ${own.length === 0 ? undefined : html`<p>Add ${own.join(' and ')} that this bank was started with.</p>`}
      <p>Then buy something. The order appears under <a href="/">Orders</a>, and can be paid there or on its page.</p>
    </div>`,
  )
}

/** What a store must be ready for, where the bank is one in particular. */
function dialectCard({ bank, changes }: UseView): Markup | undefined {
  if (bank === undefined) return undefined
  return card(
    'dialect',
    `As ${bank} speaks`,
    html`<div class="in flow">
      ${
        changes.length === 0
          ? html`<p>Nothing is known that it does otherwise than the manual says.</p>`
          : html`<ul class="flow">
              ${changes.map((change) => html`<li>${sentence(change)}</li>`)}
            </ul>`
      }
    </div>`,
  )
}

/** With a capital, unless it begins with a name of the protocol: `errorCode`. */
function sentence(words: string): string {
  const isName = /^[a-z]+[A-Z.]/.test(words)
  return `${isName ? words : words.charAt(0).toUpperCase() + words.slice(1)}.`
}

function openCard({ open }: UseView): Markup {
  const items = open.map(
    ({ order, payPath }) =>
      html`<li>
        ${drawShape(badgeOf(order).shape, 'open')}
        <div>
          <a href="${payPath}">Pay <bdi>${shortNumber(order.orderNumber)}</bdi></a>
          ${order.description === '' ? undefined : html`<small><bdi>${cut(order.description, 80)}</bdi></small>`}
        </div>
        ${moneyOf(order, order.amount)}
      </li>`,
  )
  return card(
    'open',
    'Payment pages',
    items.length === 0
      ? html`<p class="in quiet">
          No order waits for a buyer. Each has its page here once the shop has registered it.
        </p>`
      : html`<ul class="todo">
          ${items}
        </ul>`,
    'Where buyers pay, newest first',
  )
}

function cardsCard(): Markup {
  return card(
    'cards',
    'Test cards',
    html`<p class="in">
        Each is valid until 12/34, with any name. A wrong code or a later date is declined, and so is every other card.
      </p>
      <table class="table stack cards" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Number</th>
            <th role="columnheader" scope="col">Brand</th>
            <th role="columnheader" scope="col">Code</th>
            <th role="columnheader" scope="col">What happens</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${testCards.map(cardRow)}
        </tbody>
      </table>`,
  )
}

function cardRow({ number, brand, cvc, explanation }: (typeof testCards)[number]): Content {
  return html`<tr role="row">
    <th role="rowheader" scope="row">${drawNumber(number)}</th>
    <td role="cell" class="c-brand">${brand}</td>
    <td role="cell" class="mono c-code">${cvc}</td>
    <td role="cell">${explanation}</td>
  </tr>`
}
