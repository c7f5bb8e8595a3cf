import { hidden } from '../../back-office/layout.ts'
import { counted } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { StaffPage } from './staff-frame.ts'

export interface ForgetView {
  readonly ordersCount: number
  readonly waitingFaults: number
  readonly isClockAhead: boolean
  readonly key: string
}

/** Asks before everything is forgotten. */
export function forgetPage({ ordersCount, waitingFaults, isClockAhead, key }: ForgetView): StaffPage {
  const orders = ordersCount === 0 ? 'everything' : counted(ordersCount, 'order')
  return {
    title: 'Forget all',
    main: html`<div class="ask card">
      <div class="in flow">
        <h1>Forget ${orders}?</h1>
        <ol class="steps">
          <li>
            <div>
              The bank forgets its orders, and what it was asked. A shop that asks about one of them is told that there
              is none.
            </div>
          </li>
          <li><div>${faultsText(waitingFaults)} Callbacks that were to be repeated are not sent.</div></li>
          ${isClockAhead ? html`<li><div>Its clock is set right.</div></li>` : undefined}
        </ol>
        <form class="buttons major" method="post" action="/forget">
          ${hidden('key', key)}<button class="button out">Forget ${orders}</button>
          <a class="button" href="/">Keep everything</a>
        </form>
      </div>
    </div>`,
  }
}

function faultsText(count: number): string {
  return count === 0
    ? 'No fault is to come.'
    : `${counted(count, 'fault')} to come ${count === 1 ? 'is' : 'are'} dropped.`
}
