/**
 * Where the bank says an order stands, as far as a day's balance needs to know. `paid` also for what was given back
 * since; `unpaid` for what is open or was declined.
 */
export type BankState = 'paid' | 'held' | 'reversed' | 'charged-back' | 'unpaid'

/** One order of the bank's list, or one line of its registry. */
export interface BankRecord {
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  /** A list tells orders as they stand, a registry what was done; `news` is about an order, and moves no money. */
  readonly tells: 'order' | 'payment' | 'refund' | 'news'
  readonly state: BankState
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** What was held or captured, in integer minor units of `currency`; of a refund, what went back. */
  readonly amountMinor: number
  /** Of an order: what has gone back in all; undefined if the bank says only that something did. */
  readonly refundedMinor: number | undefined
  /** What the bank keeps, in integer minor units of `currency`. */
  readonly feeMinor: number | undefined
  readonly at: Date | undefined
  /** Day of the bank's calendar, `YYYY-MM-DD`. */
  readonly day: string
  /** The bank's name for this one operation (its RRN, say): two lines with one of them are one line, twice. */
  readonly operationId: string | undefined
  /** Of the registry, counted from 1. */
  readonly line: number | undefined
}

/** An order as all that the bank told of the day makes it. */
export interface BankOrder {
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  readonly state: BankState
  readonly currency: string
  /** Undefined if the bank tells no payment. */
  readonly paidMinor: number | undefined
  /** Of a list alone: what has gone back in all; undefined if the bank does not say how much. */
  readonly refundedMinor: number | undefined
  readonly feeMinor: number | undefined
  readonly at: Date | undefined
  readonly day: string
  /** How many payments the bank tells of. */
  readonly payments: number
  /** Whether two of them have the same operation id: then it is a line that is there twice. */
  readonly isSameLine: boolean
  readonly line: number | undefined
  /** The line that tells a second payment. */
  readonly otherLine: number | undefined
}
