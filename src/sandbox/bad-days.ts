import { badDayMs } from './bank/card-tries.ts'
import type { BadDay } from './bank/cards.ts'
import type { CallFault } from './faults.ts'

/** What goes wrong with the status calls about single orders, by the card that they were paid with. */
export interface BadDays {
  begin(gatewayOrderId: string, badDay: BadDay): void
  /** The fault of a call about this order, if there is one; a fault that strikes once is then over. */
  meetCall(gatewayOrderId: string | undefined, method: string): CallFault | undefined
  forget(gatewayOrderId: string): void
}

interface Rule {
  readonly fault: CallFault
  /** Milliseconds after the payment, by the bank's clock. */
  readonly lastsMs: number
  readonly isOnce?: boolean
}

/** `pending` is no fault: the bank's status itself comes later. */
const rules: Readonly<Record<BadDay, Rule | undefined>> = {
  silent: { fault: { kind: 'silence-after' }, lastsMs: badDayMs },
  slow: { fault: { kind: 'slow', delayMs: 8_000 }, lastsMs: badDayMs },
  'lost-answer': { fault: { kind: 'reset-after' }, lastsMs: Infinity, isOnce: true },
  'wrong-amount': { fault: { kind: 'wrong-amount' }, lastsMs: Infinity },
  pending: undefined,
}

const statusMethods = ['getOrderStatusExtended.do', 'getOrderStatus.do']

export function makeBadDays(now: () => Date): BadDays {
  const begun = new Map<string, { readonly rule: Rule; readonly untilMs: number }>()
  return {
    begin(gatewayOrderId, badDay) {
      const rule = rules[badDay]
      if (rule) begun.set(gatewayOrderId, { rule, untilMs: now().getTime() + rule.lastsMs })
    },
    meetCall(gatewayOrderId = '', method) {
      const one = begun.get(gatewayOrderId)
      if (!one || !statusMethods.includes(method)) return undefined
      const isOver = now().getTime() >= one.untilMs
      if (isOver || one.rule.isOnce) begun.delete(gatewayOrderId)
      return isOver ? undefined : one.rule.fault
    },
    forget: (gatewayOrderId) => void begun.delete(gatewayOrderId),
  }
}
