import type { Logger } from '../logger.ts'
import type { CallbackKind } from '../observations.ts'
import { channels, orderChannel } from './channels.ts'
import { operationErrorOf } from './error-type.ts'
import type { OperationEvents, OperationName, OrderEvent } from './events.ts'
import type { Recorder, Recording } from './recorder.ts'

/** How an operation is told of. */
export interface Telling<Event, Result> {
  /** What is known before it begins. Called only if somebody looks on. */
  readonly begin: () => Event
  /** What is known once it has ended. */
  readonly end?: (result: Result) => Partial<Event>
}

/** Whoever looks on: subscribers of the channels, and OpenTelemetry. None of them changes what it looks at. */
export interface Telemetry {
  /** Carries out an operation, and tells of its start and end. */
  operation<Name extends OperationName, Result>(
    name: Name,
    telling: Telling<OperationEvents[Name], Result>,
    work: () => Promise<Result>,
  ): Promise<Result>
  /** Whether anybody hears what happens to orders. */
  hearsOfOrders(): boolean
  /** Tells what has happened to an order. */
  tellOfOrder(event: OrderEvent): void
  tellOfCallback(kind: CallbackKind): void
  /** See `Recorder`; without one there is no trace. */
  traceParent(): string | undefined
  outside<Result>(work: () => Promise<Result>): Promise<Result>
  showHealth: Recorder['showHealth']
  close(): void
}

export interface TelemetryDeps {
  /** OpenTelemetry; undefined if the store has not installed it. Asked for when it is first needed. */
  readonly recorder: () => Recorder | undefined
  readonly logger: Logger
}

type Guard = <Result>(work: () => Result) => Result | undefined

/**
 * Tells of operations on Node's tracing channels, and to a recorder. Where nobody looks on, it costs that look.
 *
 * What a recorder throws is logged once, and changes nothing. What a subscriber throws is Node's to handle: it becomes
 * an `uncaughtException` in the next tick, and the operation goes on regardless.
 */
export function makeTelemetry({ recorder, logger }: TelemetryDeps): Telemetry {
  const guard = makeGuard(logger)
  const tellOf = makeTellOf(guard, recorder)
  const isRecorded = (): boolean => guard(() => recorder()?.isHeard()) === true
  return {
    operation: (name, telling, work) =>
      channels[name].hasSubscribers || isRecorded() ? tellOf(name, telling, work) : work(),
    hearsOfOrders: () => orderChannel.hasSubscribers || isRecorded(),
    tellOfOrder(event) {
      if (orderChannel.hasSubscribers) orderChannel.publish(event)
      guard(() => recorder()?.countOrder(event))
    },
    tellOfCallback: (kind) => guard(() => recorder()?.countCallback(kind)),
    traceParent: () => guard(() => recorder()?.traceParent()),
    outside: (work) => once(work, (run) => guard(() => recorder()?.outside(run))),
    showHealth: (health) => guard(() => recorder()?.showHealth(health)),
    close: () => guard(() => recorder()?.close()),
  }
}

/** One line, however often it fails: it may fail with every operation. */
function makeGuard(logger: Logger): Guard {
  let hasWarned = false
  return (work) => {
    try {
      return work()
    } catch (error) {
      if (!hasWarned)
        logger.warn(
          { err: error },
          'what watches the checkout failed: spans, metrics or events are missing, nothing else',
        )
      hasWarned = true
      return undefined
    }
  }
}

/** Begins the work exactly once: within whatever surrounds it, or without, should that fail before it comes to it. */
function once<Result>(work: () => Promise<Result>, surround: (run: () => void) => void): Promise<Result> {
  let running: Promise<Result> | undefined
  // Async, so that a handler which throws at once rejects like any other.
  const run = (): Promise<Result> => (running ??= (async () => work())())
  surround(() => void run())
  return run()
}

function makeTellOf(guard: Guard, recorder: TelemetryDeps['recorder']): Telemetry['operation'] {
  return (name, { begin, end }, work) => {
    const event = { ...begin() }
    const startedAtMs = performance.now()
    const recording = guard(() => begun(recorder(), name, event))
    const { asyncStart, asyncEnd, error } = channels[name]

    const over = (factsOf: () => object | undefined): void =>
      guard(() => {
        // A subscriber may have frozen it.
        Object.assign(event, factsOf(), { durationMs: performance.now() - startedAtMs })
        if (event.error) error.publish(event)
        asyncStart.publish(event)
        asyncEnd.publish(event)
        recording?.end()
      })

    return once(work, (run) => surround({ name, event, recording, guard }, run)).then(
      (result) => {
        over(() => end?.(result))
        return result
      },
      (thrown: unknown) => {
        over(() => ({ error: operationErrorOf(thrown) }))
        throw thrown
      },
    )
  }
}

/** Nothing for subscribers alone. */
function begun<Name extends OperationName>(
  recorder: Recorder | undefined,
  name: Name,
  event: OperationEvents[Name],
): Recording | undefined {
  return recorder?.isHeard() ? recorder.begin(name, event) : undefined
}

/** Begins an operation where its span is the active one, and with what subscribers have bound to its channel. */
function surround<Name extends OperationName>(
  { name, event, recording, guard }: Surroundings<Name>,
  run: () => void,
): void {
  const { start, end } = channels[name]
  start.runStores(event, () => {
    guard(() => recording?.within(run))
    run()
    end.publish(event)
  })
}

interface Surroundings<Name extends OperationName> {
  readonly name: Name
  readonly event: OperationEvents[Name]
  readonly recording: Recording | undefined
  readonly guard: Guard
}
