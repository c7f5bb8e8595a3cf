import { GatewayUnavailableError } from '../errors.ts'
import type { GatewayRefusedError } from '../errors.ts'
import type { OrderListAnswer } from '../gateway/answers.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { ListedOrder, OrderListPage } from '../gateway/list-message.ts'
import { dayOf } from '../days.ts'
import { takenMinorOf } from '../taken-minor.ts'
import { quoted } from '../visible.ts'
import type { BankDay } from './bank-day.ts'
import { bankMoneyText } from './bank-money.ts'
import type { BankRecord, BankState } from './bank-record.ts'
import { nothingCompared } from './nothing-compared.ts'

export interface ReadBankListTerms {
  readonly since: Date
  readonly until: Date
  /** Zone whose days these are. */
  readonly timeZone: string
  readonly onProgress?: ((done: number, total?: number) => void) | undefined
}

/** Orders asked for at once: half of what a bank allows, for those that allow less. */
const wantedOnPage = 100

/** How often a list that changes while it is read is read again. Chosen by feel. */
const maxReadings = 3

/** More pages than this are no list of a few days. */
const maxPages = 20_000

/**
 * Reads the bank's own list, all of it: a list that ends early, changes while it is read, or has money without a time
 * or an order is never taken for whole.
 *
 * @throws GatewayRefusedError if the login may not ask for it, GatewayUnavailableError if the bank did not give all of
 *   it. Nothing was changed, no money moved.
 */
export async function readBankList(
  gateway: Pick<Gateway, 'orderList'>,
  bankDay: BankDay,
  terms: ReadBankListTerms,
): Promise<void> {
  const readings: Reading[] = []
  while (readings.length < maxReadings) {
    bankDay.clear()
    const reading = await readOnce(gateway, bankDay, terms)
    if (reading.isWhole) return
    readings.push(reading)
  }
  throw new GatewayUnavailableError(`${neverWhole(readings)} ${nothingCompared}`)
}

/** How one reading of the list ended. */
interface Reading {
  /** Whether it holds as many orders as the bank says there are. */
  readonly isWhole: boolean
  /** Orders that the list told, each counted once. */
  readonly count: number
  /** Orders that the bank counts; undefined if it does not say. */
  readonly totalCount: number | undefined
}

async function readOnce(
  gateway: Pick<Gateway, 'orderList'>,
  bankDay: BankDay,
  { since, until, timeZone, onProgress }: ReadBankListTerms,
): Promise<Reading> {
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await gateway.orderList({ since, until, page, size: wantedOnPage })
    const { orders, totalCount, pageSize = wantedOnPage } = requireAnswered(answer, page)
    const before = bankDay.count()
    for (const order of orders) bankDay.add(recordOf(order, timeZone))
    const count = bankDay.count()
    onProgress?.(count, totalCount)
    const isEnd = count === before || (totalCount !== undefined && count >= totalCount)
    if (!isEnd) continue
    if (totalCount === undefined && page === 1 && orders.length >= pageSize) throw samePageAgain()
    return { isWhole: totalCount === undefined || count === totalCount, count, totalCount }
  }
  return { isWhole: false, count: bankDay.count(), totalCount: undefined }
}

/** @throws GatewayRefusedError if the login may not ask at all, GatewayUnavailableError if there is no such page. */
function requireAnswered(answer: OrderListAnswer, page: number): OrderListPage {
  if (answer.outcome === 'answered') return answer
  throw answer.outcome === 'refused' && page === 0 ? answer.error : stoppedAt(page, answer.error)
}

/** Only the bank knows whether there is more. */
function samePageAgain(): GatewayUnavailableError {
  return new GatewayUnavailableError(
    'The bank gives the same full page of its list again when it is asked for the next one, and does not say how ' +
      `many orders there are. Take the registry, or ask the bank. ${nothingCompared}`,
  )
}

/** A list that is wrong in the same way each time does not change: it will not be whole the next time either. */
function neverWhole(readings: readonly Reading[]): string {
  const { count, totalCount } = readings.at(-1) ?? {}
  const isSame = readings.every((other) => other.count === count && other.totalCount === totalCount)
  return isSame && totalCount !== undefined
    ? `The bank's list tells ${count} different orders, and counts ${totalCount}, each of the ${readings.length} ` +
        'times it was read: some are there twice, or not at all. Take the registry, or ask the bank.'
    : `The bank's list changed each of the ${readings.length} times it was read, so nobody knows all of it. Ask ` +
        'again once fewer buyers pay.'
}

function stoppedAt(
  page: number,
  { message, retryAfterMs }: Pick<GatewayUnavailableError, 'message'> & Partial<GatewayUnavailableError>,
): GatewayUnavailableError {
  if (page === 0) return new GatewayUnavailableError(`${message} ${nothingCompared}`, { retryAfterMs })
  const what = `The bank's list stopped at page ${page + 1}. Nothing is compared with half a list. ${message}`
  return new GatewayUnavailableError(what, { retryAfterMs })
}

/** @throws GatewayUnavailableError if it is money, and nobody knows of which order or day. */
function recordOf(order: ListedOrder, timeZone: string): BankRecord {
  const { orderNumber, gatewayOrderId, currency = '', at, feeMinor } = order
  const state = stateOf(order)
  const amountMinor = takenMinorOf(order) ?? 0
  const hasMoney = moneyStates.has(state)
  if (hasMoney && orderNumber === undefined && gatewayOrderId === undefined) throw nameless(amountMinor, currency)
  if (hasMoney && at === undefined) throw timeless(order)
  return {
    orderNumber,
    gatewayOrderId,
    tells: 'order',
    state,
    currency,
    amountMinor,
    refundedMinor: order.refundedMinor ?? (order.phase === 'refunded' ? undefined : 0),
    feeMinor,
    at,
    // What nobody has paid, and has no time, is of no day.
    day: at === undefined ? '' : dayOf(at, timeZone),
    operationId: undefined,
    line: undefined,
  }
}

function nameless(amountMinor: number, currency: string): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `The bank's list has ${bankMoneyText(amountMinor, currency)} that name no order, so the list is of no use. Take ` +
      `the registry, or ask the bank. ${nothingCompared}`,
  )
}

function timeless({ orderNumber, gatewayOrderId = '' }: ListedOrder): GatewayUnavailableError {
  const which = quoted(orderNumber ?? gatewayOrderId)
  return new GatewayUnavailableError(
    `The bank's list has the order ${which} with money and without a time that can be read: nobody knows of which ` +
      `day it is, so the list is of no use. Take the registry, or ask the bank. ${nothingCompared}`,
  )
}

const moneyStates: ReadonlySet<BankState> = new Set(['paid', 'held', 'charged-back'])

const stateOfPhase = {
  registered: 'unpaid',
  held: 'held',
  captured: 'paid',
  reversed: 'reversed',
  refunded: 'paid',
  authenticating: 'unpaid',
  declined: 'unpaid',
  pending: 'unpaid',
  'partly-captured': 'paid',
  unrecognized: 'unpaid',
} as const satisfies Record<ListedOrder['phase'], BankState>

/** Money that was taken and is there is money, whatever else the bank says of the order. */
function stateOf({ phase, isChargeback, depositedMinor = 0 }: ListedOrder): BankState {
  if (isChargeback) return 'charged-back'
  const state = stateOfPhase[phase]
  return depositedMinor > 0 && state !== 'held' ? 'paid' : state
}

/** What a person does where the bank does not give its list. */
export function listRefusalText({ errorCode, message }: GatewayRefusedError): string {
  if (errorCode === 'token') {
    return 'A token may not ask for the list of orders: set gateway.user and gateway.password.'
  }
  return `${message} Ask the bank to allow this login "getLastOrdersForMerchants.do", its list of orders.`
}
