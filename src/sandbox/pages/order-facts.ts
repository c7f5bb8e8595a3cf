import { card, factList, fold } from '../../back-office/layout.ts'
import type { Fact } from '../../back-office/layout.ts'
import { amountText, cardText, drawNumber, figureOf } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import { describeActionCode } from '../bank/action-codes.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import { readableLines } from '../bank/order-bundle.ts'
import { currencyOf } from './bank-states.ts'
import { cut } from './deed-words.ts'

interface FactsView {
  readonly order: BankOrder
  readonly merchantName: string
  readonly callbackUrl: string | undefined
  /** Why there is none, after “Nowhere: ”. */
  readonly callsNowhere: string
  readonly clock: Clockwork
}

/** What the bank has written down of an order. What it does not know is left out. */
export function factsCard(view: FactsView): Markup {
  const { merchantParams, orderBundle } = view.order
  return card(
    'facts',
    'Facts',
    html`<div class="in flow">
      ${factList([...numbers(view), ...payment(view), ...registration(view)])}
      ${Object.keys(merchantParams).length === 0 ? undefined : fold('The shop’s own data', jsonOf(merchantParams))}
      ${cartLines(view.order)} ${orderBundle && fold('The cart', jsonOf(orderBundle))}
    </div>`,
  )
}

/** How many lines of a cart the page shows. */
const maxLines = 30

/** What the buyer pays for, as it would stand on the receipt. */
function cartLines(order: BankOrder): Markup | undefined {
  const lines = readableLines(order.orderBundle)
  const currency = currencyOf(order)
  const facts = lines
    .slice(0, maxLines)
    .map(({ name, count, amount }): Fact => [cut(name, 60), `${cut(count, 40)}, ${amountText(amount, currency)}`])
  return facts.length === 0 ? undefined : factList(facts)
}

function numbers({ order, merchantName }: FactsView): readonly Fact[] {
  return [
    ['Order number', drawNumber(order.orderNumber)],
    ['Bank’s number', html`<span class="number">${order.gatewayOrderId}</span>`],
    ['Paid to', html`<bdi>${merchantName}</bdi>`],
    ['Approval code', order.approvalCode && html`<span class="number">${order.approvalCode}</span>`],
    ['Reference number', order.referenceNumber && html`<span class="number">${order.referenceNumber}</span>`],
  ]
}

function payment({ order, clock }: FactsView): readonly Fact[] {
  const { actionCode, card: used, failedTriesCount, challenge } = order
  const time = (at: Date | undefined): Content => at && clock.wholeTime(at)
  const reason = describeActionCode(actionCode)
  const currency = currencyOf(order)
  const sums = [order.approvedAmount, order.depositedAmount, order.refundedAmount]
  return [
    ['Card', used && cardText(used)],
    ['Card valid until', used && `${used.expiration.slice(4)}/${used.expiration.slice(2, 4)}`],
    ['Name on card', used && html`<bdi>${used.cardholderName}</bdi>`],
    ['actionCode', actionText(actionCode, reason)],
    ['Attempts refused', failedTriesCount > 0 ? String(failedTriesCount) : undefined],
    ['The issuer asks by', challenge?.protocol],
    ['Approved, deposited, refunded', `${sums.map((sum) => figureOf(sum, currency)).join(', ')} ${currency}`],
    ['Registered', time(order.registeredAt)],
    ['To be paid until', time(order.expiresAt)],
    ['Authorised', time(order.authorisedAt)],
    ['Captured', time(order.depositedAt)],
    ['Reversed', time(order.reversedAt)],
    ['Reversal', order.isReversalSpent ? 'Attempted; there is no second one' : undefined],
  ]
}

function actionText(actionCode: number, reason: string): string {
  if (actionCode === -100) return '-100, nobody has tried to pay'
  return reason === '' ? String(actionCode) : `${actionCode}, ${reason}`
}

function registration({ order, callbackUrl, callsNowhere }: FactsView): readonly Fact[] {
  const { isTwoPhase, isVerification, returnUrl, failUrl, language, ip, email } = order
  const kind = isVerification ? 'Checks the card only' : isTwoPhase ? 'Held, captured later' : 'Captured at once'
  return [
    ['Kind', kind],
    ['Language', language],
    ['Buyer’s address', ip && html`<bdi>${cut(ip, 80)}</bdi>`],
    ['E-mail', email && html`<bdi>${cut(email, 200)}</bdi>`],
    ['Buyers return to', address(returnUrl)],
    ['After a failure to', failUrl && address(failUrl)],
    ['Callbacks go to', callbackUrl === undefined ? `Nowhere: ${callsNowhere}` : address(callbackUrl)],
  ]
}

/** Without a login, which is nobody's business. */
function address(url: string): Content {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return html`<span class="mono"><bdi>${cut(shown.href)}</bdi></span>`
}

function jsonOf(value: unknown): string {
  return cut(JSON.stringify(value, null, 2), 8_000)
}
