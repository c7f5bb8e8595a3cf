import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BankOrder, BankOperation } from './bank/bank-order.ts'
import type { Answered, Journal } from './bank/journal.ts'
import type { CallbackGate } from './callback-gate.ts'
import type { Dialect, DialectCallbacks } from './dialects/dialect.ts'
import type { CallbackFaultKind } from './fault-kinds.ts'
import type { FaultScript } from './faults.ts'
import { jsonWebToken } from './json-web-token.ts'
import type { SandboxCallback } from './options.ts'

/** Notifies the store, and repeats each callback until it gets a 200 or has failed as often as the bank tries. */
export interface Callbacks {
  notify(order: BankOrder, operation: BankOperation, isSuccess: boolean): void
  /** Where callbacks about an order go; undefined if nobody named an address. */
  addressOf(order: BankOrder): string | undefined
  /** Resolves once none is on its way or held back; one that failed and is to be repeated is neither. */
  idle(): Promise<void>
  /** Sends nothing of what it holds back or would repeat. */
  forgetAll(): void
  /** Sends nothing more and aborts callbacks in flight. */
  close(): void
}

interface Notification {
  readonly url: string
  readonly operation: BankOperation
  readonly gatewayOrderId: string
  readonly parameters: Readonly<Record<string, string>>
  /** The fault applied to it. */
  readonly fault: CallbackFaultKind | undefined
}

/** How long the store may take to answer, in milliseconds. Not documented. Chosen by feel. */
const answerWithinMs = 10_000
/** Between two looks whether a callback is on its way, in milliseconds. Chosen by feel. */
const idleStepMs = 5

export interface CallbacksOptions {
  readonly callback: SandboxCallback | undefined
  readonly dialect: Pick<Dialect, 'callbacks'>
  readonly mayCall: CallbackGate
  readonly faults: FaultScript
  readonly journal: Journal
  /** The bank's time, which its tokens name. */
  readonly now: () => Date
}

export function makeCallbacks(options: CallbacksOptions): Callbacks {
  const { callback, dialect, mayCall, faults, journal } = options
  const { kind, isDynamic } = dialect.callbacks
  const { send, later, isBusy, drop, close } = makeSender(options)
  const { dispatch, letGo } = makeDispatch({ send, later, faults })
  let isWarned = false

  /** The registration succeeded, so nothing else tells a developer why no callback arrives. */
  function warnOnce(url: string): void {
    if (isWarned) return
    isWarned = true
    const { host } = new URL(url)
    process.emitWarning(`The sandbox sent no callback to ${host}: it is another machine. See the option callbackHosts.`)
  }

  function addressOf({ dynamicCallbackUrl }: BankOrder): string | undefined {
    if (kind === 'none') return undefined
    return (isDynamic ? dynamicCallbackUrl : undefined) ?? callback?.url
  }

  return {
    addressOf,
    notify(order, operation, isSuccess) {
      const url = addressOf(order)
      if (url === undefined) return
      const { gatewayOrderId, orderNumber } = order
      if (!mayCall(url)) {
        journal.ask({ kind: 'callback', name: nameOf(operation, isSuccess), gatewayOrderId })({ answered: 'not sent' })
        return warnOnce(url)
      }
      const status = isSuccess ? '1' : '0'
      const binding = operation === 'bindingCreated' ? bindingOf(order) : undefined
      dispatch({
        url,
        operation,
        gatewayOrderId,
        parameters: {
          mdOrder: gatewayOrderId,
          ...(binding ?? { orderNumber }),
          operation,
          status,
          ...(kind === 'unsigned' && unsignedOf(operation)),
        },
        fault: undefined,
      })
    },
    async idle() {
      while (isBusy()) await sleep(idleStepMs)
    },
    forgetAll() {
      letGo()
      drop()
    },
    close,
  }
}

/** Recorded from Credibanco: a key is named, and the state told, but nothing is signed (BPC: callbacks). */
function unsignedOf(operation: BankOperation): Readonly<Record<string, string>> {
  return { sign_alias: 'callbackKey', paymentState: paymentStates[operation] }
}

const paymentStates = {
  approved: 'payment_approved',
  deposited: 'payment_deposited',
  reversed: 'payment_void',
  refunded: 'refunded',
  declinedByTimeout: 'payment_declined',
  bindingCreated: 'started',
} as const satisfies Readonly<Record<BankOperation, string>>

/** What a callback about a stored card tells. Such a one may lack the order number (BPC: callbacks). */
function bindingOf({ cardBindingId, clientId, card }: BankOrder): Readonly<Record<string, string>> {
  const told = { bindingId: cardBindingId, clientId, maskedPan: card?.maskedNumber }
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Sends notifications, now and later. */
interface Sender {
  readonly send: (notification: Notification) => Promise<void>
  /** Does nothing once closed. */
  readonly later: (delayMs: number, act: () => void) => NodeJS.Timeout | undefined
  /** Whether one is on its way, or is to be sent for the first time later. */
  readonly isBusy: () => boolean
  /** Forgets what was to be done later. */
  readonly drop: () => void
  readonly close: () => void
}

function makeSender({ callback, dialect, journal, now }: CallbacksOptions): Sender {
  const own = dialect.callbacks
  const { key, method = own.method, retryMs = own.retryMs } = callback ?? {}
  const closing = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  /** Those of repeats. */
  const repeats = new WeakSet<NodeJS.Timeout>()
  let onTheirWay = 0
  /** What was sent before the last drop is not repeated. */
  let dropsCount = 0

  function later(delayMs: number, act: () => void): NodeJS.Timeout | undefined {
    if (closing.signal.aborted) return undefined
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, delayMs)
    timers.add(timer)
    return timer
  }

  function drop(): void {
    dropsCount += 1
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }

  async function send(notification: Notification, tryNumber = 1): Promise<void> {
    const { operation, gatewayOrderId, parameters, fault } = notification
    const name = nameOf(operation, parameters.status === '1')
    const dropsBefore = dropsCount
    const note = journal.ask({ kind: 'callback', name, gatewayOrderId, fault })
    onTheirWay += 1
    const answered = await call(notification, { kind: own.kind, key, method, now, signal: closing.signal })
    onTheirWay -= 1
    note({ answered })
    const isDone = answered === 200 || tryNumber === own.triesCount || dropsBefore < dropsCount
    const delayMs = own.isGrowing ? retryMs * tryNumber : retryMs
    const repeat = isDone ? undefined : later(delayMs, () => void send(notification, tryNumber + 1))
    if (repeat) repeats.add(repeat)
  }

  return {
    send,
    later,
    isBusy: () => onTheirWay > 0 || [...timers].some((timer) => !repeats.has(timer)),
    drop,
    close() {
      closing.abort()
      drop()
    },
  }
}

interface HowToCall {
  readonly kind: DialectCallbacks['kind']
  readonly key: string | undefined
  readonly now: () => Date
  readonly method: 'GET' | 'POST'
  readonly signal: AbortSignal
}

async function call(notification: Notification, { method, signal: closing, ...how }: HowToCall): Promise<Answered> {
  const { url } = notification
  const body = bodyOf(notification.parameters, how)
  const signal = AbortSignal.any([closing, AbortSignal.timeout(answerWithinMs)])
  try {
    const answer =
      method === 'GET'
        ? await fetch(`${url}${url.includes('?') ? '&' : '?'}${body.toString()}`, { redirect: 'manual', signal })
        : await fetch(url, { method, body, redirect: 'manual', signal })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return 'none'
  }
}

/** What goes out: a form, signed if there is a key, or a JSON Web Token as plain text. */
function bodyOf(
  parameters: Notification['parameters'],
  { kind, key, now }: Pick<HowToCall, 'key' | 'kind' | 'now'>,
): URLSearchParams | string {
  if (kind === 'JWT' && key !== undefined) return jsonWebToken(parameters, key, now())
  const isSigned = kind === 'HMAC' && key !== undefined
  return new URLSearchParams(isSigned ? { ...parameters, checksum: sign(parameters, key) } : parameters)
}

/** As the bank's pages call a callback. */
function nameOf(operation: BankOperation, isSuccess: boolean): string {
  return isSuccess ? operation : `${operation}, status 0`
}

interface Dispatch {
  /** Sends a notification as the scripted faults say: late, twice, or after the next one. */
  readonly dispatch: (notification: Notification) => void
  /** Forgets what is held back. */
  readonly letGo: () => void
}

function makeDispatch({
  send,
  later,
  faults,
}: Pick<Sender, 'later' | 'send'> & Pick<CallbacksOptions, 'faults'>): Dispatch {
  const heldBack = new Map<string, { readonly release: () => void }>()

  /** Waits for the order's next callback, so the two arrive in the wrong order. */
  function holdBack(notification: Notification, delayMs: number): void {
    const release = (): void => {
      clearTimeout(timer)
      heldBack.delete(notification.gatewayOrderId)
      void send(notification)
    }
    const timer = later(delayMs, release)
    heldBack.set(notification.gatewayOrderId, { release })
  }

  return {
    letGo: () => heldBack.clear(),
    dispatch(plain) {
      const fault = faults.meetCallback(plain.operation)
      const notification = { ...plain, fault: fault?.kind }
      const held = heldBack.get(notification.gatewayOrderId)
      if (held) void send(notification).then(held.release)
      else if (fault?.kind === 'reordered-callbacks') holdBack(notification, fault.delayMs ?? 5000)
      else if (fault?.kind === 'late-callback') later(fault.delayMs ?? 2000, () => void send(notification))
      else void send(notification)
      if (fault?.kind === 'duplicate-callback') later(fault.delayMs ?? 0, () => void send(notification))
    },
  }
}

/** HMAC-SHA256 over `name;value;` sorted by name in code units, upper-case hex (BPC: callbacks). */
export function sign(parameters: Readonly<Record<string, string>>, key: string): string {
  const signed = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name};${value};`)
    .join('')
  return createHmac('sha256', key).update(signed, 'utf8').digest('hex').toUpperCase()
}
