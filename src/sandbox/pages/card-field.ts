import type { CardField } from '../bank/card-fields.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'

export interface CardFormField {
  readonly name: CardField
  readonly label: string
  readonly hint?: string
  readonly autocomplete: string
  readonly isNumeric: boolean
  readonly maxLength: number
}

export const securityCode: CardFormField = {
  name: 'cvc',
  label: 'Security code',
  hint: '3 digits on the back',
  autocomplete: 'cc-csc',
  isNumeric: true,
  maxLength: 4,
}

/** `autocomplete` names from the HTML standard, so browsers offer stored cards. */
export const cardFields: readonly CardFormField[] = [
  { name: 'number', label: 'Card number', autocomplete: 'cc-number', isNumeric: true, maxLength: 23 },
  {
    name: 'expiry',
    label: 'Expiry date',
    hint: 'MM / YY',
    autocomplete: 'cc-exp',
    isNumeric: true,
    maxLength: 9,
  },
  securityCode,
  { name: 'name', label: 'Name on card', autocomplete: 'cc-name', isNumeric: false, maxLength: 26 },
]

/** One field of a form, with what is wrong with it. The security code is never shown again. */
export function cardField(field: CardFormField, error: string | undefined, value: string | undefined): Markup {
  const { name, label, hint, autocomplete, isNumeric, maxLength } = field
  const describedBy = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ')
  return html`
    <div class="field field-${name}">
      <label for="${name}">${label}</label>
      ${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
      ${error === undefined ? undefined : html`<p class="field-error" id="${name}-error">${error}</p>`}
      <input
        id="${name}"
        name="${name}"
        type="text"
        required
        autocomplete="${autocomplete}"
        inputmode="${isNumeric ? 'numeric' : 'text'}"
        maxlength="${maxLength}"
        ${describedBy === '' ? undefined : html`aria-describedby="${describedBy}"`}
        ${error === undefined ? undefined : html`aria-invalid="true"`}
        ${value === undefined || name === 'cvc' ? undefined : html`value="${value}"`}
      />
    </div>
  `
}
