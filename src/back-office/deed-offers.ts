import type { MayDo } from '../explain/explanation.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { toMajorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import { actionOf, deedLabels, deedPaths } from './deed-words.ts'
import { hidden } from './layout.ts'
import { mayDo } from './operator.ts'
import type { Operator } from './operator.ts'

/** What an operator may do about an order, as links and forms; then what cannot be done now, and why. */
export function writeDeeds({ order, operator, mayBe, seal, base }: DeedsShown): Content {
  const here = `${base}/orders/${order.orderNumber}`
  const allowed = mayBe.filter(({ action }) => mayDo(operator, actionOf[action]))
  const offers = allowed.map((one, index) => writeOffer(one, { here, order, seal, isFirst: index === 0 }))
  const isForgettable = mayDo(operator, 'forget') && mayBe.length === 0 && order.forgottenAt === undefined
  if (offers.length === 0 && !isForgettable) {
    const why = mayBe.length === 0 ? 'Nothing is left to do.' : `${operator.name} may only look.`
    return html`<p class="in quiet">${why}</p>`
  }
  return html`<ul class="deeds in">
    ${offers}
    ${isForgettable ? html`<li><a class="button" href="${here}/forget">Blank what is personal</a></li>` : undefined}
  </ul>`
}

export interface DeedsShown {
  readonly order: Order
  readonly operator: Operator
  /** What `explain` offers. */
  readonly mayBe: readonly MayDo[]
  /** For a question to the bank, which needs no page of its own. */
  readonly seal: string
  readonly base: string
}

interface OfferTerms {
  readonly here: string
  readonly order: Order
  readonly seal: string
  readonly isFirst: boolean
}

function writeOffer({ action, as }: MayDo, { here, order, seal, isFirst }: OfferTerms): Markup {
  const address = `${here}/${deedPaths[actionOf[action]]}`
  const look = isFirst ? 'button first' : 'button'
  if (action === 'settle') {
    return html`<li>
      <form method="post" action="${address}">
        ${hidden('seal', seal)}<button class="${look}">${deedLabels.settle}</button>
      </form>
    </li>`
  }
  if (action === 'refund' || action === 'capture') return writeAmountOffer(action, { here, order, seal, isFirst })
  const label = as === undefined ? deedLabels[action] : `${deedLabels.resolve} as ${as}`
  return html`<li><a class="${look}" href="${as === undefined ? address : `${address}?as=${as}`}">${label}</a></li>`
}

/** An amount first: nothing moves before it is confirmed on a page of its own. */
function writeAmountOffer(action: 'capture' | 'refund', { here, order, isFirst }: OfferTerms): Markup {
  const { currency, capturedMinor, refundedMinor, capturingMinor, amountMinor } = order
  const mostMinor = action === 'refund' ? capturedMinor - refundedMinor : (capturingMinor ?? amountMinor)
  const most = toMajorUnits(mostMinor, currency)
  return html`<li>
    <form class="give" action="${`${here}/${action}`}">
      <div>
        <label for="${action}-amount">${deedLabels[action]}, ${currency}</label>
        <input
          class="n"
          id="${action}-amount"
          name="amount"
          inputmode="decimal"
          value="${most}"
          aria-describedby="${action}-hint"
        />
      </div>
      <button class="${isFirst ? 'button first' : 'button'}">Go on</button>
    </form>
    <p class="hint" id="${action}-hint">Up to ${most}. Nothing moves before you confirm.</p>
  </li>`
}
