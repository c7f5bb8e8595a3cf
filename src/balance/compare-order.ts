import { moneyText } from '../money.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { bankMoneyText, otherCurrencyText } from './bank-money.ts'
import type { BankOrder } from './bank-record.ts'
import type { Difference, DifferenceKind } from './difference.ts'

/** What the money of an order in the ledger comes to. */
type LedgerState = 'paid' | 'held' | 'review' | 'unpaid'

/**
 * How an order differs from what the bank tells of it; empty if both agree to the minor unit. Where they disagree about
 * the currency or the state, their amounts are not compared.
 */
export function compareOrder(bank: BankOrder, order: Order, tellsOrders: boolean): readonly Difference[] {
  const own = (kind: DifferenceKind, text: string, amounts: Amounts = amountsOf(bank, order)): Difference =>
    differenceOf({ kind, text, amounts }, bank, order)
  if (tellsOrders && isOtherPayment(bank, order)) return ofOtherPayment(bank, order)
  if (bank.currency !== order.currency) return [own('currency', otherCurrencyText(bank.currency, order.currency))]
  const state = stateText(bank, order)
  const told = state === undefined ? [] : [own('state', state)]
  if (bank.payments > 1) return [own('twice', twiceText(bank)), ...told]
  if (told.length > 0) return told
  if (bank.state !== 'paid' || bank.paidMinor === undefined) return []
  const refund = tellsOrders ? refundText(bank, order) : undefined
  const amount = amountDifference(bank, bank.paidMinor, order)
  return [
    ...(amount ? [own(...amount)] : []),
    ...(refund === undefined
      ? []
      : [own('refunded', refund, { bankMinor: bank.refundedMinor, ledgerMinor: order.refundedMinor })]),
  ]
}

/** Whether a list has another order under this order's number: a second try, or a second payment. */
export function isOtherPayment({ gatewayOrderId }: BankOrder, order: Order): boolean {
  return gatewayOrderId !== undefined && order.gatewayOrderId !== undefined && gatewayOrderId !== order.gatewayOrderId
}

/** A second try that came to nothing is nobody's business. */
function ofOtherPayment(bank: BankOrder, order: Order): readonly Difference[] {
  const { state, paidMinor = 0, currency, gatewayOrderId = '' } = bank
  if (state === 'unpaid' || state === 'reversed') return []
  const text =
    `The bank has ${bankMoneyText(paidMinor, currency)} under this number as ${quoted(gatewayOrderId)}, beside the ` +
    `payment that the ledger knows.`
  return [differenceOf({ kind: 'twice', text, amounts: amountsOf(bank, order) }, bank, order)]
}

interface Amounts {
  readonly bankMinor: number | undefined
  readonly ledgerMinor: number | undefined
}

/** A difference, with what both know of the order. */
export function differenceOf(
  { kind, text, amounts }: { readonly kind: DifferenceKind; readonly text: string; readonly amounts: Amounts },
  bank: BankOrder | undefined,
  order: Order | undefined,
): Difference {
  return {
    kind,
    orderNumber: order?.orderNumber ?? bank?.orderNumber,
    gatewayOrderId: order?.gatewayOrderId ?? bank?.gatewayOrderId,
    reference: order?.forgottenAt === undefined ? order?.reference : undefined,
    text,
    currency: bank?.currency ?? order?.currency ?? '',
    ledgerCurrency: order?.currency ?? bank?.currency ?? '',
    ...amounts,
    line: bank?.line,
    owesGoods: settled.has(kind) && bank !== undefined && order !== undefined && owesOnceAsked(bank, order),
  }
}

/** Taking in asks about these, and the ledger follows the answer. */
const settled: ReadonlySet<DifferenceKind> = new Set(['state', 'refunded'])

/**
 * Whether the ledger makes goods due once it asks: of what it hears is paid, and of what it knows is paid and has not
 * made due. What is in review, or given back whole, stays so; an order that does not say whether goods are owed is not
 * made due by a command.
 */
export function owesOnceAsked({ state }: Pick<BankOrder, 'state'>, { status, handsOver, handOver }: Order): boolean {
  const hasMoney = state === 'paid' || state === 'held'
  return hasMoney && handsOver === true && handOver === 'none' && status !== 'review' && status !== 'refunded'
}

function amountsOf({ paidMinor }: BankOrder, order: Order): Amounts {
  return { bankMinor: paidMinor, ledgerMinor: moneyOf(order) }
}

/** What was captured; of an order that is not paid, what it is for. */
function moneyOf({ capturedMinor, amountMinor }: Order): number {
  return capturedMinor > 0 ? capturedMinor : amountMinor
}

function twiceText({ isSameLine, line, otherLine, payments }: BankOrder): string {
  const lines = line === undefined || otherLine === undefined ? '' : ` (lines ${line} and ${otherLine})`
  return isSameLine
    ? `One payment is there ${payments} times${lines}.`
    : `The bank tells of ${payments} payments for one order${lines}.`
}

function ledgerStateOf({ status, capturedMinor }: Order): LedgerState {
  if (status === 'held') return 'held'
  if (status === 'paid' || status === 'partially_refunded' || status === 'refunded') return 'paid'
  if (status === 'review') return capturedMinor > 0 ? 'paid' : 'review'
  return 'unpaid'
}

/** Which states of the ledger go with each of the bank's. A review without an amount is told by its amount. */
const agreeing: Readonly<Record<BankOrder['state'], readonly LedgerState[]>> = {
  paid: ['paid', 'review'],
  held: ['held', 'review'],
  reversed: ['unpaid', 'review'],
  unpaid: ['unpaid', 'review'],
  'charged-back': [],
}

const bankWords: Readonly<Record<BankOrder['state'], string>> = {
  paid: 'paid',
  held: 'on hold',
  reversed: 'released without payment',
  unpaid: 'not paid',
  'charged-back': 'charged back',
}

/** Undefined if both say the same. */
function stateText(bank: BankOrder, order: Order): string | undefined {
  const { status, reviewReason } = order
  if (agree(bank, order)) return undefined
  const reason = reviewReason === undefined ? '' : ` (${reviewReason})`
  return `The bank says ${bankWords[bank.state]}, the ledger ${status}${reason}.`
}

function agree({ state, paidMinor }: BankOrder, order: Order): boolean {
  const { status, reviewReason } = order
  const ours = ledgerStateOf(order)
  if (state === 'charged-back') return status === 'refunded' || (status === 'review' && reviewReason === 'chargeback')
  // A review that only waits for a person: its amount tells nothing new.
  if (state === 'paid' && ours === 'review') return paidMinor !== order.amountMinor
  // What was released was on hold until then: only a ledger that has heard of the end agrees.
  if (state === 'reversed' && (status === 'registered' || status === 'unknown')) return false
  return agreeing[state].includes(ours)
}

/** Undefined if the bank took what the ledger says, to the minor unit. */
function amountDifference(
  { currency, feeMinor = 0 }: BankOrder,
  paidMinor: number,
  order: Order,
): readonly ['fee' | 'amount', string] | undefined {
  const ours = moneyOf(order)
  if (paidMinor === ours) return undefined
  const [theirs, own] = [moneyText(paidMinor, currency), moneyText(ours, currency)]
  const isFee = feeMinor > 0 && Math.abs(ours - paidMinor) === feeMinor
  return isFee
    ? ['fee', `The bank writes ${theirs}: ${own} and its fee of ${moneyText(feeMinor, currency)}.`]
    : ['amount', `The bank took ${theirs}, the ledger has ${own}.`]
}

function refundText({ refundedMinor, currency }: BankOrder, order: Order): string | undefined {
  if (refundedMinor === order.refundedMinor) return undefined
  if (refundedMinor === undefined) {
    return order.refundedMinor > 0 ? undefined : 'The bank gave something back, and does not say how much.'
  }
  const [theirs, ours] = [moneyText(refundedMinor, currency), moneyText(order.refundedMinor, currency)]
  return `The bank gave back ${theirs}, the ledger ${ours}.`
}
