import type { WireObject } from './answers.ts'
import type { BankOrder, BankRefusal } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { oldStatusAnswerIn } from './dialect-answers.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { Endpoint } from './endpoint.ts'

export interface StatusCallsOptions {
  readonly bank: Bank
  readonly dialect: Dialect
  readonly statusAnswerOf: (order: BankOrder) => WireObject
}

/** `getOrderStatusExtended.do`. */
export function extendedStatus({ bank, dialect, statusAnswerOf }: StatusCallsOptions): Endpoint {
  const { statusNumberField } = dialect
  // Recorded: the answer for an unknown order still has its empty lists.
  const refuse = (refusal: BankRefusal): WireObject => ({ ...refusal, merchantOrderParams: [], attributes: [] })
  return {
    takesToken: true,
    refuse,
    answer({ orderId, ...parameters }, login) {
      const orderNumber = parameters[statusNumberField]
      if (!orderId && (!orderNumber || login === 'token')) {
        return refuse({ errorCode: '1', errorMessage: `[orderId] or [${statusNumberField}] expected` })
      }
      const order = reported(bank, orderId ? bank.find(orderId) : bank.findByOrderNumber(orderNumber ?? ''))
      return order ? statusAnswerOf(order) : refuse(notFound)
    },
  }
}

/** `getOrderStatus.do`. */
export function oldStatus({ bank, dialect }: StatusCallsOptions): Endpoint {
  return {
    takesToken: false,
    refuse: refuseInPascalCase,
    answer({ orderId }) {
      if (!orderId) return refuseInPascalCase({ errorCode: '5', errorMessage: '[orderId] is empty' })
      const order = reported(bank, bank.find(orderId))
      return order ? oldStatusAnswerIn(dialect, order) : refuseInPascalCase(notFound)
    },
  }
}

/** `acknowledgeTransaction.do`: the store has heard of the payment. Without it the bank cancels (BPC: gateways). */
export function acknowledgement({ bank, dialect }: StatusCallsOptions): Endpoint {
  return {
    takesToken: false,
    refuse: refuseInPascalCase,
    answer({ orderId, mdOrder = orderId }) {
      if (!mdOrder) return refuseInPascalCase({ errorCode: '5', errorMessage: '[mdOrder] is empty' })
      const order = bank.acknowledge(mdOrder)
      return order ? oldStatusAnswerIn(dialect, order) : refuseInPascalCase(notFound)
    },
  }
}

const notFound: BankRefusal = { errorCode: '6', errorMessage: 'Order not found' }

function refuseInPascalCase({ errorCode, errorMessage }: BankRefusal): WireObject {
  return { ErrorCode: errorCode, ErrorMessage: errorMessage }
}

/** The order as the status call reports it, which can lag. */
function reported(bank: Bank, order: BankOrder | undefined): BankOrder | undefined {
  return order && bank.tell(order.gatewayOrderId)
}
