import { GatewayUnavailableError, InvalidRequestError } from '../errors.ts'
import type { Order } from '../order.ts'
import { gatewayOf, isAtOwnGateway } from './gateway-account.ts'
import type { OwnGateway } from './gateway-account.ts'
import type { Settle } from './settled.ts'

/**
 * Settles one order for a person, who wants to hear if nobody could say anything.
 *
 * @throws GatewayUnavailableError if the gateway gave no usable answer, InvalidRequestError for an order of another
 *   gateway. The order is unchanged.
 */
export type AskNow = (orderNumber: string) => Promise<Order>

export interface AskNowDeps extends OwnGateway {
  readonly settle: Settle
}

export function makeAskNow({ settle, ...own }: AskNowDeps): AskNow {
  return async (orderNumber) => {
    const { order, standing, wasAsked } = await settle(orderNumber, 'settle')
    if (standing !== 'silent') return order
    if (!isAtOwnGateway(order.gatewayAccount, own)) {
      const [theirs, ours] = [gatewayOf(order.gatewayAccount), gatewayOf(own.gatewayAccount)]
      throw new InvalidRequestError(
        `Order ${orderNumber} belongs to ${theirs}, and this is ${ours}: nobody was asked about it.`,
        { orderNumber },
      )
    }
    const what = wasAsked ? 'The bank gave no usable answer about it' : 'It is just being registered at the bank'
    throw new GatewayUnavailableError(
      `Order ${orderNumber} is unchanged, and nobody knows more than before. ${what}: ask again later.`,
    )
  }
}
