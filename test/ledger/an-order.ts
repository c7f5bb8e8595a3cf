import { randomUUID } from 'node:crypto'
import type { Order, OrderChanges } from '../../src/order.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { NewLink } from '../../src/ledger/link-ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'

/** A minimal order. */
export function newOrder(changes: Partial<NewOrder> = {}): NewOrder {
  return {
    orderNumber: randomUUID(),
    sku: 'tea',
    reference: undefined,
    description: undefined,
    metadata: undefined,
    amountMinor: 1999,
    currency: 'EUR',
    language: undefined,
    capture: 'automatic',
    gatewayAccount: 'https://bank.example/payment/rest/ as shop-api',
    shop: 'shop.example',
    handsOver: true,
    isRepeatable: false,
    itemDigest: 'tea at 1999',
    startedBy: undefined,
    email: undefined,
    clientId: undefined,
    bindingId: undefined,
    again: undefined,
    linkNumber: undefined,
    tellsClosed: false,
    expiresInMs: 1_200_000,
    checkInMs: 60_000,
    reuseKey: undefined,
    reuseOpenForMs: 600_000,
    reuseRegisteringForMs: 60_000,
    ...changes,
  }
}

/** A payment link of Jane Roe's, for the reference `CART-7`. */
export function newLink(changes: Partial<NewLink> = {}): NewLink {
  const { reference = 'CART-7' } = changes
  const personal = { description: 'A mug for Jane Roe', email: 'jane@example.com', metadata: { to: 'Jane Roe' } }
  return {
    linkNumber: 'LINK1',
    shop: 'shop.example',
    item: { sku: 'payment-link', amountMinor: 1999, currency: 'EUR', reference, ...personal },
    reference,
    note: 'Jane Roe rang',
    expiresAt: undefined,
    expiresInMs: 60_000,
    ...changes,
  }
}

/** An order that the gateway knows. */
export async function registeredOrder(ledger: Ledger, changes: OrderChanges = {}): Promise<Order> {
  const { order } = await ledger.add(newOrder())
  const gatewayOrderId = randomUUID()
  const formUrl = `https://bank.example/pay?mdOrder=${gatewayOrderId}`
  return moved(
    await ledger.move(order, {
      to: 'registered',
      trigger: 'checkout',
      checkInMs: 20_000,
      changes: { gatewayOrderId, formUrl, ...changes },
    }),
  )
}

/** A paid order whose goods are due. */
export async function paidOrder(ledger: Ledger): Promise<Order> {
  const order = await registeredOrder(ledger)
  return moved(
    await ledger.move(order, {
      to: 'paid',
      trigger: 'return',
      checkInMs: null,
      handOver: 'due',
      changes: { capturedMinor: order.amountMinor, paidAt: new Date() },
    }),
  )
}

/** An order that ended unpaid, and whose store is to be told so. */
export async function endedUnpaid(ledger: Ledger, to: 'declined' | 'expired' | 'reversed'): Promise<Order> {
  const { order } = await ledger.add(newOrder({ tellsClosed: true }))
  const gatewayOrderId = randomUUID()
  const registered = { to: 'registered', trigger: 'checkout', checkInMs: 20_000, changes: { gatewayOrderId } } as const
  const open = moved(await ledger.move(order, registered))
  const held = to === 'reversed' ? moved(await ledger.move(open, { ...ended, to: 'held', checkInMs: 20_000 })) : open
  return moved(await ledger.move(held, { ...ended, to }))
}

const ended = { trigger: 'sweep', checkInMs: null } as const

export function moved(order: Order | undefined): Order {
  if (!order) throw new Error('The order did not move.')
  return order
}
