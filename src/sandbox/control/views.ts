import type { ControlledFault, ControlledOrder, ControlledRequest } from './controlled-bank.ts'

/** An order as the control API tells it. Amounts are integer minor units of `currency` (ISO 4217 numeric). */
export function orderView(order: ControlledOrder) {
  return {
    orderNumber: order.orderNumber,
    gatewayOrderId: order.gatewayOrderId,
    formUrl: order.formUrl,
    orderStatus: order.orderStatus,
    actionCode: order.actionCode,
    amountMinor: order.amount,
    currency: order.currency,
    approvedMinor: order.approvedAmount,
    depositedMinor: order.depositedAmount,
    refundedMinor: order.refundedAmount,
    isTwoPhase: order.isTwoPhase,
    description: order.description,
    returnUrl: order.returnUrl,
    failedTriesCount: order.failedTriesCount,
    registeredAt: order.registeredAt.toISOString(),
    expiresAt: order.expiresAt.toISOString(),
  }
}

export function requestView({ method, parameters, at, fault }: ControlledRequest) {
  return { method, parameters, at: at.toISOString(), ...(fault !== undefined && { fault }) }
}

/** The largest count that is told: JSON has no `Infinity`, which only a test in this process can ask for. */
export const maxTold = 1_000_000

export function faultView({ id, fault, leftCount }: ControlledFault) {
  const { times = 1 } = fault
  return { id, ...fault, ...(times > maxTold && { times: maxTold }), leftCount: Math.min(leftCount, maxTold) }
}
