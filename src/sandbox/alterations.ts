import { nameProblem } from '../options/named-arguments.ts'
import { altered, statusFieldsOf } from './answers.ts'
import type { WireObject } from './answers.ts'
import type { BankOrder } from './bank/bank-order.ts'
import { statusAnswerIn } from './dialect-answers.ts'
import type { Dialect } from './dialects/dialect.ts'
import { Refused } from './refused.ts'

/** The status answers, with the top-level fields of each that a test overrides. */
export interface Alterations {
  /**
   * Later fields add to earlier ones; null removes a field from the answer.
   *
   * @throws Refused for a field that no status has. Nothing is altered then.
   */
  add(order: BankOrder, fields: WireObject): void
  forget(gatewayOrderId: string): void
  statusAnswerOf(order: BankOrder): WireObject
}

export function makeAlterations(dialect: Dialect): Alterations {
  const fieldsOf = new Map<string, WireObject>()
  return {
    add(order, fields) {
      requireKnown(fields, statusFieldsOf(order))
      const { gatewayOrderId } = order
      fieldsOf.set(gatewayOrderId, { ...fieldsOf.get(gatewayOrderId), ...fields })
    },
    forget: (gatewayOrderId) => void fieldsOf.delete(gatewayOrderId),
    statusAnswerOf: (order) => altered(statusAnswerIn(dialect, order), fieldsOf.get(order.gatewayOrderId) ?? {}),
  }
}

/** A lie in a misspelt field is told to nobody, and the test would prove nothing. Values may be anything. */
function requireKnown(fields: WireObject, known: readonly string[]): void {
  const problem = nameProblem('alter', fields, known)
  if (problem !== undefined) throw new Refused('request', problem)
}
