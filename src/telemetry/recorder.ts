import type { Health } from '../doctor/health.ts'
import type { CallbackKind } from '../observations.ts'
import type { OperationEvents, OperationName, OrderEvent } from './events.ts'

/** Records what happens, in spans and metrics. May throw: whoever calls it guards against that. */
export interface Recorder {
  /** Whether anybody keeps what is recorded: an SDK that the store has set up. */
  isHeard(): boolean
  /** Opens a span, and measures once it has ended. */
  begin<Name extends OperationName>(name: Name, event: OperationEvents[Name]): Recording
  /** Counts what has happened to an order. */
  countOrder(event: OrderEvent): void
  countCallback(kind: CallbackKind): void
  /** The W3C `traceparent` of the span that is active now; undefined if none is recorded. */
  traceParent(): string | undefined
  /** Runs work in no span at all. */
  outside<Result>(work: () => Result): Result
  /** Shows how the store stands whenever metrics are collected, until `close`. */
  showHealth(health: () => Promise<Health>): void
  close(): void
}

/** One operation while it is recorded. */
export interface Recording {
  /** Runs the operation in its span, so that whatever it does is a part of it. */
  readonly within: (work: () => void) => void
  /** Reads the event, which now knows what became of the operation. */
  readonly end: () => void
}
