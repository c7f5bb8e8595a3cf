/** What a call is about: silence is counted per order, not per call. */
export type Subject = string

/** The state of a door. */
export type Circuit =
  | { readonly kind: 'closed'; readonly silent: ReadonlySet<Subject> }
  | { readonly kind: 'open'; readonly until: number; readonly openMs: number }
  | { readonly kind: 'probing'; readonly openMs: number }

export interface CircuitLimits {
  /** It opens after this many orders in a row without an answer; 0: never. */
  readonly failures: number
  /** How long it first stays open, in milliseconds; doubled after every failed probe. */
  readonly openMs: number
  /**
   * The longest it stays open unless the gateway asks for more, in milliseconds: calls resume soon after the gateway is
   * back.
   */
  readonly maxOpenMs: number
  /** The longest `Retry-After` that is honoured, in milliseconds; 0: none. */
  readonly maxRetryAfterMs: number
}

/** A call that got no answer. */
export interface Silence {
  readonly about: Subject
  /** Whether it began before the circuit last opened: it says nothing about the gateway now. */
  readonly isOld: boolean
  /** How long the gateway asked us to wait, in milliseconds; 0: it did not ask. */
  readonly retryAfterMs: number
}

/** The time and the random number a circuit needs. */
export interface Moment {
  /** On a monotonic clock, in milliseconds. */
  readonly nowMs: number
  /** From 0 to 1. */
  readonly chance: number
}

/** Lengthens each opening by up to this share: many processes must not probe at the same instant. */
const jitter = 0.2

/** How soon to retry while another call is the probe, in milliseconds. Chosen by feel. */
const probeMs = 1_000

export const closed: Circuit = { kind: 'closed', silent: new Set() }

/** The state of a door after a call got no answer. */
export function afterSilence(circuit: Circuit, silence: Silence, limits: CircuitLimits, moment: Moment): Circuit {
  if (limits.failures === 0) return circuit
  // An old call decides nothing: the probe does, and any answer since.
  if (silence.isOld && circuit.kind !== 'open') return circuit
  // However short the `Retry-After`, a failed probe lengthens the wait.
  const doubledMs = circuit.kind === 'probing' ? doubled(circuit.openMs, limits) : 0
  // A wait that is already over (0, or a date in the past) is no wait.
  const askedMs = Math.min(silence.retryAfterMs, limits.maxRetryAfterMs)
  if (askedMs > 0) return opened(circuit, Math.max(askedMs, doubledMs), moment, limits.maxRetryAfterMs)
  if (circuit.kind === 'probing') return opened(circuit, doubledMs, moment)
  if (circuit.kind === 'open') return circuit
  const silent = new Set(circuit.silent).add(silence.about)
  const still: Circuit = { kind: 'closed', silent }
  return silent.size < limits.failures ? still : opened(still, limits.openMs, moment)
}

function doubled(openMs: number, limits: CircuitLimits): number {
  return Math.min(Math.max(openMs * 2, limits.openMs), limits.maxOpenMs)
}

/** @param atMostMs - what the jitter does not exceed, in milliseconds. */
function opened(circuit: Circuit, openMs: number, { nowMs, chance }: Moment, atMostMs = Infinity): Circuit {
  const lengthenedMs = Math.min(Math.round(openMs * (1 + chance * jitter)), Math.max(openMs, atMostMs))
  const until = nowMs + lengthenedMs
  // Another answer asked for a longer wait.
  return circuit.kind === 'open' && circuit.until >= until ? circuit : { kind: 'open', until, openMs }
}

/**
 * The state of a door after a call was answered. While it is open, the call was sent before it opened: only the probe
 * decides.
 */
export function afterAnswer(circuit: Circuit): Circuit {
  return circuit.kind === 'open' ? circuit : closed
}

/** How long until a call may be sent, in milliseconds; undefined if one may be sent now. */
export function closedForMsOf(circuit: Circuit, nowMs: number): number | undefined {
  if (circuit.kind === 'closed') return undefined
  if (circuit.kind === 'probing') return probeMs
  const leftMs = circuit.until - nowMs
  return leftMs > 0 ? leftMs : undefined
}
