import { argumentProblem } from '../options/named-arguments.ts'
import type { ArgumentRules } from '../options/named-arguments.ts'
import { nearest } from '../options/nearest.ts'
import { callMethods, callbackOperations, faultKinds, methodsOf } from './fault-kinds.ts'
import type { CallFaultKind, CallbackFaultKind, SandboxFaultKind } from './fault-kinds.ts'
import { Refused } from './refused.ts'

/** One scripted fault. {@link faultKinds} says what each kind does. */
export interface SandboxFault {
  readonly kind: SandboxFaultKind
  /** Only this call, e.g. `register.do`; for callbacks, only this operation, e.g. `deposited`. Default: any. */
  readonly method?: string
  /** How many calls it applies to; `Infinity`: all, until it is cleared. Default: 1. */
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

/** Which fault, if any, a call (`register.do`) or a callback (`deposited`) is to meet. */
export type FaultChoice = (method: string) => SandboxFault | undefined

/** The scripted faults, in the order they were added. */
export interface FaultScript {
  /**
   * @returns its id.
   * @throws Error if the kind or a name is unknown, a value is wrong, or the kind cannot apply to the method.
   */
  add(fault: SandboxFault): number
  /** Asked before each call and callback that no scripted fault meets; undefined: nobody is. */
  choose(choice: FaultChoice | undefined): void
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
  let choice: FaultChoice | undefined

  function meet(method: string): SandboxFault | undefined {
    return meetScripted(method) ?? choice?.(method)
  }

  function meetScripted(method: string): SandboxFault | undefined {
    const next = scripted.find(
      ({ fault }) =>
        methodsOf(fault.kind).includes(method) && (fault.method ?? method) === method && strikesOf(fault) > 0,
    )
    if (!next) return undefined
    next.metCount += 1
    // What is over takes no memory.
    if (next.metCount >= strikesOf(next.fault)) scripted = scripted.filter((one) => one !== next)
    return next.fault
  }

  return {
    add(fault) {
      requireFault(fault)
      lastId += 1
      scripted = [...scripted, { id: lastId, fault, metCount: 0 }]
      return lastId
    },
    choose: (chosen) => void (choice = chosen),
    meetCall: (method) => meet(method) as CallFault | undefined,
    meetCallback: (operation) => meet(operation) as CallbackFault | undefined,
    unmet() {
      return scripted.filter(({ metCount }) => metCount === 0).map(({ fault }) => fault)
    },
    waiting() {
      return scripted.map(({ id, fault, metCount }) => ({ id, fault, leftCount: strikesOf(fault) - metCount }))
    },
    drop(id) {
      const before = scripted.length
      scripted = scripted.filter((one) => one.id !== id)
      return scripted.length < before
    },
    clear() {
      scripted = []
      choice = undefined
    },
  }
}

function strikesOf({ times = 1 }: SandboxFault): number {
  return times
}

function wholeNumber(min: number, max: number) {
  return {
    wanted: `a whole number from ${min} to ${max}`,
    isRight: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  }
}

const text = { wanted: 'a string', isRight: (value: unknown) => typeof value === 'string' }

const ever = {
  wanted: 'a whole number from 1, or Infinity',
  isRight: (value: unknown) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1),
}

/** What each field of a fault may be: the longest wait is ten minutes, the longest `Retry-After` a day. */
const faultRules: ArgumentRules<SandboxFault> = {
  kind: text,
  method: text,
  times: ever,
  delayMs: wholeNumber(0, 600_000),
  status: wholeNumber(200, 599),
  body: text,
  retryAfterSecs: wholeNumber(0, 86_400),
}

/** JavaScript callers can misspell any of it, and a fault that never strikes proves nothing. */
function requireFault(fault: SandboxFault): void {
  const problem = argumentProblem('fault', fault, faultRules)
  if (problem !== undefined) throw new Refused('request', problem)
  const { kind, method } = fault as Partial<SandboxFault>
  if (kind === undefined) throw new Refused('request', 'fault: kind is missing: wanted the name of a fault.')
  if (!Object.hasOwn(faultKinds, kind)) {
    throw new Refused(
      'request',
      `The sandbox has no fault of kind "${kind}".${didYouMean(kind, Object.keys(faultKinds))}`,
    )
  }
  const methods = methodsOf(kind)
  if (method !== undefined && !methods.includes(method)) {
    const isKnown = [...callMethods, ...callbackOperations].includes(method)
    const advice = isKnown ? '' : didYouMean(method, methods)
    throw new Refused(
      'request',
      `A "${kind}" fault cannot apply to "${method}".${advice} Use one of ${methods.join(', ')}.`,
    )
  }
}

function didYouMean(name: string, names: readonly string[]): string {
  const meant = nearest(name, names)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}
