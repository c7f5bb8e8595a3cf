import { dayOf, exactPeriodOf } from '../days.ts'
import { findCurrency } from '../iso-4217.ts'
import type { BalanceLedger } from '../ledger/balance-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { moneyText } from '../money.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { pageSize } from './bank-day.ts'
import type { BankDay } from './bank-day.ts'
import { bankMoneyText } from './bank-money.ts'
import type { BankOrder } from './bank-record.ts'
import { makeClockGap } from './clock-gap.ts'
import { compareOrder, differenceOf, isOtherPayment } from './compare-order.ts'
import { compareRefunds } from './compare-refunds.ts'
import type { Difference } from './difference.ts'
import type { Findings } from './findings.ts'
import { idsOf, isOwnNumber, lookUpIn } from './look-up.ts'
import { makeUnitGap } from './unit-gap.ts'

export type ComparedLedger = BalanceLedger & Pick<Ledger, 'bookPages' | 'search'>

export interface CompareDayDeps {
  readonly ledger: ComparedLedger
  readonly bankDay: BankDay
  readonly findings: Findings
}

export interface CompareDayTerms {
  readonly day: string
  /** Zone whose day it is. */
  readonly timeZone: string
  /** Whether the bank told orders as they stand: then their refunds are compared in all. */
  readonly tellsOrders: boolean
  /** Whether a registry tells refunds: then those of the day are compared. */
  readonly tellsRefunds: boolean
  /** What the bank told of reaches back to this time; undefined: to the days that it covers. */
  readonly toldSince: Date | undefined
  /** Whether the bank can know an order of this gateway account. */
  readonly isKnownThere: (gatewayAccount: string) => boolean
  readonly onProgress?: ((done: number, total?: number) => void) | undefined
}

/** Compares what the bank told of a day with the ledger, order by order, and that with the bank again. */
export async function compareDay(deps: CompareDayDeps, terms: CompareDayTerms): Promise<void> {
  const [clockGap, unitGap] = [makeClockGap(), makeUnitGap()]
  const known = await compareBank(deps, terms, (bank, order) => {
    clockGap.learn(bank.at, order.paidAt)
    unitGap.learn(bank, order)
  })
  await compareLedger(deps, terms, clockGap.gapMs())
  if (terms.tellsRefunds) await compareRefunds(deps, terms)
  const { findings, bankDay } = deps
  const told = terms.tellsOrders ? [] : [clockGap.words(), unitGap.words()]
  for (const words of told) if (words !== undefined) findings.note(words)
  if (known === 0 && bankDay.count() > 0) {
    findings.note("None of the bank's orders is known to this ledger: are they another merchant's, or another shop's?")
  }
}

type Learn = (bank: BankOrder, order: Order) => void

/** Every order that the bank tells of on the day. @returns how many of them are this shop's. */
async function compareBank(deps: CompareDayDeps, terms: CompareDayTerms, learn: Learn): Promise<number> {
  const { ledger, bankDay, findings } = deps
  let [known, done] = [0, 0]
  const total = bankDay.count()
  const period = exactPeriodOf(terms.day, terms.day, terms.timeZone)
  for (const page of bankDay.ordersOf(terms.day)) {
    const lookedUp = lookUpIn(await ledger.ordersWithIds(idsOf(page)))
    const own: Order[] = []
    for (const bank of page) {
      const found = lookedUp(bank)
      if (found?.isOwn) {
        own.push(found.order)
        learn(bank, found.order)
        findings.add(ofOwn(bank, found.order, terms, period))
      } else {
        findings.add(ofUnknown(bank, found?.order))
      }
      if (found?.isOwn ?? isOwnNumber(bank)) countBank(findings, bank)
    }
    findings.add(await paidTwice(deps.ledger, terms, own))
    known += own.length
    done += page.length
    terms.onProgress?.(done, total)
  }
  return known
}

function countBank(findings: Findings, { state, currency, paidMinor, refundedMinor = 0, feeMinor }: BankOrder): void {
  // Of a currency that is none, nobody can add up anything: the order is a difference.
  if (state !== 'paid' || paidMinor === undefined || !findCurrency(currency)) return
  findings.count('bank', currency, { paidCount: 1, paidMinor, refundedMinor, feeMinor })
}

interface DayPeriod {
  readonly since: Date
  readonly until: Date
}

/** An order of this shop's; if all of it agrees, the day may still be another. */
function ofOwn(
  bank: BankOrder,
  order: Order,
  { tellsOrders, timeZone }: CompareDayTerms,
  { since, until }: DayPeriod,
): readonly Difference[] {
  const differences = compareOrder(bank, order, tellsOrders)
  const { paidAt } = order
  if (differences.length > 0 || paidAt === undefined || bank.paidMinor === undefined) return differences
  // Only where it is another day, it is worth the price of the calendar.
  if (paidAt >= since && paidAt < until) return []
  const ledgerDay = dayOf(paidAt, timeZone)
  return ledgerDay === bank.day ? [] : [midnight(bank, order, ledgerDay)]
}

/** What tells that two have an order on two days. */
function midnight(bank: BankOrder, order: Order, ledgerDay: string): Difference {
  const text = `The bank has it on ${bank.day}, the ledger on ${ledgerDay}.`
  return differenceOf({ kind: 'midnight', text, amounts: amountsOf(bank, order) }, bank, order)
}

function amountsOf(bank: BankOrder | undefined, order: Order | undefined) {
  return { bankMinor: bank?.paidMinor, ledgerMinor: order?.capturedMinor }
}

/** No money, no loss: what is not paid is nobody's. */
function ofUnknown(bank: BankOrder, others: Order | undefined): readonly Difference[] {
  const { state, paidMinor, currency } = bank
  if (others !== undefined) {
    const text = `It belongs to the shop ${quoted(others.shop ?? '')} of this ledger.`
    return [differenceOf({ kind: 'other-shop', text, amounts: amountsOf(bank, undefined) }, bank, others)]
  }
  if (state === 'unpaid' || state === 'reversed') return []
  const amount = paidMinor === undefined ? 'money' : bankMoneyText(paidMinor, currency)
  return isOwnNumber(bank)
    ? [ofNobody(bank, 'unknown-to-ledger', `The bank has ${amount} for it.`)]
    : [ofNobody(bank, 'other-shop', 'Its number is none that this program makes: another one uses the same login.')]
}

function ofNobody(bank: BankOrder, kind: 'unknown-to-ledger' | 'other-shop', text: string): Difference {
  return differenceOf({ kind, text, amounts: amountsOf(bank, undefined) }, bank, undefined)
}

/** Orders of one reference that both hold money: the one that was paid first keeps it, each further one is too many. */
async function paidTwice(
  ledger: ComparedLedger,
  { isKnownThere }: CompareDayTerms,
  orders: readonly Order[],
): Promise<readonly Difference[]> {
  const references = orders.flatMap(({ reference, isRepeatable }) => (isRepeatable ? [] : (reference ?? [])))
  if (references.length === 0) return []
  const holding = await ledger.paidForReferences([...new Set(references)])
  // A trial at a test gateway has paid for nothing.
  const paid = holding.filter(({ gatewayAccount }) => isKnownThere(gatewayAccount))
  return orders.flatMap((order) => {
    const first = paid.find(({ reference }) => reference === order.reference)
    const isPaid = paid.some(({ orderNumber }) => orderNumber === order.orderNumber)
    if (!first || !isPaid || first.orderNumber === order.orderNumber) return []
    const text = `Its reference was paid by order ${first.orderNumber} already.`
    const amounts = { bankMinor: undefined, ledgerMinor: order.capturedMinor }
    return [differenceOf({ kind: 'twice', text, amounts }, undefined, order)]
  })
}

/** Every order that the ledger has on the day: does the bank know it? */
async function compareLedger(deps: CompareDayDeps, terms: CompareDayTerms, gapMs: number): Promise<void> {
  const { ledger, findings } = deps
  const { day, timeZone, isKnownThere } = terms
  const { since: paidSince, until: paidUntil } = exactPeriodOf(day, day, timeZone)
  let page: Order[] = []
  for await (const order of ledger.search({ paidSince, paidUntil })) {
    if (order.capturedMinor === 0 || !isKnownThere(order.gatewayAccount)) continue
    const { currency, capturedMinor: paidMinor, refundedMinor } = order
    findings.count('ledger', currency, {
      paidCount: 1,
      paidMinor,
      refundedMinor: terms.tellsOrders ? refundedMinor : 0,
    })
    page.push(order)
    if (page.length < pageSize) continue
    findings.add(ofLedger(deps, terms, { page, gapMs }))
    page = []
  }
  findings.add(ofLedger(deps, terms, { page, gapMs }))
}

function ofLedger(
  { bankDay }: CompareDayDeps,
  terms: CompareDayTerms,
  { page, gapMs }: { readonly page: readonly Order[]; readonly gapMs: number },
): readonly Difference[] {
  const found = bankDay.find(page)
  return page.flatMap((order) => {
    const told = found.get(order.orderNumber)
    // Another payment under its number is told of on its own day.
    const bank = told && terms.tellsOrders && isOtherPayment(told, order) ? undefined : told
    if (bank?.day === terms.day) return []
    if (bank) {
      const differences = compareOrder(bank, order, terms.tellsOrders)
      return differences.length > 0 ? differences : [midnight(bank, order, terms.day)]
    }
    const otherDay = otherDayOf(order, { bankDay, terms, gapMs })
    const where = otherDay === undefined ? '' : ` It may have it on ${otherDay}, which was not read.`
    const text = `The ledger has ${moneyText(order.capturedMinor, order.currency)}, the bank nothing.${where}`
    return [differenceOf({ kind: 'unknown-to-bank', text, amounts: amountsOf(undefined, order) }, undefined, order)]
  })
}

/** Two clocks may disagree about midnight by so much, in milliseconds. Chosen by feel. */
const midnightMs = 10 * 60 * 1000

interface BankClock {
  readonly bankDay: BankDay
  readonly terms: CompareDayTerms
  /** How far the bank's clock is ahead of the ledger's, in milliseconds. */
  readonly gapMs: number
}

/**
 * The day on which the bank may have an order that is not among what it told, because it told nothing of that day;
 * undefined if there is none. The ledger may have heard of the payment late: it happened after the order was opened.
 * Where to look, and no proof of money: the order is a difference all the same.
 */
function otherDayOf(
  { createdAt, paidAt = createdAt }: Order,
  { bankDay, terms, gapMs }: BankClock,
): string | undefined {
  const { timeZone, toldSince, day } = terms
  const dayThere = (at: Date): string => dayOf(new Date(at.getTime() + gapMs), timeZone)
  if (toldSince !== undefined) return createdAt < toldSince ? dayThere(createdAt) : undefined
  const late = new Date(paidAt.getTime() + midnightMs)
  return [dayThere(paidAt), dayThere(createdAt), dayThere(late)].find((one) => one !== day && !bankDay.covers(one))
}
