import type { Clock } from '../../clock.ts'
import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { Logger } from '../../logger.ts'

/** A claim that is renewed while its handler runs. */
export interface Hold {
  /** Fires when the claim is known to be lost. */
  readonly signal: AbortSignal
  /** Whether nobody else can have the claim yet. */
  stands(): boolean
  /** Renews it no longer. */
  end(): void
}

export interface HoldDeps {
  readonly ledger: Pick<HandOverLedger, 'renewHandOver'>
  /** How long a claim of a dead process stands, in milliseconds; renewed while the handler runs. */
  readonly leaseMs: number
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly logger: Logger
}

/** A handler that runs for so many leases is told about once more each time: it probably hangs. Chosen by feel. */
const leasesBeforeAlarm = 10

/**
 * A claim is renewed this many times within its lease, so that two lost renewals in a row still leave it standing.
 */
const renewalsPerLease = 3

export function makeHoldOn({ ledger, leaseMs, clock, logger }: HoldDeps): (claim: HandOverClaim) => Hold {
  const renewEveryMs = leaseMs / renewalsPerLease
  return (claim) => {
    const { orderNumber } = claim
    const lost = new AbortController()
    let renewals = 0
    let heldUntilMs = clock.elapsedMs() + leaseMs

    function alarm(): void {
      if (renewals % (leasesBeforeAlarm * renewalsPerLease) !== 0) return
      const runningForMs = renewals * renewEveryMs
      logger.error({ orderNumber, runningForMs }, 'onPaid does not end; nobody else may try meanwhile')
    }

    async function renew(): Promise<void> {
      renewals += 1
      alarm()
      const renewedAtMs = clock.elapsedMs()
      const isHeld = await ledger.renewHandOver(claim, leaseMs)
      if (isHeld) return void (heldUntilMs = renewedAtMs + leaseMs)
      if (!lost.signal.aborted) logger.error({ orderNumber }, 'claim on a hand-over was lost while it runs')
      lost.abort(new Error('the claim on the hand-over was lost'))
    }

    const onError = (error: unknown): void =>
      logger.warn({ orderNumber, err: error }, 'claim on a hand-over could not be renewed')
    const renewal = setInterval(() => void renew().catch(onError), renewEveryMs).unref()
    return {
      signal: lost.signal,
      stands: () => !lost.signal.aborted && clock.elapsedMs() < heldUntilMs,
      end: () => clearInterval(renewal),
    }
  }
}
