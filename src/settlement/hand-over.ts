import { makeAtMost } from '../at-most.ts'
import { CheckoutError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import type { Trigger } from '../ledger/entry.ts'
import type { HandOverClaim, PaidEffect } from '../ledger/hand-over-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { reasonOf } from '../reason-of.ts'
import type { Clock } from './clock.ts'
import { handOverRetryInMs, handOverWaitsMs, isHandOverOverdue } from './judge/plan.ts'

/** What a handler is told besides the order. */
export interface HandOverContext {
  /** Fires when the claim on the hand-over is lost while the handler runs: somebody else may begin. */
  readonly signal: AbortSignal
}

/** Hands the goods of one paid order over. Must accept the same order number twice. */
export type OnPaid<Meta = JsonValue | undefined> = (order: Order<Meta>, context: HandOverContext) => unknown

/**
 * Hands over within the transaction that records it (PostgreSQL): what goes through `transaction` happens exactly once. Anything
 * else it does, it may do twice: it runs again where the transaction lost against another, and after a failure.
 */
export type OnPaidInTransaction<Meta = JsonValue | undefined> = (
  order: Order<Meta>,
  transaction: Parameters<PaidEffect>[1],
  context: HandOverContext,
) => unknown

/** Hands paid orders over: one caller at a time across all processes, again until it worked. */
export interface HandOver {
  /** Whether the store asked for hand-overs at all (`onPaid`). */
  readonly isWanted: boolean
  /**
   * Tries the hand-over now, if it is due and nobody else holds it. Never rejects: what fails is tried again later.
   *
   * Waits for the handler for a few seconds only; it goes on, under its claim, however long it takes.
   *
   * @returns the order as it then stands, or undefined when there was nothing to do or no end to it yet.
   */
  run(
    orderNumber: string,
    request: { readonly trigger: Trigger; readonly isEarly?: boolean },
  ): Promise<Order | undefined>
  /** Resolves when every hand-over that runs or waits for its turn has ended. */
  idle(): Promise<void>
  /** Begins no further hand-over; resolves when every one that runs has ended. */
  stop(): Promise<void>
}

export interface HandOverParts {
  readonly ledger: Ledger
  readonly onPaid: OnPaid | undefined
  /** Instead of `onPaid`. */
  readonly onPaidInTransaction: OnPaidInTransaction | undefined
  /** Told once when a hand-over is given up. */
  readonly onStuck: (order: Order) => void
  /** How long a claim of a dead process stands, in milliseconds; renewed while the handler runs. */
  readonly leaseMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * How long a caller waits for a handler, in milliseconds: a buyer looks at a blank page meanwhile, and the sweep has other
 * orders to look after. Chosen by feel.
 */
const patienceMs = 5_000

/**
 * How long a hand-over in a transaction may take in all, in milliseconds: it holds a connection of the ledger, and everybody else
 * needs one, too. Then it is rolled back and tried again. Chosen by feel.
 */
const transactionPatienceMs = 30_000

/** How many of them run at once in one process: fewer than the ledger has connections, so that none of them keeps a buyer waiting. */
const mostTransactions = 4

/** A handler that runs for so many leases is told about once more each time: it probably hangs. Chosen by feel. */
const leasesBeforeAlarm = 10

/** Pauses between tries to record a hand-over that was made, in milliseconds; the last one repeats. Chosen by feel. */
const recordPausesMs = [50, 100, 200, 400, 800, 1_600, 3_200] as const

/**
 * A claim is renewed this many times within its lease, so that two lost renewals in a row still leave it standing.
 */
const renewalsPerLease = 3

/** A claim that is renewed while its handler runs. */
interface Hold {
  /** Fires when the claim is known to be lost. */
  readonly signal: AbortSignal
  /** Whether nobody else can have the claim yet. */
  stands(): boolean
  /** Renews it no longer. */
  end(): void
}

export function makeHandOver({
  ledger,
  onPaid,
  onPaidInTransaction,
  onStuck,
  leaseMs,
  clock,
  logger,
}: HandOverParts): HandOver {
  /**
   * The orders whose hand-over runs or waits for its turn in this process: where a claim ends under a handler, it is not called once
   * more beside itself.
   */
  const running = new Map<string, Promise<unknown>>()
  let isStopped = false
  const inTransactions = makeAtMost(mostTransactions)
  const isWanted = onPaid !== undefined || onPaidInTransaction !== undefined

  const attempt: HandOver['run'] = (orderNumber, request) => {
    const { trigger } = request
    if (onPaidInTransaction) {
      return inTransactions(() =>
        claimAndHandOver(orderNumber, request, (claim) => handOverInTransaction(claim, onPaidInTransaction, trigger)),
      )
    }
    if (!onPaid) return Promise.resolve(undefined)
    return claimAndHandOver(orderNumber, request, (claim, order) => handOver(claim, order, onPaid, trigger))
  }

  async function claimAndHandOver(
    orderNumber: string,
    { trigger, isEarly = false }: Parameters<HandOver['run']>[1],
    handOverNow: (claim: HandOverClaim, order: Order) => Promise<Order | undefined>,
  ): Promise<Order | undefined> {
    // It waited for its turn, and the process is to end: somebody else hands over.
    if (isStopped) return undefined
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs, retryWaitsMs: handOverWaitsMs, isEarly })
    if (!claim) return undefined
    // Read under the claim: the money may have gone back since the goods became due.
    const order = await ledger.find(orderNumber)
    if (!order) return undefined
    if (order.status === 'refunded') return withdraw(claim, trigger)
    // A person decides about any other order.
    if (!isPaid(order.status)) return giveUp(claim, trigger, new Error(`the order is ${order.status}`))
    if (!isEarly && isHandOverOverdue(claim) && (await hasDied(claim))) {
      return giveUp(claim, trigger, new Error('the last try had no end: its process died, or lost the ledger'))
    }
    return handOverNow(claim, order)
  }

  /** Whether nothing is known of the try before this one: its process died, as a rule. */
  async function hasDied({ orderNumber, tryNumber }: HandOverClaim): Promise<boolean> {
    const entries = await ledger.history(orderNumber)
    return !entries.some(
      ({ kind, detail }) =>
        kind === 'hand-over-failed' && (detail as { tryNumber?: number } | undefined)?.tryNumber === tryNumber - 1,
    )
  }

  /** Effect and record are one commit; the locks it holds are all the claim it needs. */
  async function handOverInTransaction(
    claim: HandOverClaim,
    handler: OnPaidInTransaction,
    trigger: Trigger,
  ): Promise<Order | undefined> {
    const late = new AbortController()
    let thrown: { readonly error: unknown } | undefined
    try {
      const done = await ledger.completeHandOver(claim, trigger, async (order, transaction) => {
        thrown = undefined
        try {
          await withinPatience(clock, handler(order, transaction, { signal: late.signal }))
        } catch (error) {
          thrown = { error }
          late.abort(error)
          throw error
        }
      })
      return told(claim, done)
    } catch (error) {
      // Where the answer to the commit was lost, the claim is gone and this writes nothing.
      return await failed(claim, trigger, thrown ? thrown.error : error)
    }
  }

  async function handOver(
    claim: HandOverClaim,
    order: Order,
    handler: OnPaid,
    trigger: Trigger,
  ): Promise<Order | undefined> {
    const hold = holdWhileRunning(claim)
    try {
      await handler(order, { signal: hold.signal })
    } catch (error) {
      hold.end()
      return await failed(claim, trigger, error)
    }
    try {
      return told(claim, await record(claim, trigger, hold))
    } finally {
      hold.end()
    }
  }

  /**
   * The goods are out, so that only the record is tried again, as long as the claim stands: whoever comes after it would
   * hand over once more.
   */
  async function record(claim: HandOverClaim, trigger: Trigger, hold: Hold): Promise<Order | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        return (await ledger.completeHandOver(claim, trigger)) ?? (await findRecorded(claim, failures))
      } catch (error) {
        if (!hold.stands() || isClosed(error)) throw error
        const { orderNumber } = claim
        logger.warn({ orderNumber, err: error }, 'the goods are out, and it could not be recorded yet: tried again')
        await clock.sleep(recordPausesMs[Math.min(failures, recordPausesMs.length - 1)] ?? 0)
      }
    }
  }

  /** A try whose answer was lost may have recorded it. */
  async function findRecorded({ orderNumber }: HandOverClaim, failures: number): Promise<Order | undefined> {
    const order = failures === 0 ? undefined : await ledger.find(orderNumber)
    return order?.handOver === 'done' ? order : undefined
  }

  function told({ orderNumber, tryNumber }: HandOverClaim, done: Order | undefined): Order | undefined {
    if (done) logger.info({ orderNumber, tryNumber }, 'order handed over')
    else logger.error({ orderNumber }, 'hand-over was not recorded: its claim was lost, or the money went back')
    return done
  }

  async function withdraw(claim: HandOverClaim, trigger: Trigger): Promise<Order | undefined> {
    const reason = 'the money went back before the goods went out'
    logger.warn({ orderNumber: claim.orderNumber }, reason)
    return ledger.withdrawHandOver(claim, { reason, trigger })
  }

  async function failed(claim: HandOverClaim, trigger: Trigger, error: unknown): Promise<Order | undefined> {
    const retryInMs = handOverRetryInMs(claim)
    if (retryInMs === undefined) return giveUp(claim, trigger, error)
    const { orderNumber, tryNumber } = claim
    logger.error({ orderNumber, tryNumber, retryInMs, err: error }, 'hand-over failed')
    return ledger.failHandOver(claim, { retryInMs, reason: reasonOf(error), trigger })
  }

  async function giveUp(claim: HandOverClaim, trigger: Trigger, error: unknown): Promise<Order | undefined> {
    const { orderNumber, tryNumber } = claim
    logger.error({ orderNumber, tryNumber, err: error }, 'hand-over is stuck')
    const order = await ledger.failHandOver(claim, { retryInMs: undefined, reason: reasonOf(error), trigger })
    if (order) onStuck(order)
    return order
  }

  function holdWhileRunning(claim: HandOverClaim): Hold {
    const lost = new AbortController()
    let renewals = 0
    let heldUntilMs = clock.elapsedMs() + leaseMs
    const renew = async (): Promise<void> => {
      renewals += 1
      if (renewals % (leasesBeforeAlarm * renewalsPerLease) === 0) {
        const runningForMs = (renewals * leaseMs) / renewalsPerLease
        logger.error(
          { orderNumber: claim.orderNumber, runningForMs },
          'onPaid does not end; nobody else may try meanwhile',
        )
      }
      const renewedAtMs = clock.elapsedMs()
      const isHeld = await ledger.renewHandOver(claim, leaseMs)
      if (isHeld) return void (heldUntilMs = renewedAtMs + leaseMs)
      if (!lost.signal.aborted)
        logger.error({ orderNumber: claim.orderNumber }, 'claim on a hand-over was lost while it runs')
      lost.abort(new Error('the claim on the hand-over was lost'))
    }
    const onError = (error: unknown): void =>
      logger.warn({ orderNumber: claim.orderNumber, err: error }, 'claim on a hand-over could not be renewed')
    const renewal = setInterval(() => void renew().catch(onError), leaseMs / renewalsPerLease).unref()
    return {
      signal: lost.signal,
      stands: () => !lost.signal.aborted && clock.elapsedMs() < heldUntilMs,
      end: () => clearInterval(renewal),
    }
  }

  const idle: HandOver['idle'] = async () => {
    await Promise.all(running.values())
  }

  return {
    isWanted,
    idle,
    async run(orderNumber, request) {
      if (running.has(orderNumber)) return undefined
      const task = attempt(orderNumber, request)
        .catch((error: unknown) => {
          logger.error({ orderNumber, err: error }, 'hand-over could not be tried')
          return undefined
        })
        .finally(() => running.delete(orderNumber))
      running.set(orderNumber, task)
      return Promise.race([task, clock.sleep(patienceMs).then(() => undefined)])
    },
    stop() {
      isStopped = true
      return idle()
    },
  }
}

/** The ledger takes no more writes in this process. */
function isClosed(error: unknown): boolean {
  return error instanceof CheckoutError && error.code === 'CHECKOUT_CLOSED'
}

async function withinPatience(clock: Clock, work: unknown): Promise<void> {
  const isLate = Symbol('late')
  const first = await Promise.race([work, clock.sleep(transactionPatienceMs).then(() => isLate)])
  if (first === isLate) throw new Error(`onPaidInTransaction took longer than ${transactionPatienceMs / 1000} s`)
}
