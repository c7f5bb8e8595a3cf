import { CompiledQuery, sql } from 'kysely'
import type { Transaction } from 'kysely'
import { CheckoutError, InvalidRequestError } from '../errors.ts'
import type { Schema } from './schema.ts'

/**
 * The transaction in which a hand-over is recorded, for the store's own statements: they are committed with it, or not
 * at all.
 *
 * Valid until its handler has ended.
 */
export interface PaidTransaction {
  /**
   * Runs one statement in the transaction; `$1`, `$2` stand for the values. The server ends a statement, and a pause
   * between two of them, after 10 s.
   *
   * @throws CheckoutError for a statement that would end the transaction, and after the handler has ended; otherwise
   *   whatever the database throws. After a database error, nothing in the transaction can be kept.
   */
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: Record<string, unknown>[]; readonly rowCount: number }>
}

/** Commands that end or split a transaction: only the ledger may do that (PostgreSQL manual, SQL commands). */
const transactionCommand = new RegExp(
  String.raw`^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*` +
    String.raw`(begin|start|commit|end|abort|rollback|savepoint|release|prepare\s+transaction)\b`,
  'i',
)

/**
 * Runs the store's work in a transaction of the ledger, and checks that it is still the same one afterwards.
 *
 * @throws whatever the work throws.
 */
export async function lend(trx: Transaction<Schema>, work: (transaction: PaidTransaction) => unknown): Promise<void> {
  let isOver = false
  const before = await numberOf(trx)
  const transaction: PaidTransaction = {
    async query(text, values = []) {
      if (isOver) throw new InvalidRequestError('The hand-over transaction was used after its handler had ended.')
      const command = transactionCommand.exec(text)?.[1]
      if (command !== undefined) {
        throw new InvalidRequestError(
          `Only the ledger ends the hand-over transaction: ${command.toUpperCase()} is not allowed in it.`,
        )
      }
      const { rows, numAffectedRows } = await trx.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(text, [...values]),
      )
      return { rows, rowCount: Number(numAffectedRows ?? rows.length) }
    },
  }
  try {
    await work(transaction)
  } finally {
    isOver = true
  }
  if ((await numberOf(trx)) !== before) {
    throw new CheckoutError('CHECKOUT_INVALID_REQUEST', 'The hand-over handler ended the transaction it was given.')
  }
}

/** PostgreSQL's own number for the transaction. */
async function numberOf(trx: Transaction<Schema>): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`select txid_current()::text as number`.execute(trx)
  return rows[0]?.number
}
