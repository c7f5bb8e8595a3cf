import { testCards } from '../bank/cards.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'

/** Every test card, with what happens to who pays with it. */
export const testCardTable: Markup = html`
  <p>Every card below is valid until 12/34, with any name. A wrong security code or a later date is declined.</p>
  <div class="table" role="region" aria-label="Test cards" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Card number</th>
          <th scope="col">Code</th>
          <th scope="col">What happens</th>
        </tr>
      </thead>
      <tbody>
        ${testCards.map(
          ({ number, cvc, explanation }) =>
            html`<tr>
              <td><code>${inGroups(number)}</code></td>
              <td><code>${cvc}</code></td>
              <td>${explanation}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>
`

function inGroups(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}
