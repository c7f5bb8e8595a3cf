import { GatewayUnavailableError } from '../errors.ts'
import type { GatewayRefusedError } from '../errors.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { ListedOrder } from '../gateway/list-message.ts'
import { dayOf } from '../days.ts'
import { takenMinorOf } from '../taken-minor.ts'
import { quoted } from '../visible.ts'
import type { BankDay } from './bank-day.ts'
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
 * is never taken for whole.
 *
 * @throws GatewayRefusedError if the login may not ask for it, GatewayUnavailableError if the bank did not give all of
 *   it. Nothing was changed, no money moved.
 */
export async function readBankList(
  gateway: Pick<Gateway, 'orderList'>,
  bankDay: BankDay,
  terms: ReadBankListTerms,
): Promise<void> {
  for (let reading = 1; reading <= maxReadings; reading += 1) {
    bankDay.clear()
    if (await readOnce(gateway, bankDay, terms)) return
  }
  throw new GatewayUnavailableError(
    `The bank's list changed each of the ${maxReadings} times it was read, so nobody knows all of it. Ask again once ` +
      `fewer buyers pay. ${nothingCompared}`,
  )
}

/** Whether it was read as a whole: as many orders as the bank says there are. */
async function readOnce(
  gateway: Pick<Gateway, 'orderList'>,
  bankDay: BankDay,
  { since, until, timeZone, onProgress }: ReadBankListTerms,
): Promise<boolean> {
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await gateway.orderList({ since, until, page, size: wantedOnPage })
    if (answer.outcome === 'refused') throw answer.error
    if (answer.outcome === 'unavailable') throw stoppedAt(page, answer.error)
    const { orders, totalCount, pageSize: fullPage = wantedOnPage } = answer
    const before = bankDay.count()
    for (const order of orders) bankDay.add(recordOf(order, timeZone))
    const count = bankDay.count()
    onProgress?.(count, totalCount)
    if (totalCount !== undefined && count >= totalCount) return count === totalCount
    // Whatever the bank counts, a page without anything new is the last: some orders have moved to pages before it.
    if (count === before) return totalCount === undefined
    if (totalCount === undefined && orders.length < fullPage) return true
  }
  return false
}

function stoppedAt(page: number, { message, retryAfterMs }: GatewayUnavailableError): GatewayUnavailableError {
  if (page === 0) return new GatewayUnavailableError(`${message} ${nothingCompared}`, { retryAfterMs })
  const what = `The bank's list stopped at page ${page + 1}. Nothing is compared with half a list. ${message}`
  return new GatewayUnavailableError(what, { retryAfterMs })
}

/** @throws GatewayUnavailableError if it is money, and nobody knows of which day. */
function recordOf(order: ListedOrder, timeZone: string): BankRecord {
  const { orderNumber, gatewayOrderId, currency = '', at, feeMinor } = order
  const state = stateOf(order)
  if (at === undefined && moneyStates.has(state)) throw timeless(order)
  return {
    orderNumber,
    gatewayOrderId,
    tells: 'order',
    state,
    currency,
    amountMinor: takenMinorOf(order) ?? 0,
    refundedMinor: order.refundedMinor ?? (order.phase === 'refunded' ? undefined : 0),
    feeMinor,
    at,
    // What nobody has paid, and has no time, is of no day.
    day: at === undefined ? '' : dayOf(at, timeZone),
    operationId: undefined,
    line: undefined,
  }
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
