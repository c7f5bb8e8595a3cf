import type { Insertable, Selectable } from 'kysely'
import { LedgerUnavailableError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { CaptureMode, Card, Decline, Order, OrderChanges } from '../order.ts'
import type { Entry, EntryKind, Trigger } from './entry.ts'
import type { ReusableOrder } from './order-ledger.ts'
import type { EntryTable, OrderTable } from './schema.ts'

/** @throws LedgerUnavailableError for a status this version does not know: guessing one could hand goods over. */
export function toOrder(row: Selectable<OrderTable>): Order {
  return {
    orderNumber: row.order_number,
    gatewayOrderId: row.gateway_order_id ?? undefined,
    formUrl: row.form_url ?? undefined,
    sku: row.sku,
    reference: row.reference ?? undefined,
    description: row.description ?? undefined,
    metadata: fromJson(row.metadata) as JsonValue | undefined,
    amountMinor: Number(row.amount_minor),
    currency: row.currency,
    language: row.language ?? undefined,
    capture: oneOf<CaptureMode>(['automatic', 'manual'], row.capture),
    gatewayAccount: row.gateway_account,
    capturingMinor: row.capturing_minor === null ? undefined : Number(row.capturing_minor),
    capturedMinor: Number(row.captured_minor),
    refundedMinor: Number(row.refunded_minor),
    status: oneOf(orderStatuses, row.status),
    handOver: oneOf(handOverStatuses, row.hand_over),
    decline: fromJson(row.decline) as Decline | undefined,
    // Not checked against the list: a newer process beside this one may know more reasons.
    reviewReason: (row.review_reason ?? undefined) as Order['reviewReason'],
    paymentWay: row.payment_way ?? undefined,
    card: cardFrom(row.card),
    approvalCode: row.approval_code ?? undefined,
    email: row.email ?? undefined,
    clientId: row.client_id ?? undefined,
    bindingId: row.binding_id ?? undefined,
    shop: row.shop ?? undefined,
    handsOver: row.hands_over === null ? undefined : row.hands_over === 1,
    isRepeatable: row.is_repeatable === 1,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    paidAt: row.paid_at === null ? undefined : new Date(row.paid_at),
  }
}

/** @throws LedgerUnavailableError as {@link toOrder} does. */
export function toReusable(row: Selectable<OrderTable>): ReusableOrder {
  return { order: toOrder(row), startedBy: row.started_by ?? undefined }
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
  }
}

/**
 * The columns of what changes, and no others; not what was given back, which only grows (`moves.ts`). A name that is there with
 * `undefined` empties its column.
 */
export function changedColumns(changes: OrderChanges): Partial<Insertable<OrderTable>> {
  return {
    ...('gatewayOrderId' in changes && { gateway_order_id: changes.gatewayOrderId ?? null }),
    ...('formUrl' in changes && { form_url: changes.formUrl ?? null }),
    ...('capturedMinor' in changes && { captured_minor: changes.capturedMinor }),
    ...('decline' in changes && { decline: toJson(changes.decline) }),
    ...('reviewReason' in changes && { review_reason: changes.reviewReason ?? null }),
    ...('paymentWay' in changes && { payment_way: changes.paymentWay ?? null }),
    ...('card' in changes && { card: toJson(changes.card) }),
    ...('approvalCode' in changes && { approval_code: changes.approvalCode ?? null }),
    ...('paidAt' in changes && { paid_at: changes.paidAt?.toISOString() ?? null }),
  }
}

/** JSON as text; `null` is a value of JSON, so what is not there is SQL's null. */
export function toJson(value: JsonValue | Decline | Card | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function fromJson(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text)
}

/** JSON has no `undefined`: the names it left out come back. */
function cardFrom(text: string | null): Card | undefined {
  const card = fromJson(text) as Card | undefined
  return card && { maskedNumber: card.maskedNumber, brand: card.brand }
}

function oneOf<Name extends string>(known: readonly Name[], text: string): Name {
  const name = known.find((candidate) => candidate === text)
  if (name === undefined) {
    throw new LedgerUnavailableError(`The ledger holds ${JSON.stringify(text)}, which is none of ${known.join(', ')}.`)
  }
  return name
}
