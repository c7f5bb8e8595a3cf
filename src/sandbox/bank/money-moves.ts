import { unknownOrder } from './bank-order.ts'
import type { BankOrder, BankRefund, BankRefundRequest, BankRefusal } from './bank-order.ts'
import type { Books, Notify } from './books.ts'
import { digits } from './digits.ts'

/** What the merchant can do with an order's money. Undefined means done. */
export interface MoneyMoves {
  deposit(gatewayOrderId: string, amount: number): BankRefusal | undefined
  reverse(gatewayOrderId: string, amount: number): BankRefusal | undefined
  /** @returns the refund; for a known `externalRefundId`, the earlier one. */
  refund(gatewayOrderId: string, request: BankRefundRequest): BankRefund | BankRefusal
  decline(gatewayOrderId: string): BankRefusal | undefined
  /** The cardholder's bank takes the money back. No callback tells the merchant. */
  chargeBack(gatewayOrderId: string): BankRefusal | undefined
}

export interface MoneyMovesOptions {
  readonly now: () => Date
  readonly notify: Notify
  /** One refund, of everything; an error at it ends all further tries (BPC: gateways). */
  readonly refundsOnce?: boolean | undefined
  /** Smallest amount of a refund, in minor units (BPC: refunds). @defaultValue 1 */
  readonly minRefund?: number | undefined
}

export function makeMoneyMoves({ find, change }: Books, options: MoneyMovesOptions): MoneyMoves {
  const { now, notify } = options
  return {
    deposit(gatewayOrderId, amount) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 1) return { errorCode: '7', errorMessage: 'Payment must be in approved state' }
      if (amount > order.approvedAmount) {
        return { errorCode: '5', errorMessage: 'deposited amount is exceeding approved amount' }
      }
      const depositedAmount = amount === 0 ? order.approvedAmount : amount
      notify(change(order, { orderStatus: 2, depositedAmount, depositedAt: now() }), 'deposited', true)
      return undefined
    },
    reverse(gatewayOrderId, amount) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 1 || order.isReversalSpent || amount > order.approvedAmount) {
        change(order, { isReversalSpent: true })
        return { errorCode: '7', errorMessage: 'Reversal is impossible for current transaction state' }
      }
      const isWhole = amount === 0 || amount === order.approvedAmount
      const reversed = change(order, {
        orderStatus: isWhole ? 3 : 1,
        approvedAmount: isWhole ? 0 : order.approvedAmount - amount,
        reversedAt: now(),
        isReversalSpent: true,
      })
      notify(reversed, 'reversed', true)
      return undefined
    },
    refund(gatewayOrderId, request) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      const { externalRefundId } = request
      const isRepeat = (refund: BankRefund): boolean => refund.externalRefundId === externalRefundId
      const earlier = externalRefundId === undefined ? undefined : order.refunds.find(isRepeat)
      if (earlier) return earlier
      const refusal = refundRefusalOf(order, request) ?? ownRefundRefusalOf(order, request, options)
      if (refusal) {
        // A new version is told at once, however far the status lags: only where it changes anything.
        if (options.refundsOnce) change(order, { isRefundSpent: true })
        return refusal
      }
      const { refund, changes } = refundOf(order, request, now())
      notify(change(order, changes), 'refunded', true)
      return refund
    },
    decline(gatewayOrderId) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 0) {
        return { errorCode: '7', errorMessage: 'Decline is impossible for current transaction state' }
      }
      change(order, { orderStatus: 6 })
      return undefined
    },
    chargeBack: makeChargeBack({ find, change }),
  }
}

function makeChargeBack({ find, change }: Pick<Books, 'change' | 'find'>): MoneyMoves['chargeBack'] {
  return (gatewayOrderId) => {
    const order = find(gatewayOrderId)
    if (!order) return unknownOrder
    if (!hasCapturedMoney(order)) return chargebackImpossible
    change(order, { isChargedBack: true })
    return undefined
  }
}

/** Whether there is money that can go back: a refund takes some of it, a chargeback all of it. */
export function hasCapturedMoney({ orderStatus, depositedAmount, isChargedBack }: BankOrder): boolean {
  return (orderStatus === 2 || orderStatus === 4) && depositedAmount > 0 && !isChargedBack
}

function refundRefusalOf(
  order: BankOrder,
  { amount, expectedDepositedAmount = order.depositedAmount }: BankRefundRequest,
): BankRefusal | undefined {
  const { depositedAmount } = order
  if (!hasCapturedMoney(order)) return refundImpossible
  if (expectedDepositedAmount !== depositedAmount) {
    return { errorCode: '7', errorMessage: 'Deposited amount differs from the expected one' }
  }
  if (amount > depositedAmount) return { errorCode: '7', errorMessage: 'Refund amount exceeds deposited amount' }
  return undefined
}

/** Why this bank refuses a refund that others make. */
function ownRefundRefusalOf(
  { depositedAmount, isRefundSpent }: BankOrder,
  { amount }: BankRefundRequest,
  { refundsOnce, minRefund = 1 }: MoneyMovesOptions,
): BankRefusal | undefined {
  if (amount !== 0 && amount < minRefund) return { errorCode: '5', errorMessage: 'Amount is invalid' }
  if (!refundsOnce) return undefined
  if (isRefundSpent) return { errorCode: '7', errorMessage: 'A refund was attempted before' }
  const isWhole = amount === 0 || amount === depositedAmount
  return isWhole ? undefined : { errorCode: '7', errorMessage: 'Only the whole amount can be refunded' }
}

function refundOf(
  order: BankOrder,
  request: BankRefundRequest,
  at: Date,
): { readonly refund: BankRefund; readonly changes: Partial<BankOrder> } {
  const amount = request.amount === 0 ? order.depositedAmount : request.amount
  const refund: BankRefund = {
    at,
    amount,
    externalRefundId: request.externalRefundId,
    referenceNumber: digits(12),
    approvalCode: digits(6),
  }
  const changes: Partial<BankOrder> = {
    orderStatus: 4,
    depositedAmount: order.depositedAmount - amount,
    refundedAmount: order.refundedAmount + amount,
    refunds: [...order.refunds, refund],
    isRefundSpent: true,
  }
  return { refund, changes }
}

const refundImpossible: BankRefusal = {
  errorCode: '7',
  errorMessage: 'Refund is impossible for current transaction state',
}

const chargebackImpossible: BankRefusal = {
  errorCode: '7',
  errorMessage: 'Chargeback is impossible for current transaction state',
}
