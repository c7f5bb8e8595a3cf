import type { Clock } from '../../clock.ts'
import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Task } from './task.ts'

/** A claim that is renewed while its handler runs. */
export interface Hold {
  /** Aborts once the claim is known to be lost. */
  readonly signal: AbortSignal
  /** Whether nobody else can hold the claim yet. */
  stands(): boolean
  /** Stops renewing it. */
  end(): void
}

export interface HoldDeps {
  readonly ledger: Pick<HandOverLedger, 'renewHandOver'>
  /** How long a dead process keeps its claim, in milliseconds; the claim is renewed while the handler runs. */
  readonly leaseMs: number
  readonly task: Pick<Task, 'handler' | 'name'>
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly logger: Logger
}

/** A running handler is reported each time this many leases have passed: it probably hangs. Chosen by feel. */
const leasesBeforeAlarm = 10

/** A claim is renewed this many times within its lease, so it survives two lost renewals in a row. */
const renewalsPerLease = 3

export function makeHoldOn({ ledger, leaseMs, task, clock, logger }: HoldDeps): (claim: HandOverClaim) => Hold {
  const { handler, name } = task
  const renewEveryMs = leaseMs / renewalsPerLease
  return (claim) => {
    const { orderNumber } = claim
    const lost = new AbortController()
    let renewals = 0
    let heldUntilMs = clock.elapsedMs() + leaseMs

    function alarm(): void {
      if (renewals % (leasesBeforeAlarm * renewalsPerLease) !== 0) return
      const runningForMs = renewals * renewEveryMs
      logger.error({ orderNumber, runningForMs }, `${handler} has not finished; nobody else may try meanwhile`)
    }

    async function renew(): Promise<void> {
      renewals += 1
      alarm()
      const renewedAtMs = clock.elapsedMs()
      const isHeld = await ledger.renewHandOver(claim, leaseMs)
      if (isHeld) return void (heldUntilMs = renewedAtMs + leaseMs)
      if (!lost.signal.aborted) logger.error({ orderNumber }, `claim on a running ${name} was lost`)
      lost.abort(new Error(`the claim on the ${name} was lost`))
    }

    const onError = (error: unknown): void =>
      logger.warn({ orderNumber, err: error }, `claim on a ${name} could not be renewed`)
    const renewal = setInterval(() => void renew().catch(onError), renewEveryMs).unref()
    return {
      signal: lost.signal,
      stands: () => !lost.signal.aborted && clock.elapsedMs() < heldUntilMs,
      end: () => clearInterval(renewal),
    }
  }
}
