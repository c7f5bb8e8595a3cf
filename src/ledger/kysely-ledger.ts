import type { Kysely } from 'kysely'
import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { addOrder, tryToAddOrder } from './add-order.ts'
import { balanceVerbs } from './balance-verbs.ts'
import type { ClosingLedger } from './closing-ledger.ts'
import {
  claimClosing,
  completeClosing,
  failClosing,
  makeClosingsDue,
  reviveClosing,
  withdrawClosing,
} from './closings.ts'
import { makeDatabase } from './database.ts'
import { readCurrencies } from './currencies.ts'
import { dialectOf } from './dialect-of.ts'
import { claimDueOrders, planCheck } from './due-orders.ts'
import { readHistories, readHistory } from './entries.ts'
import { readBookPages } from './book-pages.ts'
import { forgetVerbs } from './forget-verbs.ts'
import { claimHandOver } from './hand-over-claims.ts'
import {
  completeHandOver,
  failHandOver,
  makeOwedDue,
  reviveHandOver,
  tryToCompleteHandOver,
  withdrawHandOver,
} from './hand-overs.ts'
import { readUnfinishedClosings, readUnfinishedHandOvers } from './unfinished-hand-overs.ts'
import type { Entry } from './entry.ts'
import type { HandOverLedger } from './hand-over-ledger.ts'
import { runKept } from './kept-query.ts'
import type { QueryRunner } from './kept-query.ts'
import type { Ledger } from './ledger.ts'
import type { LinkLedger } from './link-ledger.ts'
import { addLink, findLink, searchLinks, withdrawLink } from './links.ts'
import type { OrderLedger } from './order-ledger.ts'
import { countOrders, readOrderPage } from './order-pages.ts'
import type { ProposalLedger } from './proposal-ledger.ts'
import { countProposals, declineProposal, findProposal, proposeRefund, readProposals } from './proposals.ts'
import type { RefundLedger } from './refund-ledger.ts'
import { endInstruction, instruct } from './instructions.ts'
import { moveAndClaim, moveOrder, noteOnOrder, tryToMove } from './moves.ts'
import { readOutlook } from './outlook.ts'
import { makeHeartbeat, readCallbackTimes, readProcesses } from './processes.ts'
import type { Presence } from './processes.ts'
import { askRefund, claimRefund, completeRefund, hasRefund, postponeRefund, refuseRefund } from './refunds.ts'
import { readOrdersOfReference, readOrdersOfStarter } from './references.ts'
import { makeReferenceKeys } from './reference-keys.ts'
import { noteReturn, tryToNoteReturn } from './returns.ts'
import { findReusableOrder } from './reuse-keys.ts'
import { orderColumns, toOrder } from './rows.ts'
import { makeAccess } from './access.ts'
import type { Access, AccessDeps } from './access.ts'
import type { Schema } from './schema.ts'
import { searchOrders } from './search.ts'
import { sendOn } from './send-on.ts'
import { readStanding, readWork } from './standing.ts'
import { isOwn } from './own-shop.ts'
import { makeShops } from './shops.ts'
import type { OwnShop } from './own-shop.ts'
import type { ShopTerms } from './shops.ts'
import { sumsVerbs } from './sums-verbs.ts'
import { renewClaim } from './task-claims.ts'
import { findViolations } from './verify.ts'

export interface LedgerOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly databaseUrl: string
  /** Maximum connections to PostgreSQL; SQLite has one. */
  readonly databasePool?: number
  readonly logger: Logger
  /** The shop whose orders the ledger's verbs see and write; without it, every order. */
  readonly shop?: ShopTerms
  /** The store's secrets, which open the key of forgotten references; the first seals it. `forget` wants one. */
  readonly secrets?: readonly string[]
  /**
   * Called with every entry once it is committed, and with the order as the entry left it. What it throws is logged.
   *
   * Not called if the answer to the commit was lost: only the ledger itself is complete.
   */
  readonly onEntry?: ((entry: Entry, order: Order) => unknown) | undefined
  /** What this process says of itself to others; without it, or without a shop, it says nothing. */
  readonly presence?: Presence | undefined
}

/**
 * The ledger over SQLite or PostgreSQL. Nothing is opened before its first verb.
 *
 * @throws ConfigurationError if it knows no database for the address.
 */
export function makeLedger(options: LedgerOptions): Ledger {
  const { databaseUrl, databasePool, logger, shop, secrets = [], presence, onEntry } = options
  const dialect = dialectOf(databaseUrl, logger, databasePool)
  const database = makeDatabase(dialect, logger)
  const shops = makeShops(database, dialect, shop, logger)
  const references = makeReferenceKeys({ database, dialect, secrets, own: () => shops.own(), logger })
  const heartbeat = presence && shop && makeHeartbeat({ database, dialect, shop: shop.key, presence })
  const access = makeAccess({ dialect, database, shops, references, heartbeat, tell: makeTell(onEntry, logger) })
  return {
    open: async () => {
      await database.open()
      await shops.own()
      await references()
      heartbeat?.beat()
    },
    async close() {
      await heartbeat?.end()
      await database.close()
    },
    migrate: () => database.migrated(),
    idleShops: () => shops.idle(),
    adoptShop: (request) => shops.adopt(request),
    ...surveyVerbs(access),
    violations: (terms) => findViolations(access.read, dialect, terms),
    bookPages: (period) => readBookPages(access.read, period),
    ...orderVerbs(access),
    ...refundVerbs(access),
    ...proposalVerbs(access),
    ...handOverVerbs(access),
    ...forgetVerbs(access, database),
    ...closingVerbs(access),
    ...linkVerbs(access),
    ...sumsVerbs(access),
    ...balanceVerbs(access),
  }
}

/** Calls the store's listener, and survives whatever it throws. */
function makeTell(onEntry: LedgerOptions['onEntry'], logger: Logger): AccessDeps['tell'] {
  if (!onEntry) return undefined
  return async ({ entry, order }) => {
    try {
      // Copies: what the listener does to them must not reach the caller that wrote the entry.
      await onEntry(structuredClone(entry), structuredClone(order))
    } catch (error) {
      const { orderNumber, entryNumber, kind } = entry
      logger.error({ err: error, orderNumber, entryNumber, kind }, 'A ledger listener failed')
    }
  }
}

/** What health and doctor look at. */
function surveyVerbs({ dialect, read }: Access): Pick<Ledger, 'callbackTimes' | 'processes' | 'standing' | 'work'> {
  return {
    processes: (seenWithinMs) => read((db) => readProcesses(db, dialect, seenWithinMs)),
    callbackTimes: () => read((db, own) => readCallbackTimes(db, own?.keys)),
    standing: (gateway) => read((db, own) => readStanding(db, dialect, { own, gateway })),
    work: (gateway) => read((db, own) => readWork(db, dialect, { own, gateway })),
  }
}

function orderVerbs(access: Access): OrderLedger {
  const { dialect, read, namesOf, write, writeAtOnce } = access
  const findBy = (column: 'order_number' | 'gateway_order_id', value: string): Promise<Order | undefined> =>
    read((db, own, runner) => findOrder(db, own, runner, { column, value }))
  return {
    add: (order) =>
      writeAtOnce(
        (statement) => tryToAddOrder(statement, order),
        (transaction) => addOrder(transaction, order),
      ),
    findReusable: (terms) => read((db, _own, runner) => findReusableOrder(db, dialect, runner, terms)),
    find: (orderNumber) => findBy('order_number', orderNumber),
    findByGatewayOrderId: (gatewayOrderId) => findBy('gateway_order_id', gatewayOrderId),
    sendOn: (orderNumber, issuedAt) => write((transaction) => sendOn(transaction, orderNumber, issuedAt)),
    noteReturn: async (orderNumber, returnedAt) => {
      await writeAtOnce(
        (statement) => tryToNoteReturn(statement, orderNumber, returnedAt),
        async (transaction) => {
          await noteReturn(transaction, orderNumber, returnedAt)
          return true
        },
      )
    },
    search: (query) => searchOrders(access, query),
    searchPage: (terms) => readOrderPage(access, terms),
    searchCount: (query) => countOrders(access, query),
    currencies: (shop) => readCurrencies(access, shop),
    ofReference: async (reference) => {
      const names = await namesOf(reference)
      return read((db, own) => readOrdersOfReference(db, own, names))
    },
    ofStarter: (startedBy) => read((db, own) => readOrdersOfStarter(db, own, startedBy)),
    history: (orderNumber) => read((db, own) => readHistory(db, own, [orderNumber])),
    histories: (query) => readHistories(access, query),
    outlook: (orderNumber) => read((db) => readOutlook(db, orderNumber)),

    move: (order, move) =>
      writeAtOnce(
        async (statement) => (await tryToMove(statement, order, move))?.order,
        (transaction) => moveOrder(transaction, order, move),
      ),
    note: (order, note) =>
      writeAtOnce(
        (statement) => noteOnOrder(statement, order, note),
        (transaction) => noteOnOrder(transaction, order, note),
      ),

    claimDue: (request) => write((transaction) => claimDueOrders(transaction, request)),
    plan: (order, checkInMs) => write((transaction) => planCheck(transaction, order, checkInMs)),

    instruct: (order, instruction) => write((transaction) => instruct(transaction, order, instruction)),
    endInstruction: (claim, refusal) => write((transaction) => endInstruction(transaction, claim, refusal)),
  }
}

async function findOrder(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  runner: QueryRunner,
  { column, value }: { readonly column: 'order_number' | 'gateway_order_id'; readonly value: string },
): Promise<Order | undefined> {
  // No row holds this character, and PostgreSQL rejects it.
  if (value.includes('\0')) return undefined
  const [row] = await runKept(runner, {
    name: `find order by ${column}`,
    values: { value },
    build: (given) =>
      db.selectFrom('checkout_orders').select(orderColumns).where(column, '=', given.value).where(isOwn(own)),
  })
  return row && toOrder(row)
}

function refundVerbs({ read, write }: Access): RefundLedger {
  return {
    hasRefund: (orderNumber, key) => read((db) => hasRefund(db, orderNumber, key)),
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
  }
}

function proposalVerbs({ read, write }: Access): ProposalLedger {
  return {
    proposeRefund: (request) => write((transaction) => proposeRefund(transaction, request)),
    declineProposal: (proposal, decision) => write((transaction) => declineProposal(transaction, proposal, decision)),
    proposals: (limit) => read((db, own) => readProposals(db, own, limit)),
    countProposals: () => read((db, own) => countProposals(db, own)),
    findProposal: (orderNumber) => read((db, own) => findProposal(db, own, orderNumber)),
  }
}

function handOverVerbs({ dialect, read, write, writeAtOnce }: Access): HandOverLedger {
  return {
    moveAndClaim: (order, move, terms) =>
      writeAtOnce(
        (statement) => tryToMove(statement, order, move, terms),
        (transaction) => moveAndClaim(transaction, order, move, terms),
      ),
    claimHandOver: (orderNumber, request) => write((transaction) => claimHandOver(transaction, orderNumber, request)),
    renewHandOver: (claim, leaseMs) =>
      write((transaction) => renewClaim(transaction, 'checkout_hand_overs', claim, leaseMs)),
    completeHandOver: (claim, trigger, effect) =>
      writeAtOnce(
        async (statement) => (effect ? undefined : tryToCompleteHandOver(statement, claim, trigger)),
        (transaction) => completeHandOver(transaction, claim, trigger, effect),
      ),
    withdrawHandOver: (claim, withdrawal) => write((transaction) => withdrawHandOver(transaction, claim, withdrawal)),
    reviveHandOver: (orderNumber, trigger, by) =>
      write((transaction) => reviveHandOver(transaction, orderNumber, trigger, by)),
    failHandOver: (claim, failure) => write((transaction) => failHandOver(transaction, claim, failure)),
    unfinishedHandOvers: (request) => readUnfinishedHandOvers(read, dialect, request),
    makeOwedDue: (request) => write((transaction) => makeOwedDue(transaction, request)),
  }
}

function closingVerbs({ dialect, read, write }: Access): ClosingLedger {
  return {
    makeClosingsDue: (request) => write((transaction) => makeClosingsDue(transaction, request)),
    claimClosing: (orderNumber, request) => write((transaction) => claimClosing(transaction, orderNumber, request)),
    renewClosing: (claim, leaseMs) =>
      write((transaction) => renewClaim(transaction, 'checkout_closings', claim, leaseMs)),
    completeClosing: (claim, trigger) => write((transaction) => completeClosing(transaction, claim, trigger)),
    withdrawClosing: (claim, withdrawal) => write((transaction) => withdrawClosing(transaction, claim, withdrawal)),
    failClosing: (claim, failure) => write((transaction) => failClosing(transaction, claim, failure)),
    reviveClosing: (orderNumber, trigger, by) =>
      write((transaction) => reviveClosing(transaction, orderNumber, trigger, by)),
    unfinishedClosings: (request) => readUnfinishedClosings(read, dialect, request),
  }
}

function linkVerbs({ dialect, read, write }: Access): LinkLedger {
  return {
    addLink: (link) => write((transaction) => addLink(transaction, link)),
    findLink: (linkNumber) => read((db, own) => findLink(db, { dialect, own }, linkNumber)),
    searchLinks: (query) => searchLinks(read, dialect, query),
    withdrawLink: (linkNumber) => write((transaction) => withdrawLink(transaction, linkNumber)),
  }
}
