/** Which calls a kind of fault applies to. */
type Meets = 'call' | 'register' | 'status' | 'register or status' | 'callback'

interface FaultRule {
  readonly meets: Meets
  /** Whether the bank does what was asked before the fault strikes. */
  readonly acts: boolean
  readonly explanation: string
}

/** Every fault a test can script, by name. */
export const faultKinds = {
  'silence-before': { meets: 'call', acts: false, explanation: 'Does nothing and never answers.' },
  'silence-after': { meets: 'call', acts: true, explanation: 'Does what was asked and never answers.' },
  'reset-before': { meets: 'call', acts: false, explanation: 'Does nothing and resets the connection.' },
  'reset-after': { meets: 'call', acts: true, explanation: 'Does what was asked and resets the connection.' },
  'reset-mid-body': { meets: 'call', acts: true, explanation: 'Resets the connection halfway through the response.' },
  'rate-limited': { meets: 'call', acts: false, explanation: '429, with Retry-After if `retryAfterSecs` is given.' },
  'server-error': { meets: 'call', acts: false, explanation: 'Does nothing and answers 500, or `status`.' },
  'server-error-after': { meets: 'call', acts: true, explanation: 'Does what was asked and answers 500, or `status`.' },
  html: { meets: 'call', acts: false, explanation: 'A proxy in front answers 200, or `status`, with an HTML page.' },
  'truncated-json': { meets: 'call', acts: true, explanation: 'A complete HTTP response whose JSON is cut short.' },
  'not-an-object': { meets: 'call', acts: true, explanation: 'A JSON list instead of an object, or `body`.' },
  'empty-body': { meets: 'call', acts: true, explanation: '200 with an empty body.' },
  'missing-fields': {
    meets: 'register or status',
    acts: true,
    explanation: 'A registration without `formUrl`, a status without `orderStatus`.',
  },
  'huge-body': { meets: 'call', acts: true, explanation: 'The right answer inside 5 MB of JSON.' },
  'endless-body': { meets: 'call', acts: true, explanation: 'A body that never ends.' },
  'slow-drip': { meets: 'call', acts: true, explanation: 'The right answer, one byte every 100 ms.' },
  redirect: { meets: 'call', acts: false, explanation: '307 to another path; following it resends the credentials.' },
  'wrong-amount': { meets: 'status', acts: true, explanation: "The order's status with another amount." },
  'wrong-currency': { meets: 'status', acts: true, explanation: "The order's status in another currency." },
  'wrong-order-number': { meets: 'status', acts: true, explanation: "The order's status with another order's number." },
  slow: { meets: 'call', acts: true, explanation: 'The right answer after `delayMs` (default 1000).' },
  gzip: { meets: 'call', acts: true, explanation: 'The right answer, gzipped even if the client did not ask for it.' },
  'foreign-form-url': { meets: 'register', acts: true, explanation: 'A `formUrl` on https://evil.example/.' },
  'script-form-url': { meets: 'register', acts: true, explanation: 'A `javascript:` URL as `formUrl`.' },
  'duplicate-callback': { meets: 'callback', acts: true, explanation: 'The next callback is sent twice.' },
  'late-callback': { meets: 'callback', acts: true, explanation: 'The next callback, `delayMs` late (default 2000).' },
  'reordered-callbacks': {
    meets: 'callback',
    acts: true,
    explanation: 'The next callback is held back until the one after it is sent, or for `delayMs` (default 5000).',
  },
} as const satisfies Record<string, FaultRule>

export type SandboxFaultKind = keyof typeof faultKinds

/** Faults in the callbacks the bank sends. All others are faults in its answers. */
export type CallbackFaultKind = 'duplicate-callback' | 'late-callback' | 'reordered-callbacks'
export type CallFaultKind = Exclude<SandboxFaultKind, CallbackFaultKind>

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

/** The scripted faults, in the order they were added. */
export interface FaultScript {
  add(fault: SandboxFault): void
  /** Returns the fault that applies to this call, if any, and counts it. */
  meetCall(method: string): CallFault | undefined
  meetCallback(operation: string): CallbackFault | undefined
  /** Faults that no call or callback has met. */
  unmet(): readonly SandboxFault[]
  clear(): void
}

/** The calls a fault may name (BPC API). */
const callMethods: readonly string[] = [
  ...['register.do', 'registerPreAuth.do', 'getOrderStatusExtended.do', 'getOrderStatus.do'],
  ...['deposit.do', 'reverse.do', 'refund.do', 'decline.do'],
]

/** The operations a callback fault may name (BPC: callbacks). */
const callbackOperations: readonly string[] = ['approved', 'deposited', 'reversed', 'refunded', 'declinedByTimeout']

export function makeFaultScript(): FaultScript {
  let scripted: { readonly fault: SandboxFault; metCount: number }[] = []

  function meet(applies: (fault: SandboxFault) => boolean): SandboxFault | undefined {
    const next = scripted.find(({ fault, metCount }) => metCount < (fault.times ?? 1) && applies(fault))
    if (next) next.metCount += 1
    return next?.fault
  }

  return {
    add(fault) {
      // JavaScript callers can misspell the kind, and a fault that never strikes proves nothing.
      if (!Object.hasOwn(faultKinds, fault.kind)) throw new Error(`The sandbox has no fault of kind "${fault.kind}".`)
      const { method } = fault
      const methods = faultKinds[fault.kind].meets === 'callback' ? callbackOperations : callMethods
      if (method !== undefined && !methods.includes(method)) {
        throw new Error(`A "${fault.kind}" fault cannot apply to "${method}". Use one of ${methods.join(', ')}.`)
      }
      scripted.push({ fault, metCount: 0 })
    },
    meetCall(method) {
      return meet(
        ({ kind, method: only }) => appliesTo(faultKinds[kind].meets, method) && (only ?? method) === method,
      ) as CallFault | undefined
    },
    meetCallback(operation) {
      return meet(
        ({ kind, method: only }) => faultKinds[kind].meets === 'callback' && (only ?? operation) === operation,
      ) as CallbackFault | undefined
    },
    unmet() {
      return scripted.filter(({ metCount }) => metCount === 0).map(({ fault }) => fault)
    },
    clear() {
      scripted = []
    },
  }
}

function appliesTo(meets: Meets, method: string): boolean {
  const isRegister = method.startsWith('register')
  const isStatus = method.startsWith('getOrderStatus')
  switch (meets) {
    case 'call':
      return true
    case 'register':
      return isRegister
    case 'status':
      return isStatus
    case 'register or status':
      return isRegister || isStatus
    case 'callback':
      return false
  }
}
