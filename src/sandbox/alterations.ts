import { altered } from './answers.ts'
import type { WireObject } from './answers.ts'
import type { BankOrder } from './bank/bank-order.ts'
import { statusAnswerIn } from './dialect-answers.ts'
import type { Dialect } from './dialects/dialect.ts'

/** The status answers, with the top-level fields of each that a test overrides. */
export interface Alterations {
  /** Later fields add to earlier ones; null removes a field from the answer. */
  add(gatewayOrderId: string, fields: WireObject): void
  forget(gatewayOrderId: string): void
  statusAnswerOf(order: BankOrder): WireObject
}

export function makeAlterations(dialect: Dialect): Alterations {
  const fieldsOf = new Map<string, WireObject>()
  return {
    add: (gatewayOrderId, fields) => void fieldsOf.set(gatewayOrderId, { ...fieldsOf.get(gatewayOrderId), ...fields }),
    forget: (gatewayOrderId) => void fieldsOf.delete(gatewayOrderId),
    statusAnswerOf: (order) => altered(statusAnswerIn(dialect, order), fieldsOf.get(order.gatewayOrderId) ?? {}),
  }
}
