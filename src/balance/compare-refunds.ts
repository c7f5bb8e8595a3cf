import { movementsOf } from '../books/movements.ts'
import { dayFrom, dayOf, periodOf } from '../days.ts'
import type { LookedUpOrder } from '../ledger/balance-ledger.ts'
import type { BookedOrder } from '../ledger/books.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { moneyText } from '../money.ts'
import type { BankDay } from './bank-day.ts'
import type { RefundsOfDay } from './bank-refunds.ts'
import { owesOnceAsked } from './compare-order.ts'
import type { Difference } from './difference.ts'
import type { Findings } from './findings.ts'
import { idsOf, isOwnNumber, lookUpIn } from './look-up.ts'

export interface CompareRefundsDeps {
  readonly ledger: Pick<Ledger, 'bookPages' | 'ordersWithIds'>
  readonly bankDay: BankDay
  readonly findings: Findings
}

export interface CompareRefundsTerms {
  readonly day: string
  /** Zone whose day it is. */
  readonly timeZone: string
  /** Whether the bank can know an order of this gateway account. */
  readonly isKnownThere: (gatewayAccount: string) => boolean
}

/** What went back on the day, order by order. */
export async function compareRefunds(deps: CompareRefundsDeps, terms: CompareRefundsTerms): Promise<void> {
  const { ledger, bankDay, findings } = deps
  await addLedgerRefunds(deps, terms)
  for (const page of bankDay.refundsOf(terms.day)) {
    const gaps = page.filter(({ bankMinor, ledgerMinor }) => bankMinor !== ledgerMinor)
    const lookedUp = lookUpIn(await ledger.ordersWithIds(idsOf(gaps)))
    for (const refund of page) {
      const { bankMinor, ledgerMinor, currency } = refund
      const isGap = bankMinor !== ledgerMinor
      const found = isGap ? lookedUp(refund) : undefined
      if (isGap) findings.add([ofGap(refund, found)])
      // Where both say the same, it is the ledger's own. What another shop on the login gave back is in no sum of ours.
      const isOurs = isGap ? (found?.isOwn ?? isOwnNumber(refund)) : true
      if (isOurs) findings.count('bank', currency, { refundedMinor: bankMinor })
      findings.count('ledger', currency, { refundedMinor: ledgerMinor })
    }
  }
}

/** The day's, and its neighbours': a registry may have a refund a day later. */
async function addLedgerRefunds(
  { ledger, bankDay }: CompareRefundsDeps,
  { day, timeZone, isKnownThere }: CompareRefundsTerms,
): Promise<void> {
  for await (const page of ledger.bookPages(periodOf(dayFrom(day, -1), dayFrom(day, 1), timeZone))) {
    for (const order of page.filter(({ gatewayAccount }) => isKnownThere(gatewayAccount))) {
      const { orderNumber, gatewayOrderId, currency } = order
      for (const { at, amountMinor } of refundsOf(order)) {
        bankDay.addRefund('ledger', { orderNumber, gatewayOrderId, currency, amountMinor, day: dayOf(at, timeZone) })
      }
    }
  }
}

/** What an order came with when it was taken in went back before: its entry tells it, and gave nothing back. */
function refundsOf(order: BookedOrder): readonly { readonly at: Date; readonly amountMinor: number }[] {
  const taken = new Set(order.entries.filter(({ trigger }) => trigger === 'import').map((entry) => entry.entryNumber))
  return movementsOf(order)
    .filter(({ entryNumber, refundedMinor }) => refundedMinor !== 0 && order.onPage.has(entryNumber))
    .filter(({ entryNumber }) => !taken.has(entryNumber))
    .map(({ at, refundedMinor }) => ({ at, amountMinor: refundedMinor }))
}

function ofGap(refunds: RefundsOfDay, found: LookedUpOrder | undefined): Difference {
  const { orderNumber, gatewayOrderId, currency, line } = refunds
  const kind = kindOfGap(refunds, found)
  return {
    kind,
    orderNumber: orderNumber ?? found?.order.orderNumber,
    gatewayOrderId: gatewayOrderId ?? found?.order.gatewayOrderId,
    reference: found?.order.forgottenAt === undefined ? found?.order.reference : undefined,
    currency,
    ...amountsOf(refunds, kind),
    ledgerCurrency: currency,
    line,
    // What was given back had been paid.
    owesGoods: kind === 'refunded' && found !== undefined && owesOnceAsked({ state: 'paid' }, found.order),
  }
}

/** What went back of a lost order says nothing of what was paid for it: there it is told in words alone. */
function amountsOf(
  { bankMinor, ledgerMinor, currency }: RefundsOfDay,
  kind: Difference['kind'],
): Pick<Difference, 'bankMinor' | 'ledgerMinor' | 'text'> {
  const [theirs, own] = [moneyText(bankMinor, currency), moneyText(ledgerMinor, currency)]
  return kind === 'unknown-to-ledger'
    ? { text: `On this day the bank gave back ${theirs} of it.`, bankMinor: undefined, ledgerMinor: undefined }
    : { text: `On this day the bank gave back ${theirs}, the ledger ${own}.`, bankMinor, ledgerMinor }
}

function kindOfGap(refunds: RefundsOfDay, found: LookedUpOrder | undefined): Difference['kind'] {
  if (found?.isOwn === false || (!found && !isOwnNumber(refunds))) return 'other-shop'
  if (!found) return 'unknown-to-ledger'
  return refunds.bankAroundMinor === refunds.ledgerAroundMinor ? 'midnight' : 'refunded'
}
