import { dayOf, exactPeriodOf, periodOf, dayFrom } from '../days.ts'
import type { BalanceLedger, LookedUpOrder } from '../ledger/balance-ledger.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import { moneyText } from '../money.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { pageSize } from './bank-day.ts'
import type { BankDay } from './bank-day.ts'
import type { BankOrder } from './bank-record.ts'
import type { RefundGap } from './bank-refunds.ts'
import { makeClockGap } from './clock-gap.ts'
import { compareOrder, differenceOf } from './compare-order.ts'
import type { Difference } from './difference.ts'
import type { Findings } from './findings.ts'

export type ComparedLedger = BalanceLedger & Pick<OrderLedger, 'search'>

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
  const clockGap = makeClockGap()
  const known = await compareBank(deps, terms, clockGap.learn)
  await compareLedger(deps, terms, clockGap.gapMs())
  if (terms.tellsRefunds) await compareRefunds(deps, terms)
  const { findings, bankDay } = deps
  const told = clockGap.words()
  if (told !== undefined && !terms.tellsOrders) findings.note(told)
  if (known === 0 && bankDay.count() > 0) {
    findings.note("None of the bank's orders is known to this ledger: are they another merchant's, or another shop's?")
  }
}

type Learn = (bankAt: Date | undefined, ledgerAt: Date | undefined) => void

/** Every order that the bank tells of on the day. @returns how many of them are this shop's. */
async function compareBank(deps: CompareDayDeps, terms: CompareDayTerms, learn: Learn): Promise<number> {
  const { ledger, bankDay, findings } = deps
  let [known, done] = [0, 0]
  const total = bankDay.count()
  for (const page of bankDay.ordersOf(terms.day)) {
    const lookedUp = lookUpIn(await ledger.ordersWithIds(idsOf(page)))
    const own: Order[] = []
    for (const bank of page) {
      const found = lookedUp(bank)
      if (found?.isOwn) {
        own.push(found.order)
        learn(bank.at, found.order.paidAt)
        findings.add(ofOwn(bank, found.order, terms))
      } else {
        findings.add(ofUnknown(bank, found?.order))
      }
      if (found?.isOwn ?? isOwnNumber(bank)) countBank(findings, bank)
    }
    findings.add(await paidTwice(ledger, own))
    known += own.length
    done += page.length
    terms.onProgress?.(done, total)
  }
  return known
}

function countBank(findings: Findings, { state, currency, paidMinor, refundedMinor = 0, feeMinor }: BankOrder): void {
  if (state !== 'paid' || paidMinor === undefined) return
  findings.count('bank', currency, { paidCount: 1, paidMinor, refundedMinor, feeMinor })
}

function idsOf(page: readonly BankOrder[]) {
  return {
    orderNumbers: page.flatMap(({ orderNumber }) => orderNumber ?? []),
    gatewayOrderIds: page.flatMap(({ gatewayOrderId }) => gatewayOrderId ?? []),
  }
}

type LookUp = (ids: Pick<BankOrder, 'gatewayOrderId' | 'orderNumber'>) => LookedUpOrder | undefined

function lookUpIn(orders: readonly LookedUpOrder[]): LookUp {
  const byNumber = new Map(orders.map((one) => [one.order.orderNumber, one]))
  const byId = new Map(orders.map((one) => [one.order.gatewayOrderId, one]))
  return ({ orderNumber = '', gatewayOrderId }) =>
    byNumber.get(orderNumber) ?? (gatewayOrderId === undefined ? undefined : byId.get(gatewayOrderId))
}

/** An order of this shop's; if all of it agrees, the day may still be another. */
function ofOwn(bank: BankOrder, order: Order, { tellsOrders, timeZone }: CompareDayTerms): readonly Difference[] {
  const differences = compareOrder(bank, order, tellsOrders)
  if (differences.length > 0 || order.paidAt === undefined || bank.paidMinor === undefined) return differences
  const day = dayNear(order.paidAt, bank.day, timeZone)
  if (day === bank.day) return []
  const text = `The bank has it on ${bank.day}, the ledger on ${day}.`
  return [differenceOf({ kind: 'midnight', text, amounts: amountsOf(bank, order) }, bank, order)]
}

/** The day of a time; quickly where it is the one that is expected, as it nearly always is. */
function dayNear(at: Date, expected: string, timeZone: string): string {
  const { since, until } = onceByDay(expected, timeZone)
  return at >= since && at < until ? expected : dayOf(at, timeZone)
}

/** The same day is asked about for every order of it. */
let lastPeriod: { readonly key: string; readonly period: ReturnType<typeof exactPeriodOf> } | undefined

function onceByDay(day: string, timeZone: string): ReturnType<typeof exactPeriodOf> {
  const key = `${timeZone} ${day}`
  if (lastPeriod?.key !== key) lastPeriod = { key, period: exactPeriodOf(day, day, timeZone) }
  return lastPeriod.period
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
  const amount = paidMinor === undefined ? 'money' : moneyText(paidMinor, currency)
  return isOwnNumber(bank)
    ? [ofNobody(bank, 'unknown-to-ledger', `The bank has ${amount} for it.`)]
    : [ofNobody(bank, 'other-shop', 'Its number is none that this program makes: another one uses the same login.')]
}

function ofNobody(bank: BankOrder, kind: 'unknown-to-ledger' | 'other-shop', text: string): Difference {
  return differenceOf({ kind, text, amounts: amountsOf(bank, undefined) }, bank, undefined)
}

/**
 * Whether this program could have made the number: capitals and digits, ten or more (ten at a bank that takes no more).
 * One that the bank tells by its own id alone may be anybody's, so it is not passed over.
 */
function isOwnNumber({ orderNumber }: Pick<BankOrder, 'orderNumber'>): boolean {
  return orderNumber === undefined || (/^[0-9A-Z]{10,36}$/.test(orderNumber) && !/^\d+$/.test(orderNumber))
}

/** Orders of one reference that both hold money: the first keeps it, each further one is a payment too many. */
async function paidTwice(ledger: ComparedLedger, orders: readonly Order[]): Promise<readonly Difference[]> {
  const references = orders.flatMap(({ reference, isRepeatable }) => (isRepeatable ? [] : (reference ?? [])))
  if (references.length === 0) return []
  const paid = await ledger.paidForReferences([...new Set(references)])
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
    const bank = found.get(order.orderNumber)
    if (bank?.day === terms.day) return []
    if (bank) {
      const text = `The bank has it on ${bank.day}, the ledger on ${terms.day}.`
      return [differenceOf({ kind: 'midnight', text, amounts: amountsOf(bank, order) }, bank, order)]
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

/** What went back on the day, order by order. */
async function compareRefunds(deps: CompareDayDeps, terms: CompareDayTerms): Promise<void> {
  const { ledger, bankDay, findings } = deps
  const { day, timeZone } = terms
  for await (const page of ledger.refundEntries(periodOf(dayFrom(day, -1), dayFrom(day, 1), timeZone))) {
    for (const { at, ...refund } of page) {
      const refundDay = dayOf(at, timeZone)
      bankDay.addRefund('ledger', { ...refund, day: refundDay })
      if (refundDay === day) findings.count('ledger', refund.currency, { refundedMinor: refund.amountMinor })
    }
  }
  for (const { currency, bankMinor } of bankDay.refundSums(day)) {
    findings.count('bank', currency, { refundedMinor: bankMinor })
  }
  for (const gaps of bankDay.refundGaps(day)) {
    const lookedUp = lookUpIn(
      await ledger.ordersWithIds({
        orderNumbers: gaps.flatMap(({ orderNumber }) => orderNumber ?? []),
        gatewayOrderIds: gaps.flatMap(({ gatewayOrderId }) => gatewayOrderId ?? []),
      }),
    )
    findings.add(gaps.map((gap) => ofGap(gap, lookedUp(gap))))
  }
}

function ofGap(gap: RefundGap, found: LookedUpOrder | undefined): Difference {
  const { orderNumber, gatewayOrderId, currency, bankMinor, ledgerMinor, line } = gap
  const kind = kindOfGap(gap, found)
  const [theirs, own] = [moneyText(bankMinor, currency), moneyText(ledgerMinor, currency)]
  return {
    kind,
    orderNumber: orderNumber ?? found?.order.orderNumber,
    gatewayOrderId: gatewayOrderId ?? found?.order.gatewayOrderId,
    reference: found?.order.forgottenAt === undefined ? found?.order.reference : undefined,
    text: `On this day the bank gave back ${theirs}, the ledger ${own}.`,
    currency,
    bankMinor,
    ledgerMinor,
    line,
    owesGoods: false,
  }
}

function kindOfGap(gap: RefundGap, found: LookedUpOrder | undefined): Difference['kind'] {
  if (found?.isOwn === false || (!found && !isOwnNumber(gap))) return 'other-shop'
  if (!found) return 'unknown-to-ledger'
  return gap.bankAroundMinor === gap.ledgerAroundMinor ? 'midnight' : 'refunded'
}
