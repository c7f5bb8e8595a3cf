import type { BankOrder, BankOrderStatus } from './bank-order.ts'
import { makeKept } from './kept.ts'

/** What a call or callback was answered: an HTTP status, or why there is none. */
export type Answered =
  | number
  /** There is no answer yet. */
  | 'waiting'
  /** The other side gave up, hung up or could not be reached. */
  | 'none'
  /** The answer broke off. */
  | 'cut off'
  /** The bank called nobody: the address is on another machine. */
  | 'not sent'

/** Something that the bank was asked, or asked the merchant. */
export interface Exchange {
  readonly kind: 'call' | 'callback'
  readonly number: number
  readonly at: Date
  /** The method, such as `register.do`; of a callback, its operation. */
  readonly name: string
  readonly gatewayOrderId: string | undefined
  /** What the caller named, if the bank knows no such order. */
  readonly named: string | undefined
  readonly answered: Answered
  readonly tookMs: number | undefined
  /** How the bank refused what it was asked. */
  readonly refusal: string | undefined
  /** The fault applied to it. */
  readonly fault: string | undefined
}

/** Something that happened to an order. Amounts are integer minor units of its currency. */
export interface BankChange {
  readonly kind: 'change'
  readonly number: number
  readonly at: Date
  readonly gatewayOrderId: string
  readonly what: 'moved' | 'attempt refused' | 'captured' | 'released' | 'refunded' | 'charged back'
  readonly from: BankOrderStatus
  readonly to: BankOrderStatus
  readonly amount: number
  readonly actionCode: number
}

export type Happening = BankChange | Exchange

/** What is known of an exchange as it begins. */
export type Asked = Pick<Exchange, 'kind' | 'name'> & Partial<Pick<Exchange, 'fault' | 'gatewayOrderId' | 'named'>>

/** What comes of it. */
export type Outcome = Partial<Pick<Exchange, 'answered' | 'gatewayOrderId' | 'refusal'>>

/** What happened, in order. Bounded: the oldest is forgotten. */
export interface Journal {
  /** @returns how to say what came of it; it can be called more than once. */
  ask(asked: Asked): (outcome: Outcome) => void
  change(before: BankOrder, after: BankOrder): void
  /** Calls and callbacks, newest first. */
  exchanges(count: number): readonly Exchange[]
  /** Everything about one order, newest first. */
  ofOrder(gatewayOrderId: string, count: number): readonly Happening[]
  clear(): void
}

/** How much of a name is kept that a caller made up, in characters. */
const maxNameLength = 60

/** @param keep - how many to remember. */
export function makeJournal(keep: number): Journal {
  const kept = makeKept<Happening>({ maxCount: keep, maxSize: Infinity })
  let number = 0

  function newest<Found extends Happening>(count: number, isWanted: (one: Happening) => one is Found): Found[] {
    const found: Found[] = []
    for (let index = kept.all.length - 1; index >= 0 && found.length < count; index -= 1) {
      const one = kept.all[index]
      if (one && isWanted(one)) found.push(one)
    }
    return found
  }

  return {
    ask({ kind, name, fault, gatewayOrderId, named }) {
      number += 1
      const startedAt = performance.now()
      const exchange: { -readonly [Field in keyof Exchange]: Exchange[Field] } = {
        kind,
        number,
        at: new Date(),
        name: name.slice(0, maxNameLength),
        gatewayOrderId,
        named: named?.slice(0, maxNameLength),
        answered: 'waiting',
        tookMs: undefined,
        refusal: undefined,
        fault,
      }
      kept.add(exchange, 0)
      return (outcome) => {
        Object.assign(exchange, outcome)
        if (outcome.answered !== undefined) exchange.tookMs = Math.round(performance.now() - startedAt)
      }
    },
    change(before, after) {
      const told = tellChange(before, after)
      if (!told) return
      number += 1
      const { gatewayOrderId, actionCode } = after
      const [from, to] = [before.orderStatus, after.orderStatus]
      kept.add({ kind: 'change', number, at: new Date(), gatewayOrderId, actionCode, from, to, ...told }, 0)
    },
    exchanges: (count) => newest(count, (one): one is Exchange => one.kind !== 'change'),
    ofOrder: (gatewayOrderId, count) => newest(count, (one): one is Happening => one.gatewayOrderId === gatewayOrderId),
    clear: () => void kept.clear(),
  }
}

/** What a new version of an order is about; undefined if nothing of it can be seen from outside. */
function tellChange(before: BankOrder, after: BankOrder): Pick<BankChange, 'amount' | 'what'> | undefined {
  if (after.isChargedBack && !before.isChargedBack) return { what: 'charged back', amount: after.depositedAmount }
  if (after.refundedAmount > before.refundedAmount) {
    return { what: 'refunded', amount: after.refundedAmount - before.refundedAmount }
  }
  if (after.depositedAmount > before.depositedAmount) return { what: 'captured', amount: after.depositedAmount }
  if (after.approvedAmount < before.approvedAmount) {
    return { what: 'released', amount: before.approvedAmount - after.approvedAmount }
  }
  if (after.failedTriesCount > before.failedTriesCount) return { what: 'attempt refused', amount: after.amount }
  return after.orderStatus === before.orderStatus ? undefined : { what: 'moved', amount: after.amount }
}
