import { showKind } from '../show-value.ts'
import type { BankOrder } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { Refused } from './refused.ts'

/** An order by its number or the bank's id of it, or anything that carries its number: an order of the ledger. */
export type SandboxOrderRef = string | { readonly orderNumber: string }

type FindOrder = (ref: SandboxOrderRef) => BankOrder | undefined

/** @returns a function that throws for what is no order. */
export function makeFindOrder(bank: Pick<Bank, 'find' | 'findByOrderNumber'>): FindOrder {
  return (ref) => {
    const key = keyOf(ref)
    return bank.find(key) ?? bank.findByOrderNumber(key)
  }
}

/** @returns a function that also throws for an order which the bank does not have. */
export function makeRequireOrder(bank: Pick<Bank, 'find' | 'findByOrderNumber'>): (ref: SandboxOrderRef) => BankOrder {
  const findOrder = makeFindOrder(bank)
  return (ref) => {
    const order = findOrder(ref)
    if (!order) throw new Refused('state', `The sandbox has no order ${keyOf(ref)}.`)
    return order
  }
}

function keyOf(ref: SandboxOrderRef): string {
  const key: unknown = typeof ref === 'object' ? (ref as Partial<typeof ref> | null)?.orderNumber : ref
  if (typeof key === 'string') return key
  const advice = ref instanceof Promise ? ' Await it first.' : ''
  const wanted = 'Wanted an order, its number, or the id that the bank has of it'
  throw new Refused('request', `${wanted}, got ${showKind(ref)}.${advice}`)
}
