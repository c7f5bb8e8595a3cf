import { systemClock } from '../clock.ts'
import { GatewayUnavailableError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Refused, Unavailable } from './answers.ts'
import { afterAnswer, afterSilence, closed, closedForMsOf } from './circuit.ts'
import type { Circuit, CircuitLimits, Subject } from './circuit.ts'
import type { Door } from './door.ts'

export interface BreakerOptions extends CircuitLimits {
  /** The door it guards. */
  readonly door: Door
  /** Called each time it opens: ends the calls that are not sent yet. */
  readonly onOpen?: (() => void) | undefined
  readonly logger: Logger
  /** A monotonic clock, in milliseconds. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined
}

/** Whether calls go out, are held back, or one is out as a probe to see if the gateway answers again. */
export type DoorState = 'answering' | 'left-alone' | 'probing'

/** Guards one door of a gateway: holds calls back while the gateway does not answer there. */
export interface Breaker {
  /** How long until a call may be sent, in milliseconds; undefined if one may be sent now. */
  closedForMs(): number | undefined
  state(): DoorState
  /** Makes a call, or holds it back and says so. */
  guard<Answer extends Watched>(about: Subject, call: () => Promise<Answer>): Promise<Answer | Unavailable>
  /** Counts the answer to a call that is never held back. */
  watch<Answer extends Watched>(about: Subject, call: Promise<Answer>): Promise<Answer>
}

/**
 * A circuit breaker. It opens after silence about several orders in a row, or when the gateway sends `Retry-After`.
 * Nothing is then sent through this door for a while, not even calls already queued. After that one call goes out as a
 * probe, and its answer decides.
 *
 * A refusal is an answer too, and so is an answer that cannot be read: both show that the gateway is there.
 */
export function makeBreaker(options: BreakerOptions): Breaker {
  const { door, onOpen, logger, maxRetryAfterMs, random = Math.random, now = systemClock.elapsedMs } = options
  let circuit = closed
  let openings = 0

  function become(next: Circuit, nowMs: number): void {
    const { kind } = circuit
    circuit = next
    if (kind === 'probing' && next.kind === 'closed') logger.info({ door }, 'gateway answers again')
    // Calls already under way may end in silence one after another: that opens nothing anew.
    if (kind === 'open' || next.kind !== 'open') return
    openings += 1
    onOpen?.()
    const forMs = Math.round(next.until - nowMs)
    logger.warn({ door, forMs }, 'gateway does not answer, it is left alone for a while')
  }

  const closedForMs = (): number | undefined => closedForMsOf(circuit, now())

  const watch: Breaker['watch'] = async (about, call) => {
    const before = openings
    const answer = await call
    if (isHeldBack(answer)) return answer
    const nowMs = now()
    if (answer.outcome !== 'unavailable' || !isSilence(answer)) {
      become(afterAnswer(circuit), nowMs)
      return answer
    }
    const { retryAfterMs = 0 } = answer.error
    const silence = { about, isOld: before < openings, retryAfterMs }
    become(afterSilence(circuit, silence, options, { nowMs, chance: random() }), nowMs)
    return retryAfterMs > maxRetryAfterMs ? { ...answer, error: waitingLess(answer.error, maxRetryAfterMs) } : answer
  }

  const guard: Breaker['guard'] = async (about, call) => {
    const leftMs = closedForMs()
    if (leftMs !== undefined) return unasked(leftMs)
    const before = circuit
    if (before.kind === 'open') circuit = { kind: 'probing', openMs: before.openMs }
    const answer = await watch(about, call())
    if (!isHeldBack(answer)) return answer
    // A call that was not sent is no probe: the next call becomes one.
    if (before.kind === 'open' && isProbing()) circuit = before
    const closedMs = closedForMs()
    // It opened while this call waited for its turn.
    return answer.outcome === 'unavailable' && closedMs !== undefined ? unasked(closedMs) : answer
  }

  const isProbing = (): boolean => circuit.kind === 'probing'

  return { closedForMs, guard, watch, state: () => doorStateOf(circuit, closedForMs()) }
}

function doorStateOf({ kind }: Circuit, closedForMs: number | undefined): DoorState {
  if (kind === 'closed') return 'answering'
  // The wait is over: the next call is the probe.
  return kind === 'probing' || closedForMs === undefined ? 'probing' : 'left-alone'
}

type Watched = { readonly outcome: 'answered' | 'absent' } | Pick<Refused, 'outcome' | 'isUnsent'> | Unavailable

/** Whether it was not sent for a reason of our own, which says nothing about the gateway. */
function isHeldBack(answer: Watched): boolean {
  return 'isUnsent' in answer && !('isUnreached' in answer)
}

/** An error that the gateway named, and an answer that cannot be read, are no use, but they are not silence. */
function isSilence({ isUnreadable, error }: Unavailable): boolean {
  return isUnreadable === undefined && error.cause === undefined
}

/** What a caller is told to wait, who may be a buyer: no longer than we do. */
function waitingLess({ message }: GatewayUnavailableError, retryAfterMs: number): GatewayUnavailableError {
  return new GatewayUnavailableError(message, { retryAfterMs })
}

/** What a caller gets instead of an answer: nothing was sent. */
function unasked(retryAfterMs: number): Unavailable {
  const message = 'The gateway has not answered lately and is left alone for a while. Nothing was sent, no money moved.'
  return { outcome: 'unavailable', isUnsent: true, error: new GatewayUnavailableError(message, { retryAfterMs }) }
}
