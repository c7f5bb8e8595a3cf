import type { HandOverClaim, Ledger, Trigger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import type { Clock } from './clock.ts'
import { handOverRetryInMs } from './plan.ts'

/** Hands the goods of one paid order over. Must accept the same order number twice. */
export type OnPaid = (order: Order) => unknown

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
  /** Resolves when every hand-over that this process runs has ended. */
  idle(): Promise<void>
}

export interface HandOverParts {
  readonly ledger: Ledger
  readonly onPaid: OnPaid | undefined
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

/** A handler that runs for so many leases is told about once more each time: it probably hangs. Chosen by feel. */
const leasesBeforeAlarm = 10

/**
 * A claim is renewed this many times within its lease, so that two lost renewals in a row still leave it standing.
 */
const renewalsPerLease = 3

export function makeHandOver({ ledger, onPaid, leaseMs, clock, logger }: HandOverParts): HandOver {
  const running = new Set<Promise<unknown>>()

  const attempt: HandOver['run'] = async (orderNumber, { trigger, isEarly = false }) => {
    if (!onPaid) return undefined
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs, isEarly })
    if (!claim) return undefined
    const order = await ledger.find(orderNumber)
    return order && handOver(claim, order, onPaid, trigger)
  }

  async function handOver(
    claim: HandOverClaim,
    order: Order,
    handler: OnPaid,
    trigger: Trigger,
  ): Promise<Order | undefined> {
    const renewal = renewWhileRunning(claim)
    try {
      await handler(order)
    } catch (error) {
      return await failed(claim, trigger, error)
    } finally {
      clearInterval(renewal)
    }
    const done = await ledger.completeHandOver(claim, trigger)
    if (done) logger.info({ orderNumber: claim.orderNumber, tryNumber: claim.tryNumber }, 'order handed over')
    else logger.error({ orderNumber: claim.orderNumber }, 'hand-over finished after its claim was lost')
    return done
  }

  async function failed(claim: HandOverClaim, trigger: Trigger, error: unknown): Promise<Order | undefined> {
    const retryInMs = handOverRetryInMs(claim)
    const { orderNumber, tryNumber } = claim
    logger.error(
      { orderNumber, tryNumber, retryInMs, err: error },
      retryInMs === undefined ? 'hand-over is stuck' : 'hand-over failed',
    )
    return ledger.failHandOver(claim, { retryInMs, reason: reasonOf(error), trigger })
  }

  function renewWhileRunning(claim: HandOverClaim): NodeJS.Timeout {
    let renewals = 0
    const renew = async (): Promise<void> => {
      renewals += 1
      if (renewals % (leasesBeforeAlarm * renewalsPerLease) === 0) {
        const runningForMs = (renewals * leaseMs) / renewalsPerLease
        logger.error(
          { orderNumber: claim.orderNumber, runningForMs },
          'onPaid does not end; nobody else may try meanwhile',
        )
      }
      const isHeld = await ledger.renewHandOver(claim, leaseMs)
      if (!isHeld) logger.error({ orderNumber: claim.orderNumber }, 'claim on a hand-over was lost while it runs')
    }
    const onError = (error: unknown): void =>
      logger.warn({ orderNumber: claim.orderNumber, err: error }, 'claim on a hand-over could not be renewed')
    return setInterval(() => void renew().catch(onError), leaseMs / renewalsPerLease).unref()
  }

  return {
    isWanted: onPaid !== undefined,
    async run(orderNumber, request) {
      const task = attempt(orderNumber, request)
        .catch((error: unknown) => {
          logger.error({ orderNumber, err: error }, 'hand-over could not be tried')
          return undefined
        })
        .finally(() => running.delete(task))
      running.add(task)
      return Promise.race([task, clock.sleep(patienceMs).then(() => undefined)])
    },
    async idle() {
      await Promise.all(running)
    },
  }
}

/** A store's error may hold anything; the ledger keeps the first line of its message only. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return (message.split('\n')[0] ?? '').slice(0, 300)
}
