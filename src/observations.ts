import { visible } from './visible.ts'

/** What the router can see of the store around it. The doctor has the words for each. */
export const observedCodes = [
  'base-url-host',
  'base-url-path',
  'form-action',
  'proxy-not-trusted',
  'proxy-trusts-everybody',
  'route-after-checkout',
  'route-before-callback',
  'route-before-checkout',
  'router-mounted-twice',
  'router-shadowed',
  'session-cookie-plain',
  'session-cookie-unsent',
  'session-in-memory',
  'session-missing',
  'session-resaved',
  'session-same-site-none',
  'session-same-site-strict',
  'session-twice',
] as const

export type ObservedCode = (typeof observedCodes)[number]

/** Something the router has seen. */
export interface Observed {
  readonly code: ObservedCode
  /** What it was: an address, a path, a header; empty if the code says it all. */
  readonly detail: string
}

/**
 * A callback that came: with a good checksum, without one being checked, or refused because of its checksum. The first
 * two are counted only once their order has been settled.
 */
export type CallbackKind = 'signed' | 'unsigned' | 'refused'

/** When callbacks of each kind last came; undefined: never. */
export type CallbackTimes = Readonly<Record<CallbackKind, Date | undefined>>

/** What this process has seen of the store around it. As many things as there are codes, each once. */
export interface Observations {
  note(code: ObservedCode, detail?: string): void
  noteCallback(kind: CallbackKind): void
  all(): readonly Observed[]
  /** The kinds of callbacks seen since they were last asked for. */
  takeCallbacks(): readonly CallbackKind[]
  /** When this process last saw each kind. */
  callbackTimes(): CallbackTimes
  /** Grows with everything that is new. */
  changeCount(): number
  /** Calls back whenever something is new. One listener; a later one takes its place. */
  onChange(listener: () => void): void
}

/** As much of a path or a header as a person reads in one line. Chosen by feel. */
const maxDetailCharacters = 200

/** @param onNew - called with each thing when it is first seen. */
export function makeObservations(onNew: (observed: Observed) => void = () => undefined): Observations {
  const seen = new Map<ObservedCode, Observed>()
  const lastCalled = new Map<CallbackKind, Date>()
  const called = new Set<CallbackKind>()
  let changes = 0
  let listener = (): void => undefined
  const change = (): void => {
    changes += 1
    listener()
  }
  return {
    note(code, detail = '') {
      if (seen.has(code)) return
      const observed = { code, detail: visible(detail).slice(0, maxDetailCharacters) }
      seen.set(code, observed)
      change()
      onNew(observed)
    },
    noteCallback(kind) {
      called.add(kind)
      const isNew = !lastCalled.has(kind)
      lastCalled.set(kind, new Date())
      if (isNew) change()
    },
    all: () => [...seen.values()],
    takeCallbacks() {
      const kinds = [...called]
      called.clear()
      return kinds
    },
    callbackTimes: () => ({
      signed: lastCalled.get('signed'),
      unsigned: lastCalled.get('unsigned'),
      refused: lastCalled.get('refused'),
    }),
    changeCount: () => changes,
    onChange: (other) => void (listener = other),
  }
}

/** The later of each. */
export function latest(one: CallbackTimes, other: CallbackTimes): CallbackTimes {
  const later = (kind: CallbackKind): Date | undefined => {
    const times = [one[kind], other[kind]].flatMap((time) => (time ? [time.getTime()] : []))
    return times.length === 0 ? undefined : new Date(Math.max(...times))
  }
  return { signed: later('signed'), unsigned: later('unsigned'), refused: later('refused') }
}

/** What another process has written down; anything that is not as we write it is left out. */
export function observedIn(json: string | null): readonly Observed[] {
  try {
    const list: unknown = JSON.parse(json ?? '[]')
    return Array.isArray(list) ? list.filter(isObserved) : []
  } catch {
    return []
  }
}

function isObserved(value: unknown): value is Observed {
  const { code, detail } = (value ?? {}) as Readonly<Record<'code' | 'detail', unknown>>
  return observedCodes.some((one) => one === code) && typeof detail === 'string'
}
