import { randomBytes } from 'node:crypto'
import { isCodeTaken } from './bank-order.ts'
import type { TryOutcome } from './bank-order.ts'
import type { Books } from './books.ts'
import type { Attempts } from './card-tries.ts'
import { makeDeadlines } from './deadlines.ts'

/** What the buyer says to the payment in the app of their own bank, and when this bank hears of it. */
export interface CodeAnswer {
  readonly isConfirmed: boolean
  /** Milliseconds after the buyer has answered. */
  readonly toldAfterMs: number
}

/** Payments by QR code (SBP): made in the buyer's own bank, which tells of them only later. */
export interface CodePayments {
  /** From then on the order is pending, whatever becomes of its session. */
  scanCode(gatewayOrderId: string, answer: CodeAnswer): TryOutcome
  /** The word of the buyer's bank has come. */
  endCode(gatewayOrderId: string, isConfirmed: boolean): TryOutcome
  /** The same for every payment whose time has come. */
  endDueCodes(): void
}

export interface CodePaymentsOptions {
  /** How far the status call lags behind the page, in milliseconds. */
  readonly statusLagMs: number
  readonly now: () => Date
}

/** Insufficient funds: the likeliest no of a buyer's bank. */
const refusedCode = 116

export function makeCodePayments(
  { find, change }: Pick<Books, 'change' | 'find'>,
  { approve, declineTry }: Pick<Attempts, 'approve' | 'declineTry'>,
  { statusLagMs, now }: CodePaymentsOptions,
): CodePayments {
  const deadlines = makeDeadlines()

  function endCode(gatewayOrderId: string, isConfirmed: boolean): TryOutcome {
    const order = find(gatewayOrderId)
    if (order?.orderStatus !== 7) return 'closed'
    const ended = { ...order, awaited: undefined }
    return isConfirmed ? approve(ended) : declineTry(ended, refusedCode)
  }

  return {
    endCode,
    scanCode(gatewayOrderId, { isConfirmed, toldAfterMs }) {
      const order = find(gatewayOrderId)
      if (!order || !isCodeTaken(order)) return 'closed'
      const until = new Date(now().getTime() + toldAfterMs)
      const tried = { ...order, card: undefined, isCardToBeStored: false, cardBindingId: undefined }
      const qrcId = `AD${randomBytes(15).toString('hex').toUpperCase()}`
      change(tried, { orderStatus: 7, qrcId, awaited: { isConfirmed, until } }, statusLagMs)
      deadlines.add(gatewayOrderId, until)
      return 'pending'
    },
    endDueCodes() {
      for (const gatewayOrderId of deadlines.takeDue(now())) {
        const awaited = find(gatewayOrderId)?.awaited
        // It may have ended by hand, and another one have begun.
        if (awaited && awaited.until <= now()) endCode(gatewayOrderId, awaited.isConfirmed)
      }
    },
  }
}
