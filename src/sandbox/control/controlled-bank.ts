import type { BankOrder } from '../bank/bank-order.ts'

/** An order with the page where it is paid. */
export type ControlledOrder = BankOrder & { readonly formUrl: string }

/** One call to the bank, as it keeps it: without the secrets of the login. */
export interface ControlledRequest {
  readonly method: string
  readonly parameters: Readonly<Record<string, string>>
  readonly at: Date
  readonly fault?: string
}

/** What is done to the bank over HTTP. What it refuses it throws with `refusedBy`, and has changed nothing. */
export interface ControlledBank {
  readonly requests: readonly ControlledRequest[]
  orders(): readonly ControlledOrder[]
  /** By the store's order number or the bank's id. */
  order(key: string): ControlledOrder | undefined
  pay(gatewayOrderId: string, card: object): Promise<{ readonly location: string | undefined; declined: boolean }>
  decline(gatewayOrderId: string): Promise<{ readonly location: string }>
  cancel(gatewayOrderId: string): Promise<{ readonly location: string }>
  expire(gatewayOrderId: string): void
  refundInPortal(gatewayOrderId: string, amountMinor: number): void
  alter(gatewayOrderId: string, fields: Readonly<Record<string, unknown>>): void
  now(): Date
  moveClock(ms: number): void
  reset(): void
}

/** One scripted fault that can still strike. */
export interface ControlledFault {
  readonly id: number
  readonly fault: { readonly times?: number }
  readonly leftCount: number
}

/** The scripted faults. What `add` is given is checked there, and refused with `refusedBy` and what is wrong. */
export interface ControlledFaults {
  add(fault: never): number
  waiting(): readonly ControlledFault[]
  drop(id: number): boolean
  clear(): void
}

/** A fault by name, and the calls or callbacks that it can strike. */
export interface ControlledKind {
  readonly kind: string
  readonly explanation: string
  readonly strikes: readonly string[]
}
