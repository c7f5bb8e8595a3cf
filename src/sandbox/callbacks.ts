import { createHmac } from 'node:crypto'
import type { BankOrder, BankOperation } from './bank/bank-order.ts'
import type { CallbackGate } from './callback-gate.ts'
import type { FaultScript } from './faults.ts'
import type { SandboxCallback } from './options.ts'

/** Notifies the store, and repeats each callback until it gets a 200 or fails three times in a row. */
export interface Callbacks {
  notify(order: BankOrder, operation: BankOperation, isSuccess: boolean): void
  /** Sends nothing more and aborts callbacks in flight. */
  close(): void
}

interface Notification {
  readonly url: string
  readonly operation: BankOperation
  readonly gatewayOrderId: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Every 30 seconds, until a 200 or three failures in a row (BPC: callbacks). */
const defaultRetryMs = 30_000
const triesPerCallback = 3
/** How long the store may take to answer, in milliseconds. Not documented. Chosen by feel. */
const answerWithinMs = 10_000

export interface CallbacksOptions {
  readonly callback: SandboxCallback | undefined
  readonly mayCall: CallbackGate
  readonly faults: FaultScript
}

export function makeCallbacks({ callback, mayCall, faults }: CallbacksOptions): Callbacks {
  const { send, later, close } = makeSender(callback)
  const dispatch = makeDispatch({ send, later, faults })
  let isWarned = false

  /** The registration succeeded, so nothing else tells a developer why no callback arrives. */
  function warnOnce(url: string): void {
    if (isWarned) return
    isWarned = true
    const { host } = new URL(url)
    process.emitWarning(`The sandbox sent no callback to ${host}: it is another machine. See the option callbackHosts.`)
  }

  return {
    notify(order, operation, isSuccess) {
      const url = order.dynamicCallbackUrl ?? callback?.url
      if (url === undefined) return
      if (!mayCall(url)) return warnOnce(url)
      const { gatewayOrderId, orderNumber } = order
      const status = isSuccess ? '1' : '0'
      const parameters = { mdOrder: gatewayOrderId, orderNumber, operation, status }
      dispatch({ url, operation, gatewayOrderId, parameters })
    },
    close,
  }
}

/** Sends notifications, now and later. */
interface Sender {
  readonly send: (notification: Notification) => Promise<void>
  /** Does nothing once closed. */
  readonly later: (delayMs: number, act: () => void) => NodeJS.Timeout | undefined
  readonly close: () => void
}

function makeSender(callback: SandboxCallback | undefined): Sender {
  const { key, method = 'GET', retryMs = defaultRetryMs } = callback ?? {}
  const closing = new AbortController()
  const timers = new Set<NodeJS.Timeout>()

  function later(delayMs: number, act: () => void): NodeJS.Timeout | undefined {
    if (closing.signal.aborted) return undefined
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, delayMs)
    timers.add(timer)
    return timer
  }

  async function send(notification: Notification, tryNumber = 1): Promise<void> {
    const isDone = (await isAccepted(notification)) || tryNumber === triesPerCallback
    if (!isDone) later(retryMs, () => void send(notification, tryNumber + 1))
  }

  async function isAccepted({ url, parameters }: Notification): Promise<boolean> {
    const form = new URLSearchParams(
      key === undefined ? parameters : { ...parameters, checksum: sign(parameters, key) },
    )
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(answerWithinMs)])
    try {
      const answer =
        method === 'GET'
          ? await fetch(`${url}${url.includes('?') ? '&' : '?'}${form.toString()}`, { redirect: 'manual', signal })
          : await fetch(url, { method, body: form, redirect: 'manual', signal })
      await answer.body?.cancel()
      return answer.status === 200
    } catch {
      return false
    }
  }

  return {
    send,
    later,
    close() {
      closing.abort()
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** Sends a notification as the scripted faults say: late, twice, or after the next one. */
function makeDispatch({
  send,
  later,
  faults,
}: Pick<Sender, 'later' | 'send'> & Pick<CallbacksOptions, 'faults'>): (notification: Notification) => void {
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

  return (notification) => {
    const fault = faults.meetCallback(notification.operation)
    const held = heldBack.get(notification.gatewayOrderId)
    if (held) void send(notification).then(held.release)
    else if (fault?.kind === 'reordered-callbacks') holdBack(notification, fault.delayMs ?? 5000)
    else if (fault?.kind === 'late-callback') later(fault.delayMs ?? 2000, () => void send(notification))
    else void send(notification)
    if (fault?.kind === 'duplicate-callback') later(fault.delayMs ?? 0, () => void send(notification))
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
