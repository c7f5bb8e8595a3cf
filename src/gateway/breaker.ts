import { GatewayUnavailableError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Door } from './door.ts'
import type { Refused, Unavailable } from './answers.ts'

export interface BreakerOptions {
  /** About so many orders in a row without an answer open it; 0: it never opens. */
  readonly failures: number
  /** How long it then stays open at first, in milliseconds; twice as long after every probe that fails. */
  readonly openMs: number
  /** The longest it stays open without being told to, in milliseconds: a gateway that is back is not left alone for long. */
  readonly maxOpenMs: number
  /** The longest `Retry-After` that is honoured, in milliseconds; 0: none is. */
  readonly maxRetryAfterMs: number
  /** The door it stands at. */
  readonly door: Door
  /** Called whenever it opens: ends the calls that are not sent yet. */
  readonly onOpen?: (() => void) | undefined
  readonly logger: Logger
  /** A clock that only goes forward, in milliseconds. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined
}

/** Whether calls go out, are held back, or one of them is out to see whether the gateway answers again. */
export type DoorState = 'answering' | 'left-alone' | 'probing'

/** What a call is about: silence counts by order, not by call (safety 7, N2). */
type Subject = string

/** One door of a gateway that is left in peace while it does not answer there. */
export interface Breaker {
  /** How much longer nothing should be sent, in milliseconds; undefined when a call would go out. */
  closedForMs(): number | undefined
  state(): DoorState
  /** Makes a call, or holds it back and says so. */
  guard<Answer extends Watched>(about: Subject, call: () => Promise<Answer>): Promise<Answer | Unavailable>
  /** Counts what a call is answered that is never held back. */
  watch<Answer extends Watched>(about: Subject, call: Promise<Answer>): Promise<Answer>
}

/** How soon to look again while somebody else probes, in milliseconds. Chosen by feel. */
const probeMs = 1_000

/** Up to so much longer, as a share: many processes shall not probe at one instant. */
const jitter = 0.2

type State =
  | { readonly kind: 'closed'; readonly silent: ReadonlySet<Subject> }
  | { readonly kind: 'open'; readonly until: number; readonly openMs: number }
  | { readonly kind: 'probing'; readonly openMs: number }

/**
 * A circuit breaker (safety 4, "Sweep"). After silence about some orders in a row, or when the gateway asks for it by
 * `Retry-After`, nothing is sent through this door for a while, not even what waits for its turn already; then one call goes out
 * as a probe, and its answer decides.
 *
 * A no of the gateway is an answer, too, and so is what nobody can read: they show that somebody is there.
 */
export function makeBreaker(options: BreakerOptions): Breaker {
  const { failures: allowedFailures, openMs: firstOpenMs, maxOpenMs, maxRetryAfterMs, door, logger } = options
  const { random = Math.random, now = () => performance.now(), onOpen } = options
  let state: State = { kind: 'closed', silent: new Set() }
  /** How often it was opened: a call that began before the last time tells of a gateway as it was then. */
  let openings = 0

  function open(openMs: number): void {
    const forMs = Math.round(openMs * (1 + random() * jitter))
    const until = now() + forMs
    const { kind } = state
    // It was asked to wait for longer by another answer.
    if (state.kind === 'open' && state.until >= until) return
    state = { kind: 'open', until, openMs }
    // A crowd that was under way when it opened is told the same, one after the other.
    if (kind === 'open') return
    openings += 1
    onOpen?.()
    logger.warn({ door, forMs }, 'gateway does not answer, it is left alone for a while')
  }

  function failed(about: Subject, isOld: boolean, retryAfterMs = 0): void {
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
    state = { kind: 'closed', silent: new Set(state.silent).add(about) }
    if (state.silent.size >= allowedFailures) open(firstOpenMs)
  }

  function spoke(): void {
    if (state.kind === 'probing') logger.info({ door }, 'gateway answers again')
    // What was sent before it opened may still be answered; the probe decides all the same.
    if (state.kind !== 'open') state = { kind: 'closed', silent: new Set() }
  }

  function closedForMs(): number | undefined {
    if (state.kind === 'closed') return undefined
    if (state.kind === 'probing') return probeMs
    const leftMs = state.until - now()
    return leftMs > 0 ? leftMs : undefined
  }

  async function watch<Answer extends Watched>(about: Subject, call: Promise<Answer>): Promise<Answer> {
    const began = openings
    const answer = await call
    const isOld = began < openings
    if (isHeldBack(answer)) return answer
    if (answer.outcome === 'unavailable' && isSilence(answer)) failed(about, isOld, answer.error.retryAfterMs)
    else spoke()
    return answer
  }

  async function guard<Answer extends Watched>(
    about: Subject,
    call: () => Promise<Answer>,
  ): Promise<Answer | Unavailable> {
    const leftMs = closedForMs()
    if (leftMs !== undefined) return unasked(leftMs)
    const before = state
    if (before.kind === 'open') state = { kind: 'probing', openMs: before.openMs }
    const answer = await watch(about, call())
    if (!isHeldBack(answer)) return answer
    // What was not sent was no probe: the next call is one.
    if (before.kind === 'open' && state.kind === 'probing') state = before
    const closedMs = closedForMs()
    // It opened while this call waited for its turn.
    return answer.outcome === 'unavailable' && closedMs !== undefined ? unasked(closedMs) : answer
  }

  function stateNow(): DoorState {
    if (state.kind === 'closed') return 'answering'
    // Its time is over, and the next call is the probe.
    return state.kind === 'probing' || closedForMs() === undefined ? 'probing' : 'left-alone'
  }

  return { closedForMs, state: stateNow, guard, watch }
}

type Watched = { readonly outcome: 'answered' | 'absent' } | Pick<Refused, 'outcome' | 'isUnsent'> | Unavailable

/** It was never sent for a reason of our own, which says nothing about the gateway. */
function isHeldBack(answer: Watched): boolean {
  return 'isUnsent' in answer && !('isUnreached' in answer)
}

/** An error that the gateway named, and an answer that nobody can read, are of no use, but they are signs of life. */
function isSilence({ isUnreadable, error }: Unavailable): boolean {
  return isUnreadable === undefined && error.cause === undefined
}

/** What a caller gets instead of an answer: nothing was sent. */
function unasked(retryAfterMs: number): Unavailable {
  const message = 'The gateway has not answered lately and is left alone for a while. Nothing was sent, no money moved.'
  return { outcome: 'unavailable', isUnsent: true, error: new GatewayUnavailableError(message, { retryAfterMs }) }
}
