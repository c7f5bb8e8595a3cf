/** What a call is about: silence counts by order, not by call. */
export type Subject = string

/** How a door stands. */
export type Circuit =
  | { readonly kind: 'closed'; readonly silent: ReadonlySet<Subject> }
  | { readonly kind: 'open'; readonly until: number; readonly openMs: number }
  | { readonly kind: 'probing'; readonly openMs: number }

export interface CircuitLimits {
  /** About so many orders in a row without an answer open it; 0: it never opens. */
  readonly failures: number
  /** How long it then stays open at first, in milliseconds; twice as long after every probe that fails. */
  readonly openMs: number
  /**
   * The longest it stays open without being told to, in milliseconds: a gateway that is back is not left alone for
   * long.
   */
  readonly maxOpenMs: number
  /** The longest `Retry-After` that is honoured, in milliseconds; 0: none is. */
  readonly maxRetryAfterMs: number
}

/** A call that got no answer. */
export interface Silence {
  readonly about: Subject
  /** Whether it began before the door was last opened: it tells of a gateway as it was then. */
  readonly isOld: boolean
  /** What the gateway asked us to wait, in milliseconds; 0: nothing. */
  readonly retryAfterMs: number
}

/** Time and chance, as a circuit needs them. */
export interface Moment {
  /** On a clock that only goes forward, in milliseconds. */
  readonly nowMs: number
  /** From 0 to 1. */
  readonly chance: number
}

/** Up to so much longer, as a share: many processes shall not probe at one instant. */
const jitter = 0.2

/** How soon to look again while somebody else probes, in milliseconds. Chosen by feel. */
const probeMs = 1_000

export const closed: Circuit = { kind: 'closed', silent: new Set() }

/** How a door stands once another call got no answer. */
export function afterSilence(circuit: Circuit, silence: Silence, limits: CircuitLimits, moment: Moment): Circuit {
  if (limits.failures === 0) return circuit
  // The probe decides, and what was answered since.
  if (silence.isOld && circuit.kind !== 'open') return circuit
  // Opened by a `Retry-After` of a moment, it still becomes patient.
  const doubledMs = circuit.kind === 'probing' ? doubled(circuit.openMs, limits) : 0
  // A wait that is over when it is read (0, or a date in the past) asks for none.
  const askedMs = Math.min(silence.retryAfterMs, limits.maxRetryAfterMs)
  if (askedMs > 0) return opened(circuit, Math.max(askedMs, doubledMs), moment)
  if (circuit.kind === 'probing') return opened(circuit, doubledMs, moment)
  if (circuit.kind === 'open') return circuit
  const silent = new Set(circuit.silent).add(silence.about)
  const still: Circuit = { kind: 'closed', silent }
  return silent.size < limits.failures ? still : opened(still, limits.openMs, moment)
}

function doubled(openMs: number, limits: CircuitLimits): number {
  return Math.min(Math.max(openMs * 2, limits.openMs), limits.maxOpenMs)
}

function opened(circuit: Circuit, openMs: number, { nowMs, chance }: Moment): Circuit {
  const until = nowMs + Math.round(openMs * (1 + chance * jitter))
  // It was asked to wait for longer by another answer.
  return circuit.kind === 'open' && circuit.until >= until ? circuit : { kind: 'open', until, openMs }
}

/**
 * How a door stands once a call was answered. What was sent before it opened may still be; the probe decides all the
 * same.
 */
export function afterAnswer(circuit: Circuit): Circuit {
  return circuit.kind === 'open' ? circuit : closed
}

/** How much longer nothing should be sent, in milliseconds; undefined when a call would go out. */
export function closedForMsOf(circuit: Circuit, nowMs: number): number | undefined {
  if (circuit.kind === 'closed') return undefined
  if (circuit.kind === 'probing') return probeMs
  const leftMs = circuit.until - nowMs
  return leftMs > 0 ? leftMs : undefined
}
