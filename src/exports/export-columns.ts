import { isJsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import { toMajorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import type { Cell } from './csv.ts'

/** A column of an export: its name, and what it holds. */
export type ExportColumn<Row> = readonly [name: string, cell: (row: Row) => Cell]

/** An entry with the order it belongs to. */
export interface ExportedEntry {
  readonly order: Order
  readonly entry: Entry
}

/**
 * Every fact of an order but the address of the page it can be paid on. Names are those of `Order`; amounts come in
 * minor units, and in major units as text.
 */
export const orderColumns: readonly ExportColumn<Order>[] = [
  ['orderNumber', ({ orderNumber }) => orderNumber],
  ['reference', ({ reference }) => reference],
  ['status', ({ status }) => status],
  ['handOver', ({ handOver }) => handOver],
  ['reviewReason', ({ reviewReason }) => reviewReason],
  ['createdAt', ({ createdAt }) => createdAt.toISOString()],
  ['expiresAt', ({ expiresAt }) => expiresAt.toISOString()],
  ['paidAt', ({ paidAt }) => paidAt?.toISOString()],
  ['forgottenAt', ({ forgottenAt }) => forgottenAt?.toISOString()],
  ['currency', ({ currency }) => currency],
  ...money<Order>('amount', (order) => order.amountMinor, currencyOf),
  ...money<Order>('captured', (order) => order.capturedMinor, currencyOf),
  ...money<Order>('refunded', (order) => order.refundedMinor, currencyOf),
  ['sku', ({ sku }) => sku],
  ['description', ({ description }) => description],
  ['email', ({ email }) => email],
  ['clientId', ({ clientId }) => clientId],
  ['language', ({ language }) => language],
  ['gatewayOrderId', ({ gatewayOrderId }) => gatewayOrderId],
  ['gatewayAccount', ({ gatewayAccount }) => gatewayAccount],
  ['capture', ({ capture }) => capture],
  ['paymentWay', ({ paymentWay }) => paymentWay],
  ['cardNumber', ({ card }) => card?.maskedNumber],
  ['cardBrand', ({ card }) => card?.brand],
  ['approvalCode', ({ approvalCode }) => approvalCode],
  ['declineCategory', ({ decline }) => decline?.category],
  ['declineCode', ({ decline }) => decline?.actionCode],
  ['shop', ({ shop }) => shop],
  ['metadata', ({ metadata }) => (metadata === undefined ? undefined : JSON.stringify(metadata))],
  // Later columns come last: whoever reads by position goes on.
  ['handsOver', ({ handsOver }) => (handsOver === undefined ? undefined : String(handsOver))],
  ['closing', ({ closing }) => closing],
  ['isRepeatable', ({ isRepeatable }) => String(isRepeatable)],
  ['linkNumber', ({ linkNumber }) => linkNumber],
  ['again', ({ again }) => again],
  ['bindingId', ({ bindingId }) => bindingId],
  ...money<Order>('capturing', (order) => order.capturingMinor, currencyOf),
  ['returnedAt', ({ returnedAt }) => returnedAt?.toISOString()],
  ['traceParent', ({ traceParent }) => traceParent],
  ['successUrl', ({ successUrl }) => successUrl],
  ['failureUrl', ({ failureUrl }) => failureUrl],
]

/** Every fact of an entry. */
export const entryColumns: readonly ExportColumn<ExportedEntry>[] = [
  ['entryNumber', ({ entry }) => entry.entryNumber],
  ['orderNumber', ({ entry }) => entry.orderNumber],
  ['reference', ({ order }) => order.reference],
  ['at', ({ entry }) => entry.at.toISOString()],
  ['kind', ({ entry }) => entry.kind],
  ['from', ({ entry }) => entry.from],
  ['to', ({ entry }) => entry.to],
  ['trigger', ({ entry }) => entry.trigger],
  ['by', ({ entry }) => byIn(entry)],
  ['currency', ({ order }) => order.currency],
  ...money<ExportedEntry>('captured', ({ entry }) => entry.capturedMinor, currencyOfEntry),
  ...money<ExportedEntry>('refunded', ({ entry }) => entry.refundedMinor, currencyOfEntry),
  ...money<ExportedEntry>('chargedBack', ({ entry }) => entry.chargedBackMinor, currencyOfEntry),
  ['detail', ({ entry }) => (entry.detail === undefined ? undefined : JSON.stringify(entry.detail))],
]

/** Two columns: integer minor units, and the same in major units. */
function money<Row>(
  name: string,
  minorOf: (row: Row) => number | undefined,
  currencyIn: (row: Row) => string,
): readonly ExportColumn<Row>[] {
  return [
    [`${name}Minor`, minorOf],
    [
      name,
      (row) => {
        const amountMinor = minorOf(row)
        return amountMinor === undefined ? undefined : toMajorUnits(amountMinor, currencyIn(row))
      },
    ],
  ]
}

function currencyOf({ currency }: Order): string {
  return currency
}

function currencyOfEntry({ order }: ExportedEntry): string {
  return order.currency
}

function byIn({ detail }: Entry): string | undefined {
  const by = isJsonObject(detail) ? detail.by : undefined
  return typeof by === 'string' ? by : undefined
}
