import { faultKinds, methodsOf } from './fault-kinds.ts'
import type { CallFaultKind, CallbackFaultKind, SandboxFaultKind } from './fault-kinds.ts'

/** One scripted fault. {@link faultKinds} says what each kind does. */
export interface SandboxFault {
  readonly kind: SandboxFaultKind
  /** Only this call, e.g. `register.do`; for callbacks, only this operation, e.g. `deposited`. Default: any. */
  readonly method?: string
  /** How many calls it applies to. Default: 1. */
  readonly times?: number
  /** Delay before the faulty answer, in milliseconds. */
  readonly delayMs?: number
  /** HTTP status, for kinds that let you choose it. */
  readonly status?: number
  /** Body, for kinds that let you choose it. */
  readonly body?: string
  /** Seconds in the `Retry-After` header of `rate-limited`. */
  readonly retryAfterSecs?: number
}

export type CallFault = SandboxFault & { readonly kind: CallFaultKind }
export type CallbackFault = SandboxFault & { readonly kind: CallbackFaultKind }

/** A fault that has not struck as often as it is to. */
export interface WaitingFault {
  readonly id: number
  readonly fault: SandboxFault
  readonly leftCount: number
}

/** The scripted faults, in the order they were added. */
export interface FaultScript {
  /** @throws Error if the kind is unknown, or cannot apply to the method. */
  add(fault: SandboxFault): void
  /** Returns the fault that applies to this call, if any, and counts it. */
  meetCall(method: string): CallFault | undefined
  meetCallback(operation: string): CallbackFault | undefined
  /** Faults that no call or callback has met. */
  unmet(): readonly SandboxFault[]
  /** Faults that can still strike, the one that strikes first in front. */
  waiting(): readonly WaitingFault[]
  /** @returns whether it was there. */
  drop(id: number): boolean
  clear(): void
}

interface Scripted {
  readonly id: number
  readonly fault: SandboxFault
  metCount: number
}

export function makeFaultScript(): FaultScript {
  let scripted: readonly Scripted[] = []
  let lastId = 0

  function meet(method: string): SandboxFault | undefined {
    const next = scripted.find(
      ({ fault }) =>
        methodsOf(fault.kind).includes(method) && (fault.method ?? method) === method && timesOf(fault) > 0,
    )
    if (!next) return undefined
    next.metCount += 1
    // What is over takes no memory.
    if (next.metCount >= timesOf(next.fault)) scripted = scripted.filter((one) => one !== next)
    return next.fault
  }

  return {
    add(fault) {
      // JavaScript callers can misspell the kind, and a fault that never strikes proves nothing.
      if (!Object.hasOwn(faultKinds, fault.kind)) throw new Error(`The sandbox has no fault of kind "${fault.kind}".`)
      const { method } = fault
      const methods = methodsOf(fault.kind)
      if (method !== undefined && !methods.includes(method)) {
        throw new Error(`A "${fault.kind}" fault cannot apply to "${method}". Use one of ${methods.join(', ')}.`)
      }
      lastId += 1
      scripted = [...scripted, { id: lastId, fault, metCount: 0 }]
    },
    meetCall: (method) => meet(method) as CallFault | undefined,
    meetCallback: (operation) => meet(operation) as CallbackFault | undefined,
    unmet() {
      return scripted.filter(({ metCount }) => metCount === 0).map(({ fault }) => fault)
    },
    waiting() {
      return scripted.map(({ id, fault, metCount }) => ({ id, fault, leftCount: timesOf(fault) - metCount }))
    },
    drop(id) {
      const before = scripted.length
      scripted = scripted.filter((one) => one.id !== id)
      return scripted.length < before
    },
    clear() {
      scripted = []
    },
  }
}

function timesOf({ times = 1 }: SandboxFault): number {
  return times
}
