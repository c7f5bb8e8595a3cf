import type { Evidence } from '../../src/gateway/evidence.ts'
import type { Order } from '../../src/order.ts'
import { makePlan } from '../../src/settlement/judge/plan.ts'
import type { Plan, PlanOptions } from '../../src/settlement/judge/plan.ts'

/** A registered order for EUR 19.99, as the ledger returns it. */
export function anOrder(fields: Partial<Order> = {}): Order {
  return {
    orderNumber: 'ORDER1',
    gatewayOrderId: '0aa0-1',
    formUrl: 'http://127.0.0.1/pay?mdOrder=0aa0-1',
    sku: 'mug',
    reference: undefined,
    description: 'A mug',
    metadata: undefined,
    amountMinor: 1999,
    currency: 'EUR',
    language: undefined,
    capture: 'automatic',
    gatewayAccount: 'bank',
    capturingMinor: undefined,
    capturedMinor: 0,
    refundedMinor: 0,
    status: 'registered',
    handOver: 'none',
    decline: undefined,
    reviewReason: undefined,
    paymentWay: undefined,
    card: undefined,
    approvalCode: undefined,
    email: undefined,
    clientId: undefined,
    bindingId: undefined,
    shop: 'shop.example',
    handsOver: true,
    isRepeatable: false,
    again: undefined,
    linkNumber: undefined,
    closing: 'none',
    createdAt: new Date('2026-01-01T12:00:00Z'),
    expiresAt: new Date('2026-01-01T12:20:00Z'),
    paidAt: undefined,
    ...fields,
  }
}

/** What the gateway says about {@link anOrder} once it is paid. */
export function paidEvidence(fields: Partial<Evidence> = {}): Evidence {
  return {
    phase: 'captured',
    actionCode: '0',
    orderNumber: 'ORDER1',
    gatewayOrderId: '0aa0-1',
    amountMinor: 1999,
    currency: 'EUR',
    heldMinor: 1999,
    depositedMinor: 1999,
    refundedMinor: 0,
    refunds: undefined,
    amountState: 'captured',
    isPartial: false,
    isChargeback: false,
    decline: undefined,
    isUntried: false,
    paymentWay: 'CARD',
    card: { maskedNumber: '411111**1111', brand: 'VISA' },
    approvalCode: '123456',
    bindingId: undefined,
    paidAt: new Date('2026-01-01T12:01:00Z'),
    redacted: { orderStatus: 2 },
    ...fields,
  }
}

/** The same order on hold. */
export function heldEvidence(fields: Partial<Evidence> = {}): Evidence {
  return paidEvidence({ phase: 'held', depositedMinor: 0, amountState: 'held', paidAt: undefined, ...fields })
}

/** The same order before anybody tried to pay. */
export function untriedEvidence(fields: Partial<Evidence> = {}): Evidence {
  return paidEvidence({
    phase: 'registered',
    actionCode: '-100',
    isUntried: true,
    amountState: 'created',
    heldMinor: 0,
    depositedMinor: 0,
    paymentWay: undefined,
    card: undefined,
    paidAt: undefined,
    approvalCode: undefined,
    ...fields,
  })
}

/** The plan of a store with default options. */
export function aPlan(chosen: Partial<PlanOptions> = {}): Plan {
  return makePlan({
    looksAtSecs: [20, 40, 60, 120, 240, 480, 900],
    jitterPercent: 10,
    watchPaidForDays: 30,
    ...chosen,
  })
}
