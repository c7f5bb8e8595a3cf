import type { Order, OrderStatus } from '../../src/order.ts'
import { makeChance } from '../../src/chance.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

/** What a search can ask for about an order, as a test writes it into the ledger. */
export interface SomeOrder extends Pick<
  Order,
  | 'amountMinor'
  | 'createdAt'
  | 'currency'
  | 'email'
  | 'handOver'
  | 'linkNumber'
  | 'orderNumber'
  | 'paidAt'
  | 'reference'
> {
  readonly gatewayOrderId: string
  readonly sku: string
  readonly status: OrderStatus
  readonly isRepeatable: boolean
  readonly cardEnd: string | undefined
  readonly declined: NonNullable<Order['decline']>['category'] | undefined
  readonly shop: string | undefined
  readonly refund: { readonly key: string; readonly externalRefundId: string } | undefined
}

/** The first of them was opened here. */
export const begin = new Date('2026-03-01T00:00:00.000Z')

export function anyOrder(number: number, changes: Partial<SomeOrder> = {}): SomeOrder {
  return {
    orderNumber: `N${String(number).padStart(6, '0')}`,
    gatewayOrderId: `bank-${number}`,
    sku: 'tea',
    status: 'registered',
    handOver: 'none',
    amountMinor: 1999,
    currency: 'EUR',
    email: undefined,
    reference: undefined,
    isRepeatable: false,
    linkNumber: undefined,
    cardEnd: undefined,
    declined: undefined,
    createdAt: new Date(begin.getTime() + number * 1_000),
    paidAt: undefined,
    shop: 'shop.example',
    refund: undefined,
    ...changes,
  }
}

/**
 * Orders in which each value that a search may ask for is borne by thousands, by a few, or by one. Many were opened in
 * the same moment, and paid in another order than they were opened in.
 */
export function someOrders(count: number, seed: number): readonly SomeOrder[] {
  const { below, oneOf } = makeChance(seed)
  const mostly = <Value>(usual: Value, others: readonly Value[]): Value => (below(20) > 0 ? usual : oneOf(others))
  return Array.from({ length: count }, (_, number) => {
    const status = mostly<OrderStatus>(oneOf(['paid', 'declined']), [
      'registered',
      'held',
      'review',
      'partially_refunded',
    ])
    const isPaid = status === 'paid' || status === 'partially_refunded'
    const createdAt = new Date(begin.getTime() + Math.floor(number / 3) * 1_000)
    return anyOrder(number, {
      status,
      createdAt,
      sku: mostly(oneOf(['tea', 'mug']), ['pot', 'cup']),
      handOver: isPaid ? mostly('done', ['due', 'stuck', 'none']) : 'none',
      amountMinor: mostly(1999, [500, 12_345]),
      currency: mostly(oneOf(['EUR', 'USD']), ['KWD']),
      email: mostly(oneOf(['Jane@Example.com', undefined]), ['joe@example.com', 'Jürgen@Example.com']),
      ...referenceOf(number, mostly('label', ['once', 'none', 'other'])),
      linkNumber: mostly(undefined, ['LINK-1', `LINK-OF-${number}`]),
      cardEnd: isPaid ? mostly('1111', ['2222', '3333']) : undefined,
      declined: mostly(oneOf(['card-problem', undefined] as const), ['insufficient-funds', 'technical']),
      paidAt: isPaid ? new Date(createdAt.getTime() + below(100_000) * 10) : undefined,
      shop: mostly('shop.example', ['other.example', undefined]),
      refund: isPaid && below(3) === 0 ? { key: mostly('all', [`key-${number}`]), ...ofBank(number) } : undefined,
    })
  })
}

const ofBank = (number: number) => ({ externalRefundId: `refund-${number}` })

function referenceOf(number: number, kind: 'label' | 'once' | 'none' | 'other') {
  if (kind === 'none') return { reference: undefined, isRepeatable: false }
  return kind === 'label'
    ? { reference: 'donation', isRepeatable: true }
    : { reference: kind === 'once' ? `CART-${number}` : 'tip', isRepeatable: kind === 'other' }
}

/** So many rows fit into one statement. */
const rowsAtOnce = 500

/** Writes them without their entries, and the shops of `shop.example` and `other.example` beside them. */
export async function insertOrders({ sql }: Pick<OpenedLedger, 'sql'>, orders: readonly SomeOrder[]): Promise<void> {
  await insertRows({ sql }, orders)
  for (const shop of ['shop.example', 'other.example']) {
    await sql(`insert into checkout_shops (shop, owner, used_at, has_unnamed)
      values ('${shop}', '${shop}', '${new Date().toISOString()}', ${shop === 'shop.example' ? 1 : 0})`)
  }
}

/** Writes orders without their entries. */
export async function insertRows({ sql }: Pick<OpenedLedger, 'sql'>, orders: readonly SomeOrder[]): Promise<void> {
  for (let first = 0; first < orders.length; first += rowsAtOnce) {
    const some = orders.slice(first, first + rowsAtOnce)
    await sql(`insert into checkout_orders (order_number, gateway_order_id, sku, status, hand_over, amount_minor,
      currency, email, reference, is_repeatable, link_number, card, decline, created_at, expires_at, paid_at, shop,
      capture, gateway_account) values ${some.map(rowOf).join(',')}`)
    const refunded = some.filter(({ refund }) => refund !== undefined)
    if (refunded.length === 0) continue
    await sql(`insert into checkout_refunds (order_number, key, external_refund_id, amount_minor, refunded_before_minor,
      state, asked_at) values ${refunded.map(refundRowOf).join(',')}`)
  }
}

function rowOf(order: SomeOrder): string {
  const { cardEnd, declined, createdAt } = order
  const card = cardEnd === undefined ? undefined : JSON.stringify({ maskedNumber: `411111**${cardEnd}`, brand: 'VISA' })
  const decline = declined && JSON.stringify({ actionCode: '-1', category: declined, text: 'No.', canRetry: true })
  const values = [
    order.orderNumber,
    order.gatewayOrderId,
    order.sku,
    order.status,
    order.handOver,
    order.amountMinor,
    order.currency,
    order.email,
    order.reference,
    order.isRepeatable ? 1 : 0,
    order.linkNumber,
    card,
    decline,
    createdAt.toISOString(),
    createdAt.toISOString(),
    order.paidAt?.toISOString(),
    order.shop,
    'automatic',
    'bank.example#login',
  ]
  return `(${values.map(literal).join(',')})`
}

function refundRowOf({ orderNumber, createdAt, refund }: SomeOrder): string {
  const values = [orderNumber, refund?.key, refund?.externalRefundId, 1, 0, 'done', createdAt.toISOString()]
  return `(${values.map(literal).join(',')})`
}

function literal(value: string | number | undefined): string {
  if (value === undefined) return 'null'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
