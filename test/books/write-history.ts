import type { OpenedLedger } from '../support/ledgers.ts'
import type { History } from './histories.ts'

const text = (value: string | undefined | null): string =>
  value === undefined || value === null ? 'null' : `'${value.replaceAll("'", "''")}'`

/** Writes orders as the ledger would have, at the times they tell. */
export async function writeHistories(
  { sql }: Pick<OpenedLedger, 'sql'>,
  histories: readonly History[],
  shop: string | undefined,
): Promise<void> {
  const orders = histories.map(({ order: { orderNumber, currency, status, reviewReason, money, entries } }) => {
    const openedAt = entries[0]!.at.toISOString()
    const { capturedMinor, refundedMinor } = money
    return `('${orderNumber}', 'mug', 10000000, '${currency}', 'automatic', 'bank#login', ${capturedMinor},
      ${refundedMinor}, '${status}', ${text(reviewReason)}, ${text(shop)}, '${openedAt}', '${openedAt}')`
  })
  const entries = histories.flatMap(({ order }) =>
    order.entries.map(({ at, kind, from, to, trigger, detail, money }) => {
      const told = [money?.capturedMinor, money?.refundedMinor, money?.chargedBackMinor]
        .map((minor) => minor ?? 'null')
        .join(', ')
      return `('${order.orderNumber}', '${at.toISOString()}', '${kind}', ${text(from)}, '${to}', '${trigger}',
        ${text(detail === undefined ? undefined : JSON.stringify(detail))}, ${told})`
    }),
  )
  if (orders.length === 0) return
  await sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture, gateway_account,
      captured_minor, refunded_minor, status, review_reason, shop, created_at, expires_at)
    values ${orders.join(', ')}`)
  await sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, detail,
      captured_minor, refunded_minor, charged_back_minor)
    values ${entries.join(', ')}`)
}
