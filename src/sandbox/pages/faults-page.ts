import { card, head, hidden, notice } from '../../back-office/layout.ts'
import { drawShape } from '../../back-office/shapes.ts'
import { counted } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import { timesOf } from '../../times-of.ts'
import { cut } from './deed-words.ts'
import type { Done, StaffPage } from './staff-frame.ts'

/** One kind of fault, as its button says it. */
export interface FaultButton {
  readonly kind: string
  readonly label: string
  /** Names of fields stand between backticks. */
  readonly explanation: string
}

export interface FaultsView {
  /** Every kind of fault, by what it is about. */
  readonly groups: readonly { readonly title: string; readonly faults: readonly FaultButton[] }[]
  /** Calls and callbacks that a fault may be meant for. */
  readonly calls: readonly string[]
  readonly callbacks: readonly string[]
  /** Those that are still to strike, the first in front. */
  readonly waiting: readonly {
    readonly id: number
    readonly label: string
    /** What it strikes: a call, or the next that it fits. */
    readonly target: string
    readonly leftCount: number
    readonly delayMs: number | undefined
  }[]
  /** What was typed into the fields above the buttons. */
  readonly typed: FaultFields
  /** What is wrong with it. */
  readonly errors: Partial<FaultFields>
  readonly done: Done | undefined
  readonly key: string
}

/** The fields above the buttons, as text. */
export type FaultFields = Readonly<Record<FaultField, string>>

export const faultFields = ['method', 'times', 'delayMs', 'status', 'retryAfterSecs'] as const
export type FaultField = (typeof faultFields)[number]

/** Every fault as a button, and those to come. */
export function faultsPage(view: FaultsView): StaffPage {
  const { done, errors, waiting } = view
  const hasErrors = Object.keys(errors).length > 0
  return {
    ...(hasErrors && { status: 422 }),
    title: 'Break the bank',
    place: 'faults',
    main: [
      head('Break the bank', 'One press, one fault: the next call that it fits goes wrong.'),
      done && notice('caution', 'review', html`<p>${done.text}</p>`, true),
      hasErrors ? errorNotice(errors) : undefined,
      html`<div class="cols aside">${formCard(view)} ${comeCard(waiting, view.key)}</div>`,
    ],
  }
}

function errorNotice(errors: Partial<FaultFields>): Markup {
  return html`<div class="notice bad" id="errors" role="alert">
    ${drawShape('error', 'bad')}
    <div class="flow">
      <p><strong>No fault was added.</strong></p>
      ${Object.values(errors).map((error) => html`<p>${error}</p>`)}
    </div>
  </div>`
}

function formCard(view: FaultsView): Markup {
  const { groups, key } = view
  return card(
    'break',
    'Make the next call go wrong',
    html`<form class="in flow" method="post" action="/faults">
      ${hidden('key', key)} ${enterButton}
      <div class="fields three">
        ${methodField(view)} ${textField('times', 'How often', view)} ${textField('delayMs', 'Wait, ms', view)}
      </div>
      ${moreFields(view)}
      ${groups.map(
        ({ title, faults }) =>
          html`<fieldset class="flow">
            <legend>${title}</legend>
            <ul class="faults">
              ${faults.map(faultItem)}
            </ul>
          </fieldset>`,
      )}
    </form>`,
  )
}

/** Enter in a field presses a form's first button. This one asks for no fault. */
const enterButton = html`<button class="unseen" tabindex="-1" aria-hidden="true">No fault</button>`

function methodField({ calls, callbacks, typed, errors }: FaultsView): Markup {
  const option = (name: string): Markup =>
    html`<option ${name === typed.method ? html`selected` : undefined}>${name}</option>`
  return html`<div>
    <label for="method">Which call</label>
    <select id="method" name="method" ${wrongMark(errors.method)}>
      <option value="">The next that it fits</option>
      ${optionGroup('The shop calls', calls.map(option))}
      ${callbacks.length === 0 ? undefined : optionGroup('The bank calls back', callbacks.map(option))}
    </select>
  </div>`
}

function optionGroup(label: string, options: readonly Markup[]): Markup {
  return html`<optgroup label="${label}">${options}</optgroup>`
}

function textField(name: FaultField, label: string, { typed, errors }: FaultsView): Markup {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      class="n"
      id="${name}"
      name="${name}"
      inputmode="numeric"
      maxlength="9"
      autocomplete="off"
      value="${cut(typed[name], 40)}"
      ${wrongMark(errors[name])}
    />
  </div>`
}

function wrongMark(error: string | undefined): Content {
  return error === undefined ? undefined : html`aria-invalid="true" aria-describedby="errors"`
}

/** What only a few kinds take. */
function moreFields(view: FaultsView): Markup {
  const isUsed = view.typed.status !== '' || view.typed.retryAfterSecs !== ''
  return html`<details ${isUsed ? html`open` : undefined}>
    <summary>HTTP status, Retry-After</summary>
    <div class="fields">
      ${textField('status', 'HTTP status', view)} ${textField('retryAfterSecs', 'Retry-After, s', view)}
    </div>
  </details>`
}

function faultItem({ kind, label, explanation }: FaultButton): Markup {
  return html`<li>
    <button class="button slim" name="kind" value="${kind}" aria-describedby="about-${kind}">${label}</button>
    <small id="about-${kind}">${withCode(explanation)}</small>
  </li>`
}

/** Names of fields in the type of machines, and no number parted from its unit. */
function withCode(text: string): readonly Content[] {
  const bound = text.replace(/(\d) (?=s\b|ms\b|MB\b)/g, '$1\u{a0}')
  return bound.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))
}

function comeCard(waiting: FaultsView['waiting'], key: string): Markup {
  const items = waiting.map(({ id, label, target, leftCount, delayMs }) => {
    const wait = delayMs === undefined ? '' : `, after ${delayMs} ms`
    return html`<li>
      ${drawShape('review', 'caution')}
      <div>${label}<small>${target}, ${timesOf(leftCount)}${wait}</small></div>
      <form method="post" action="/faults/drop">
        ${hidden('key', key)}${hidden('id', String(id))}
        <button class="button slim">Drop<span class="unseen"> ${label.toLowerCase()}</span></button>
      </form>
    </li>`
  })
  const all = html`<form class="in" method="post" action="/faults/drop">
    ${hidden('key', key)}${hidden('id', 'all')}
    <button class="button slim">Drop all</button>
  </form>`
  return card(
    'come',
    'Faults to come',
    items.length === 0
      ? html`<p class="in quiet">None. The bank behaves.</p>`
      : html`<ul class="todo">
            ${items}
          </ul>
          ${items.length > 1 ? all : undefined}`,
    items.length > 1 ? counted(items.length, 'fault') : undefined,
  )
}
