import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Order } from '../order.ts'
import { readAskedExtra } from './asked-extra.ts'
import { toldOnly, writeEntry } from './entries.ts'
import type { Ledger } from './ledger.ts'
import type { InstructionClaim } from './order-ledger.ts'
import { toOrder } from './rows.ts'
import type { LedgerTransaction } from './transaction.ts'

type Seen = Pick<Order, 'orderNumber' | 'status'>

/** See `Ledger.instruct`. The row is locked first, and changed only if nobody else holds the right. */
export async function instruct(
  transaction: LedgerTransaction,
  seen: Seen,
  { kind, trigger, leaseMs, capturingMinor, extra, by }: Parameters<Ledger['instruct']>[1],
): Promise<InstructionClaim | 'busy' | 'moved' | 'other-extra'> {
  const { trx, dialect } = transaction
  const found = await trx
    .selectFrom('checkout_orders')
    .select([
      'status',
      'capturing_minor',
      sql<number>`case when instructed_until > ${dialect.now} then 1 else 0 end`.as('is_busy'),
    ])
    .where('order_number', '=', seen.orderNumber)
    .modifyEnd(dialect.rowLock)
    .executeTakeFirst()
  if (found?.status !== seen.status) return 'moved'
  if (found.is_busy === 1) return 'busy'
  const isOtherCapture =
    capturingMinor !== undefined && found.capturing_minor !== null && Number(found.capturing_minor) !== capturingMinor
  if (isOtherCapture) return 'moved'
  const isRepeat = capturingMinor !== undefined && found.capturing_minor !== null
  const asked = isRepeat ? await readAskedExtra(transaction, seen.orderNumber, 'capture-asked') : extra
  if (extra !== undefined && !isDeepStrictEqual(extra, asked)) return 'other-extra'

  const row = await trx
    .updateTable('checkout_orders')
    .set((eb) => ({
      instructed_until: dialect.fromNow(leaseMs),
      instruction_fence: eb('instruction_fence', '+', 1),
      ...(capturingMinor !== undefined && { capturing_minor: capturingMinor }),
    }))
    .where('order_number', '=', seen.orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
  const order = toOrder(row)
  const detail = toldOnly({ amountMinor: capturingMinor, by, extra: asked })
  await writeEntry(transaction, order, { kind, from: undefined, trigger, detail })
  return { order, fence: row.instruction_fence, extra: asked }
}

/** See `Ledger.endInstruction`. */
export async function endInstruction(
  transaction: LedgerTransaction,
  { order: seen, fence }: InstructionClaim,
  refusal: Parameters<Ledger['endInstruction']>[1],
): Promise<void> {
  const { trx } = transaction
  const ended = await trx
    .updateTable('checkout_orders')
    .set({ instructed_until: null })
    .where('order_number', '=', seen.orderNumber)
    // A caller that has taken the right over since may be sending now.
    .where('instruction_fence', '=', fence)
    .returningAll()
    .executeTakeFirst()
  if (!refusal || ended?.status !== seen.status) return

  const { kind, trigger, reason } = refusal
  // Only a refused capture is over: an unanswered one may still be made, whatever else is refused.
  const row = kind === 'capture-refused' ? await forgetCapture(transaction, seen) : ended
  await writeEntry(transaction, toOrder(row), { kind, from: undefined, trigger, detail: { reason } })
}

function forgetCapture({ trx }: LedgerTransaction, { orderNumber }: Seen) {
  return trx
    .updateTable('checkout_orders')
    .set({ capturing_minor: null })
    .where('order_number', '=', orderNumber)
    .returningAll()
    .executeTakeFirstOrThrow()
}
