import type { Insertable, Selectable } from 'kysely'
import { LedgerUnavailableError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import { closingStatuses, handOverStatuses, orderStatuses } from '../order.ts'
import type { CaptureMode, Card, Decline, Order, OrderChanges } from '../order.ts'
import type { Entry, EntryKind, Trigger } from './entry.ts'
import type { ReusableOrder } from './order-ledger.ts'
import type { EntryTable, OrderTable } from './schema.ts'

type OrderRow = Selectable<OrderTable>

/** The columns of an order that its moves, instructions and refunds change. */
export const changingColumns = [
  'gateway_order_id',
  'form_url',
  'capturing_minor',
  'captured_minor',
  'refunded_minor',
  'status',
  'hand_over',
  'decline',
  'review_reason',
  'payment_way',
  'card',
  'approval_code',
  'binding_id',
  'paid_at',
  'closing',
  'returned_at',
] as const satisfies readonly (keyof OrderTable)[]

/** The columns of an order that are written when it is opened, and else only when it is forgotten. */
const lastingColumns = [
  'order_number',
  'sku',
  'reference',
  'description',
  'metadata',
  'amount_minor',
  'currency',
  'language',
  'capture',
  'gateway_account',
  'email',
  'client_id',
  'shop',
  'hands_over',
  'is_repeatable',
  'again',
  'link_number',
  'trace_parent',
  'success_url',
  'failure_url',
  'created_at',
  'expires_at',
  'forgotten_at',
] as const satisfies readonly (keyof OrderTable)[]

/** The columns that make an order. */
export const orderColumns = [...lastingColumns, ...changingColumns] as const

/** What of a row changes. */
export type ChangingRow = Pick<OrderRow, (typeof changingColumns)[number]>

/** What of a row makes an order. */
export type WholeRow = Pick<OrderRow, (typeof orderColumns)[number]>

/** @throws LedgerUnavailableError for a status this version does not know: guessing one could hand goods over. */
export function toOrder(row: WholeRow): Order {
  return withChanges(
    {
      orderNumber: row.order_number,
      sku: row.sku,
      reference: told(row.reference),
      description: told(row.description),
      metadata: fromJson(row.metadata) as JsonValue | undefined,
      amountMinor: Number(row.amount_minor),
      currency: row.currency,
      language: told(row.language),
      capture: oneOf<CaptureMode>(['automatic', 'manual'], row.capture),
      gatewayAccount: row.gateway_account,
      email: told(row.email),
      clientId: told(row.client_id),
      shop: told(row.shop),
      handsOver: row.hands_over === null ? undefined : row.hands_over === 1,
      isRepeatable: row.is_repeatable === 1,
      again: told(row.again),
      linkNumber: told(row.link_number),
      traceParent: told(row.trace_parent),
      successUrl: told(row.success_url),
      failureUrl: told(row.failure_url),
      createdAt: new Date(row.created_at),
      expiresAt: new Date(row.expires_at),
      forgottenAt: row.forgotten_at === null ? undefined : new Date(row.forgotten_at),
    },
    row,
  )
}

/** What of an order is written when it is opened, and else only when it is forgotten. */
type LastingOrder = Omit<
  Order,
  keyof OrderChanges | 'capturingMinor' | 'status' | 'handOver' | 'closing' | 'returnedAt'
>

/** The order as a change has left its row. @throws LedgerUnavailableError as {@link toOrder} does. */
export function withChanges(order: LastingOrder, row: ChangingRow): Order {
  return {
    ...order,
    gatewayOrderId: told(row.gateway_order_id),
    formUrl: told(row.form_url),
    capturingMinor: row.capturing_minor === null ? undefined : Number(row.capturing_minor),
    capturedMinor: Number(row.captured_minor),
    refundedMinor: Number(row.refunded_minor),
    status: oneOf(orderStatuses, row.status),
    handOver: oneOf(handOverStatuses, row.hand_over),
    decline: fromJson(row.decline) as Decline | undefined,
    // Not checked against the list: a newer process beside this one may know more reasons.
    reviewReason: told(row.review_reason) as Order['reviewReason'],
    paymentWay: told(row.payment_way),
    card: cardFrom(row.card),
    approvalCode: told(row.approval_code),
    bindingId: told(row.binding_id),
    paidAt: row.paid_at === null ? undefined : new Date(row.paid_at),
    closing: oneOf(closingStatuses, row.closing ?? 'none'),
    returnedAt: row.returned_at === null ? undefined : new Date(row.returned_at),
  }
}

/** @throws LedgerUnavailableError as {@link toOrder} does. */
export function toReusable(row: WholeRow & Pick<OrderRow, 'started_by'>): ReusableOrder {
  return { order: toOrder(row), startedBy: told(row.started_by) }
}

/** @throws LedgerUnavailableError as {@link toOrder} does. */
export function toEntry(row: Selectable<EntryTable>): Entry {
  return {
    entryNumber: Number(row.entry_number),
    orderNumber: row.order_number,
    at: new Date(row.at),
    kind: row.kind as EntryKind,
    from: row.from_status === null ? undefined : oneOf(orderStatuses, row.from_status),
    to: oneOf(orderStatuses, row.to_status),
    trigger: row.trigger as Trigger,
    detail: fromJson(row.detail) as JsonValue | undefined,
    capturedMinor: toldMinor(row.captured_minor),
    refundedMinor: toldMinor(row.refunded_minor),
    chargedBackMinor: toldMinor(row.charged_back_minor),
  }
}

function toldMinor(column: number | string | null): number | undefined {
  return column === null ? undefined : Number(column)
}

type Columns = Partial<Insertable<OrderTable>>

/** How each change is written. A value of undefined empties the column. */
const columnOf: { readonly [Name in keyof OrderChanges]-?: (value: OrderChanges[Name]) => Columns } = {
  gatewayOrderId: (value) => ({ gateway_order_id: value ?? null }),
  formUrl: (value) => ({ form_url: value ?? null }),
  capturedMinor: (value) => (value === undefined ? {} : { captured_minor: value }),
  // The refunded amount only grows: see `moves.ts`.
  refundedMinor: () => ({}),
  decline: (value) => ({ decline: toJson(value) }),
  reviewReason: (value) => ({ review_reason: value ?? null }),
  paymentWay: (value) => ({ payment_way: value ?? null }),
  card: (value) => ({ card: toJson(value) }),
  approvalCode: (value) => ({ approval_code: value ?? null }),
  bindingId: (value) => ({ binding_id: value ?? null }),
  paidAt: (value) => ({ paid_at: value?.toISOString() ?? null }),
}

/** Only the columns that change. */
export function changedColumns(changes: OrderChanges): Columns {
  const names = (Object.keys(columnOf) as (keyof OrderChanges)[]).filter((name) => name in changes)
  // Each function takes the value of its own name, which the compiler cannot see.
  return Object.assign({}, ...names.map((name) => columnOf[name](changes[name] as never))) as Columns
}

/** SQL's null becomes undefined. */
function told<Value>(value: Value | null): Value | undefined {
  return value ?? undefined
}

/** JSON as text. `null` is a JSON value, so undefined becomes SQL's null. */
export function toJson(value: JsonValue | Decline | Card | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function fromJson(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text)
}

/** JSON has no `undefined`: this restores the names it left out. */
function cardFrom(text: string | null): Card | undefined {
  const card = fromJson(text) as Card | undefined
  return card && { maskedNumber: card.maskedNumber, brand: card.brand }
}

function oneOf<Name extends string>(known: readonly Name[], text: string): Name {
  const name = known.find((candidate) => candidate === text)
  if (name === undefined) {
    throw new LedgerUnavailableError(
      `The ledger holds ${JSON.stringify(text)}, which is not one of ${known.join(', ')}.`,
    )
  }
  return name
}
