import type { Decline, DeclineCategory, Order, RetryAdvice } from '../../src/order.ts'

/** A paid order, with whatever changes a test needs. */
export function sampleOrder(changes: Partial<Order> = {}): Order {
  return {
    orderNumber: '7Q2MK4XD9TVB3HRC8WZ0NE5F6A',
    gatewayOrderId: '3ff6962a-7dcc-4283-ab50-a6d7dd3386fe',
    formUrl: undefined,
    sku: 'teapot-blue',
    reference: 'cart-4711',
    description: 'Blue teapot, 1.2 litres',
    metadata: undefined,
    amountMinor: 129_999,
    currency: 'EUR',
    language: 'en',
    capture: 'automatic',
    gatewayAccount: 'bank.example/shop-api',
    capturingMinor: undefined,
    capturedMinor: 129_999,
    refundedMinor: 0,
    status: 'paid',
    handOver: 'done',
    decline: undefined,
    reviewReason: undefined,
    paymentWay: 'CARD',
    card: { maskedNumber: '411111**1234', brand: 'VISA' },
    approvalCode: '84Z71K',
    email: undefined,
    clientId: undefined,
    bindingId: undefined,
    shop: 'shop.example',
    handsOver: true,
    isRepeatable: false,
    again: undefined,
    linkNumber: undefined,
    closing: 'none',
    createdAt: new Date('2026-03-05T14:02:11Z'),
    expiresAt: new Date('2026-03-05T14:22:11Z'),
    paidAt: new Date('2026-03-05T14:04:37Z'),
    ...changes,
  }
}

/** An order nobody has paid. */
export function unpaidOrder(changes: Partial<Order> = {}): Order {
  return sampleOrder({
    status: 'registered',
    capturedMinor: 0,
    handOver: 'none',
    card: undefined,
    approvalCode: undefined,
    paidAt: undefined,
    ...changes,
  })
}

/** A decline by the bank. */
export function sampleDecline(category: DeclineCategory, advice: RetryAdvice, canRetry = true): Decline {
  return { actionCode: '116', category, text: 'Not for the buyer of another language.', canRetry, advice }
}
