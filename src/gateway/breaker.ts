import { GatewayUnavailableError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Gateway, Refused, Unavailable } from './gateway.ts'

export interface BreakerOptions {
  /** So many calls in a row without an answer open it; 0: it never opens. */
  readonly failures: number
  /** How long it then stays open at first, in milliseconds; twice as long after every probe that fails. */
  readonly openMs: number
  /** The longest it stays open without being told to, in milliseconds: a gateway that is back is not left alone for long. */
  readonly maxOpenMs: number
  /** The longest `Retry-After` that is honoured, in milliseconds; 0: none is. */
  readonly maxRetryAfterMs: number
  /** Called whenever it opens: ends the registrations and questions that are not sent yet. */
  readonly onOpen?: (() => void) | undefined
  readonly logger: Logger
  /** A clock that only goes forward, in milliseconds. */
  readonly now?: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** A gateway that is left in peace while it does not answer. */
export interface Breaker extends Gateway {
  /** How much longer nobody should be asked, in milliseconds; undefined when a call would go out. */
  closedForMs(): number | undefined
}

/** How soon to look again while somebody else probes, in milliseconds. Chosen by feel. */
const probeMs = 1_000

/** Up to so much longer, as a share: many processes shall not probe at one instant. */
const jitter = 0.2

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly openMs: number }
  | { readonly kind: 'probing'; readonly openMs: number }

/**
 * A circuit breaker (safety 4, "Sweep"). After some calls in a row without an answer, or when the gateway asks for it by
 * `Retry-After`, registrations and questions are not sent for a while, not even those that wait for their turn already; then
 * one goes out as a probe, and its answer decides.
 *
 * A no of the gateway is an answer, too: it shows that somebody is there. Calls that move money are never held back, because
 * who makes one has just asked; what they are answered counts like any other.
 */
export function makeBreaker(gateway: Gateway, options: BreakerOptions): Breaker {
  const { failures: allowedFailures, openMs: firstOpenMs, maxOpenMs, maxRetryAfterMs, logger } = options
  const { random = Math.random, onOpen } = options
  const now = options.now ?? (() => performance.now())
  let state: State = { kind: 'closed', failures: 0 }
  /** How often it was opened: a call that began before the last time tells of a gateway as it was then. */
  let openings = 0

  function open(openMs: number): void {
    const forMs = Math.round(openMs * (1 + random() * jitter))
    const until = now() + forMs
    // It was asked to wait for longer by another answer.
    if (state.kind === 'open' && state.until >= until) return
    state = { kind: 'open', until, openMs }
    openings += 1
    onOpen?.()
    logger.warn({ forMs }, 'gateway does not answer, it is left alone for a while')
  }

  function failed(isOld: boolean, retryAfterMs = 0): void {
    if (allowedFailures === 0) return
    // The probe decides, and what was answered since.
    if (isOld && state.kind !== 'open') return
    // Opened by a `Retry-After` of a moment, it still becomes patient.
    const doubledMs = state.kind === 'probing' ? Math.min(Math.max(state.openMs * 2, firstOpenMs), maxOpenMs) : 0
    // A wait that is over when it is read (0, or a date in the past) asks for none.
    const askedMs = Math.min(retryAfterMs, maxRetryAfterMs)
    if (askedMs > 0) return open(Math.max(askedMs, doubledMs))
    if (state.kind === 'probing') return open(doubledMs)
    if (state.kind === 'open') return
    state = { kind: 'closed', failures: state.failures + 1 }
    if (state.failures >= allowedFailures) open(firstOpenMs)
  }

  function spoke(): void {
    if (state.kind === 'probing') logger.info({}, 'gateway answers again')
    // What was sent before it opened may still be answered; the probe decides all the same.
    if (state.kind !== 'open') state = { kind: 'closed', failures: 0 }
  }

  function closedForMs(): number | undefined {
    if (state.kind === 'closed') return undefined
    if (state.kind === 'probing') return probeMs
    const leftMs = state.until - now()
    return leftMs > 0 ? leftMs : undefined
  }

  async function watch<Answer extends Watched>(call: Promise<Answer>): Promise<Answer> {
    const began = openings
    const answer = await call
    const isOld = began < openings
    if (isUnsent(answer)) return answer
    if (answer.outcome !== 'unavailable') spoke()
    // An error that the gateway named is no usable answer, but it is a sign of life.
    else if (answer.error.cause === undefined) failed(isOld, answer.error.retryAfterMs)
    else spoke()
    return answer
  }

  async function guard<Answer extends Watched>(call: () => Promise<Answer>): Promise<Answer | Unavailable> {
    const leftMs = closedForMs()
    if (leftMs !== undefined) return unasked(leftMs)
    const before = state
    if (before.kind === 'open') state = { kind: 'probing', openMs: before.openMs }
    const answer = await watch(call())
    if (!isUnsent(answer)) return answer
    // What was not sent was no probe: the next call is one.
    if (before.kind === 'open' && state.kind === 'probing') state = before
    const closedMs = closedForMs()
    // It opened while this call waited for its turn.
    return answer.outcome === 'unavailable' && closedMs !== undefined ? unasked(closedMs) : answer
  }

  return {
    closedForMs,
    register: (registration) => guard(() => gateway.register(registration)),
    status: (key) => guard(() => gateway.status(key)),
    capture: (request) => watch(gateway.capture(request)),
    reverse: (request) => watch(gateway.reverse(request)),
    refund: (request) => watch(gateway.refund(request)),
    decline: (request) => watch(gateway.decline(request)),
  }
}

type Watched = { readonly outcome: 'answered' | 'absent' } | Pick<Refused, 'outcome' | 'isUnsent'> | Unavailable

/** It was never sent, which says nothing about the gateway. */
function isUnsent(answer: Watched): boolean {
  return 'isUnsent' in answer
}

/** What a caller gets instead of an answer: nothing was sent. */
function unasked(retryAfterMs: number): Unavailable {
  const message = 'The gateway has not answered lately and is left alone for a while. Nothing was sent, no money moved.'
  return { outcome: 'unavailable', isUnsent: true, error: new GatewayUnavailableError(message, { retryAfterMs }) }
}
