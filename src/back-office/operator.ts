import type { Request } from 'express'
import { findCurrency } from '../iso-4217.ts'
import { isAmountMinor } from '../money.ts'
import { showValue } from '../show-value.ts'

/** What an operator may be allowed to do. */
export const actions = [
  'settle',
  'capture',
  'refund',
  'reverse',
  'decline',
  'handOver',
  'review',
  'resolve',
  'link',
  'forget',
] as const

/** See {@link actions}. */
export type Action = (typeof actions)[number]

/** Who is at work in the back office, and what they may do. */
export interface Operator {
  /** Written into the history of every order that they do something about: 1 to 100 characters on one line. */
  readonly name: string
  /** `everything`; `read`, to look and do nothing; or the actions themselves. */
  readonly may: 'everything' | 'read' | readonly Action[]
  /**
   * How much they may refund alone, per refund: one amount for each currency, in integer minor units of it (1999 is EUR
   * 19.99, JPY 1999 and KWD 1.999). A larger refund, and one in a currency that is not in the list, waits for another
   * operator. Undefined: any amount.
   */
  readonly mayRefund?: readonly AmountLimit[] | undefined
}

/** An amount in integer minor units of `currency`, an ISO 4217 alphabetic code. */
export interface AmountLimit {
  readonly amountMinor: number
  readonly currency: string
}

/**
 * Says who sends a request, by the store's own login. Nothing: nobody who may be here, and the answer is 403. Called
 * for every request; there is no open mode.
 */
export type Authorize = (req: Request) => Operator | undefined | null | Promise<Operator | undefined | null>

export interface BackOfficeOptions {
  readonly authorize: Authorize
}

/** What `authorize` resolved to cannot be read: that is the store's mistake, and nobody gets in. */
export class OperatorError extends TypeError {}

/**
 * Checks what `authorize` resolved to; undefined for nobody.
 *
 * @throws OperatorError naming what is wrong with it.
 */
export function readOperator(value: unknown): Operator | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') throw wrong('', 'an operator { name, may } or nothing', value)
  const { name, may, mayRefund } = value as Readonly<Record<string, unknown>>
  if (typeof name !== 'string' || !/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name) || name.trim() === '') {
    throw wrong('.name', 'a name of 1 to 100 characters on one line', name)
  }
  if (!isMay(may)) throw wrong('.may', `'everything', 'read', or a list of ${actions.join(', ')}`, may)
  if (mayRefund !== undefined && !isLimits(mayRefund)) {
    throw wrong('.mayRefund', 'a list of { amountMinor, currency }, each currency once', mayRefund)
  }
  return { name, may, mayRefund }
}

function wrong(field: string, wanted: string, got: unknown): OperatorError {
  return new OperatorError(`authorize${field}: wanted ${wanted}, got ${showValue(got)}.`)
}

function isMay(may: unknown): may is Operator['may'] {
  if (may === 'everything' || may === 'read') return true
  return Array.isArray(may) && may.every((one) => (actions as readonly unknown[]).includes(one))
}

function isLimits(limits: unknown): limits is readonly AmountLimit[] {
  if (!Array.isArray(limits)) return false
  const currencies = limits.map((limit: unknown) => (isLimit(limit) ? limit.currency : undefined))
  return !currencies.includes(undefined) && new Set(currencies).size === currencies.length
}

function isLimit(limit: unknown): limit is AmountLimit {
  if (typeof limit !== 'object' || limit === null) return false
  const { amountMinor, currency } = limit as Readonly<Record<string, unknown>>
  const isAmount = amountMinor === 0 || isAmountMinor(amountMinor)
  return isAmount && typeof currency === 'string' && findCurrency(currency) !== undefined
}

/** Whether the operator may do it at all. */
export function mayDo({ may }: Operator, action: Action): boolean {
  return may === 'everything' || (may !== 'read' && may.includes(action))
}

/** Whether the operator may refund this much, in minor units of `currency`, without another one. */
export function mayRefundAlone({ mayRefund }: Operator, amountMinor: number, currency: string): boolean {
  if (mayRefund === undefined) return true
  const limit = mayRefund.find((one) => one.currency === currency)
  return limit !== undefined && amountMinor <= limit.amountMinor
}

const words = {
  settle: 'ask the bank',
  capture: 'capture',
  refund: 'refund',
  reverse: 'reverse',
  decline: 'decline',
  handOver: 'hand over',
  review: 'put to review',
  resolve: 'resolve',
  link: 'make links',
  forget: 'forget',
} as const satisfies Record<Action, string>

/** `May do everything`, `May only look`, `May refund, capture`. */
export function rightsText({ may }: Operator): string {
  if (may === 'everything') return 'May do everything'
  return may === 'read' || may.length === 0 ? 'May only look' : `May ${may.map((one) => words[one]).join(', ')}`
}
