import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { addOrder } from './add-order.ts'
import { makeDatabase } from './database.ts'
import { dialectOf } from './dialect.ts'
import { claimDueOrders, planCheck } from './due-orders.ts'
import { readHistory } from './entries.ts'
import {
  claimHandOver,
  completeHandOver,
  failHandOver,
  readUnfinishedHandOvers,
  renewHandOver,
  reviveHandOver,
  withdrawHandOver,
} from './hand-overs.ts'
import type { Entry, Ledger } from './ledger.ts'
import { endInstruction, instruct } from './instructions.ts'
import { moveOrder, noteOnOrder } from './moves.ts'
import { askRefund, claimRefund, completeRefund, hasRefund, postponeRefund, refuseRefund } from './refunds.ts'
import { findReusableOrder } from './reuse-keys.ts'
import { toOrder } from './rows.ts'
import { searchOrders } from './search.ts'
import { findViolations } from './verify.ts'
import type { LedgerTransaction, Written } from './transaction.ts'

export interface LedgerOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly databaseUrl: string
  readonly logger: Logger
  /**
   * Told of every entry once it is committed, with the order as the entry left it. What it throws is logged.
   *
   * Not told where the answer to the commit was lost: only the ledger itself is complete.
   */
  readonly onEntry?: (entry: Entry, order: Order) => unknown
}

/**
 * The ledger over SQLite or PostgreSQL. Nothing is opened before its first verb.
 *
 * @throws ConfigurationError when the address is of no database it knows.
 */
export function makeLedger({ databaseUrl, logger, onEntry }: LedgerOptions): Ledger {
  const dialect = dialectOf(databaseUrl, logger)
  const database = makeDatabase(dialect)

  const tell = async ({ entry, order }: Written): Promise<void> => {
    try {
      // Copies: what the listener does to them must not reach whoever has just written the entry.
      await onEntry?.(structuredClone(entry), structuredClone(order))
    } catch (error) {
      const { orderNumber, entryNumber, kind } = entry
      logger.error({ err: error, orderNumber, entryNumber, kind }, 'A listener of the ledger failed')
    }
  }

  const write = async <Result>(verb: (transaction: LedgerTransaction) => Promise<Result>): Promise<Result> => {
    let written: Written[] = []
    const result = await database.write((trx) => {
      // A transaction that is tried again starts with nothing written.
      written = []
      return verb({ trx, dialect, written })
    })
    for (const each of written) void tell(each)
    return result
  }

  const findBy = (column: 'order_number' | 'gateway_order_id', value: string): Promise<Order | undefined> =>
    database.read(async (db) => {
      // No row holds this character, and PostgreSQL takes it for an error.
      if (value.includes('\0')) return undefined
      const row = await db.selectFrom('checkout_orders').selectAll().where(column, '=', value).executeTakeFirst()
      return row && toOrder(row)
    })

  return {
    open: () => database.open(),
    close: () => database.close(),

    add: (order) => write((transaction) => addOrder(transaction, order)),
    findReusable: (terms) => database.read((db) => findReusableOrder(db, dialect, terms)),
    find: (orderNumber) => findBy('order_number', orderNumber),
    findByGatewayOrderId: (gatewayOrderId) => findBy('gateway_order_id', gatewayOrderId),
    search: (query) => searchOrders(database, query),
    violations: (terms) => database.read((db) => findViolations(db, dialect, terms)),
    history: (orderNumber) => database.read((db) => readHistory(db, orderNumber)),

    move: (order, move) => write((transaction) => moveOrder(transaction, order, move)),
    note: (order, note) => write((transaction) => noteOnOrder(transaction, order, note)),

    claimDue: (request) => write((transaction) => claimDueOrders(transaction, request)),
    plan: (order, checkInMs) => write((transaction) => planCheck(transaction, order, checkInMs)),

    instruct: (order, instruction) => write((transaction) => instruct(transaction, order, instruction)),
    endInstruction: (order, refusal) => write((transaction) => endInstruction(transaction, order, refusal)),

    hasRefund: (orderNumber, key) => database.read((db) => hasRefund(db, orderNumber, key)),
    askRefund: (request) => write((transaction) => askRefund(transaction, request)),
    claimRefund: (request) => write((transaction) => claimRefund(transaction, request)),
    completeRefund: (refund, result) => write((transaction) => completeRefund(transaction, refund, result)),
    refuseRefund: (refund, { move, ...refusal }) =>
      write(async (transaction) => {
        const order = await refuseRefund(transaction, refund, refusal)
        const isNothingDue = order !== undefined && isPaid(order.status) && order.handOver === 'none'
        return move && isNothingDue ? moveOrder(transaction, order, move) : undefined
      }),
    postponeRefund: (refund, retryInMs) => write((transaction) => postponeRefund(transaction, refund, retryInMs)),

    claimHandOver: (orderNumber, request) => write((transaction) => claimHandOver(transaction, orderNumber, request)),
    renewHandOver: (claim, leaseMs) => write((transaction) => renewHandOver(transaction, claim, leaseMs)),
    completeHandOver: (claim, trigger, effect) =>
      write((transaction) => completeHandOver(transaction, claim, trigger, effect)),
    withdrawHandOver: (claim, withdrawal) => write((transaction) => withdrawHandOver(transaction, claim, withdrawal)),
    reviveHandOver: (orderNumber, trigger) => write((transaction) => reviveHandOver(transaction, orderNumber, trigger)),
    failHandOver: (claim, failure) => write((transaction) => failHandOver(transaction, claim, failure)),
    unfinishedHandOvers: (request) => database.read((db) => readUnfinishedHandOvers(db, dialect, request)),
  }
}
