import type { SpanContext } from '@opentelemetry/api'

/** Bit of the flags that says that the trace is recorded (W3C Trace Context, 3.2.2.5). */
const sampled = 1

/** A span as W3C's `traceparent` names it; undefined if nobody records it: a link to it would lead nowhere. */
export function traceParentOf({ traceId, spanId, traceFlags }: SpanContext): string | undefined {
  return (traceFlags & sampled) === 0 ? undefined : `00-${traceId}-${spanId}-01`
}

/** The span that a `traceparent` names; undefined for anything else (W3C Trace Context, 3.2). */
export function spanContextOf(traceParent: string): SpanContext | undefined {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceParent) ?? []
  if (traceId === undefined || spanId === undefined) return undefined
  return { traceId, spanId, traceFlags: sampled, isRemote: true }
}
