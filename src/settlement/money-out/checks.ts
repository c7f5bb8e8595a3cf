import {
  CheckoutClosedError,
  GatewayUnavailableError,
  InvalidAmountError,
  InvalidRequestError,
  LedgerUnavailableError,
  OrderNotFoundError,
} from '../../errors.ts'
import { sumOfItems } from '../../fiscal-items.ts'
import { isJsonObject } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import { moneyText } from '../../money.ts'
import type { Order } from '../../order.ts'
import { showValue } from '../../show-value.ts'
import { gatewayOf, isAtOwnGateway } from '../gateway-account.ts'
import type { OwnGateway } from '../gateway-account.ts'
import type { Settled } from '../settled.ts'
import type { MoneyOutDeps } from './deps.ts'
import { quoted } from '../../visible.ts'

/** @throws InvalidAmountError for anything but a positive whole number of minor units. */
export function requireAmount(amountMinor: unknown, what: 'capture' | 'refund'): asserts amountMinor is number {
  if (Number.isSafeInteger(amountMinor) && (amountMinor as number) > 0) return
  throw new InvalidAmountError(
    `The amount of a ${what} must be a positive whole number of minor units (1999 is EUR 19.99), got ` +
      `${showValue(amountMinor)}. 0 does not mean everything.`,
  )
}

type ItemsName = 'depositItems' | 'refundItems'

/** What is to be sent along, as it is written down. */
export function extraWith(name: ItemsName, items: JsonObject | undefined): JsonObject | undefined {
  return items && { [name]: items }
}

/** The lines in what is to be sent along. */
export function itemsIn(extra: JsonObject | undefined, name: ItemsName): JsonObject | undefined {
  const items = extra?.[name]
  return isJsonObject(items) ? items : undefined
}

/**
 * @throws InvalidAmountError, naming both sums, for lines that add up to another amount: the bank would refuse them
 *   (BPC: capture and reversal).
 */
export function requireItemsSum(
  items: JsonObject | undefined,
  amountMinor: number,
  { orderNumber, currency }: Pick<Order, 'orderNumber' | 'currency'>,
): void {
  const sumMinor = items && sumOfItems(items)
  if (sumMinor === undefined || sumMinor === amountMinor) return
  throw new InvalidAmountError(
    `The items add up to ${moneyText(sumMinor, currency)}, and ${moneyText(amountMinor, currency)} of order ` +
      `${orderNumber} is to move. Nothing was sent.`,
    { orderNumber },
  )
}

const visibleKey = /^[\x21-\x7e]{1,64}$/

/** @throws InvalidRequestError for anything but 1 to 64 visible ASCII characters. */
export function requireKey(key: unknown): asserts key is string {
  if (typeof key === 'string' && visibleKey.test(key)) return
  throw new InvalidRequestError(
    'The key of a refund must be 1 to 64 visible ASCII characters without spaces, and the same when that refund ' +
      `is repeated, got ${showValue(key)}.`,
  )
}

/**
 * The order, if this login may move its money at all.
 *
 * @throws GatewayRefusedError for a token, OrderNotFoundError, InvalidRequestError for an order of another gateway.
 */
export type RequireOrder = (orderNumber: string) => Promise<Order>

export interface RequireOrderDeps extends Pick<MoneyOutDeps, 'refusal'>, OwnGateway {
  readonly ledger: Pick<OrderLedger, 'find'>
}

export function makeRequireOrder({ ledger, refusal, ...own }: RequireOrderDeps): RequireOrder {
  return async (orderNumber) => {
    if (refusal) throw refusal
    const order = await ledger.find(orderNumber)
    if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
    if (isAtOwnGateway(order.gatewayAccount, own)) return order
    const [theirs, ours] = [gatewayOf(order.gatewayAccount), gatewayOf(own.gatewayAccount)]
    throw new InvalidRequestError(`Order ${orderNumber} belongs to ${theirs}, this checkout to ${ours}.`, {
      orderNumber,
    })
  }
}

/** @throws GatewayUnavailableError if the gateway could not be asked: nothing is sent blindly. */
export function requireAnswer({ order, standing }: Settled): Order {
  if (standing !== 'silent') return order
  throw new GatewayUnavailableError(
    `The gateway could not be asked about order ${order.orderNumber} first, so nothing was sent. This call ` +
      'moved no money.',
  )
}

/**
 * The error for the caller, if something was thrown after a call was sent. If the ledger was away or closed, its own
 * error would say that no money moved, which nobody can say any more.
 */
export function afterSending(error: unknown, nobodyKnows: (cause: unknown) => GatewayUnavailableError): unknown {
  return error instanceof LedgerUnavailableError || error instanceof CheckoutClosedError ? nobodyKnows(error) : error
}
