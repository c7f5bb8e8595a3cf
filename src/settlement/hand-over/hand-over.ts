import { makeAtMost } from '../../at-most.ts'
import type { Clock } from '../../clock.ts'
import type { ClaimTerms, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import { within } from '../../within.ts'
import { handOverWaitsMs } from '../judge/plan.ts'
import { makeByHandler } from './by-handler.ts'
import { makeClaimAndHandOver } from './claim.ts'
import type { RunHandOver } from './claimed.ts'
import { makeHandOverEnds } from './ends.ts'
import type { OnPaid, OnPaidInTransaction } from './handlers.ts'
import { makeInTransaction } from './in-transaction.ts'
import { goods } from './task.ts'
import type { Task } from './task.ts'

/** Hands paid orders over: one caller at a time across all processes, retried until it works. */
export interface HandOver {
  /** Whether the store asked for hand-overs at all (`onPaid`). */
  readonly isWanted: boolean
  /**
   * Tries the hand-over now, if it is due and nobody else holds it. Never rejects: a failure is retried later.
   *
   * Waits for the handler for a few seconds only. The handler goes on, under its claim, however long it takes.
   *
   * @returns the order as it is then; undefined if there was nothing to do, or if the hand-over has not finished yet.
   */
  readonly run: RunHandOver
  /**
   * How a move that makes goods due claims them in the same commit; undefined if the hand-over waits for its turn, or
   * for another process.
   */
  readonly claimTerms: () => ClaimTerms | undefined
  /** Resolves when every hand-over that runs or waits for its turn has ended. */
  readonly idle: () => Promise<void>
  /** Begins no further hand-over; resolves when every running one has ended. */
  readonly stop: () => Promise<void>
}

export interface HandOverDeps {
  readonly ledger: Omit<HandOverLedger, 'makeOwedDue' | 'moveAndClaim' | 'reviveHandOver' | 'unfinishedHandOvers'> &
    Pick<OrderLedger, 'find' | 'history'>
  readonly onPaid: OnPaid | undefined
  /** Instead of `onPaid`. */
  readonly onPaidInTransaction: OnPaidInTransaction | undefined
  /** Called once when a hand-over is given up. */
  readonly onStuck: (order: Order) => void
  /** What the handler is called for; goods by default. */
  readonly task?: Task
  /** How long a dead process keeps its claim, in milliseconds; the claim is renewed while the handler runs. */
  readonly leaseMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * How long a caller waits for a handler, in milliseconds: meanwhile a buyer looks at a blank page, and the sweep has
 * other orders to look after. Chosen by feel.
 */
const patienceMs = 5_000

/**
 * How many transactions run at once in one process: fewer than the ledger has connections, so that buyers never wait
 * for one.
 */
const maxTransactions = 4

export function makeHandOver(deps: HandOverDeps): HandOver {
  const { onPaid, leaseMs, task: { name } = goods, clock, logger } = deps
  /**
   * The orders whose hand-over runs or waits for its turn in this process. If a claim ends while its handler runs, the
   * handler is not called a second time alongside.
   */
  const running = new Map<string, Promise<unknown>>()
  let isStopped = false
  const attempt = attemptOf(deps, () => isStopped)

  const idle: HandOver['idle'] = async () => {
    await Promise.all(running.values())
  }

  return {
    isWanted: attempt !== undefined,
    idle,
    claimTerms: () => (onPaid && !isStopped ? { leaseMs, retryWaitsMs: handOverWaitsMs } : undefined),
    async run(orderNumber, request) {
      if (!attempt || running.has(orderNumber)) return undefined
      const task = attempt(orderNumber, request)
        .catch((error: unknown) => {
          logger.error({ orderNumber, err: error }, `${name} could not be tried`)
          return undefined
        })
        .finally(() => running.delete(orderNumber))
      running.set(orderNumber, task)
      return within(clock, patienceMs, task)
    },
    stop() {
      isStopped = true
      return idle()
    },
  }
}

/** How the store hands over one order; undefined if it has no handler. */
function attemptOf(given: HandOverDeps, isStopped: () => boolean): RunHandOver | undefined {
  const { onPaid, onPaidInTransaction, task = goods } = given
  const deps = { ...given, task }
  const ends = makeHandOverEnds(deps)
  if (onPaidInTransaction) {
    const inTransactions = makeAtMost(maxTransactions)
    const handOverClaimed = makeInTransaction({ ...deps, onPaidInTransaction, ends })
    const claimAndHandOver = makeClaimAndHandOver({ ...deps, ends, isStopped, handOverClaimed })
    return (orderNumber, request) => inTransactions(() => claimAndHandOver(orderNumber, request))
  }
  if (!onPaid) return undefined
  return makeClaimAndHandOver({ ...deps, ends, isStopped, handOverClaimed: makeByHandler({ ...deps, onPaid, ends }) })
}
