import type { Attributes, Context, Span } from '@opentelemetry/api'
import { version } from '../../version.ts'
import type { OperationEvents, OperationName } from '../events.ts'
import { failureOf, spanFactsOf } from './attributes.ts'
import { instrumentationName } from './load-api.ts'
import type { OpenTelemetryApi } from './load-api.ts'
import { spanContextOf } from './trace-parent.ts'

/** An operation, and what is known of it. */
export interface Known<Name extends OperationName> {
  readonly name: Name
  readonly event: OperationEvents[Name]
}

/** Opens the span of an operation within another's context; earlier than now, if it began earlier. */
export type OpenSpan = <Name extends OperationName>(known: Known<Name>, parent: Context, startTime?: Date) => Span

/** The tracer is asked for each time: a store may set its SDK up, or change it, after it has made the checkout. */
export function makeOpenSpan({ trace, SpanKind }: OpenTelemetryApi, shop: string): OpenSpan {
  return ({ name, event }, parent, startTime) => {
    const { title, kind, attributes, traceParent } = spanFactsOf(name, event)
    const linked = traceParent === undefined ? undefined : spanContextOf(traceParent)
    const options = {
      kind: SpanKind[kind],
      attributes: { ...attributes, 'hosted_checkout.shop': shop },
      links: linked ? [{ context: linked }] : [],
      ...(startTime && { startTime }),
    }
    return trace.getTracer(instrumentationName, version).startSpan(title, options, parent)
  }
}

/** Ends a span with all that is known by then. An error is named, and never quoted. */
export function closeSpan<Name extends OperationName>(
  { SpanStatusCode }: OpenTelemetryApi,
  span: Span,
  { name, event }: Known<Name>,
): void {
  const failure = failureOf(name, event)
  const errorType: Attributes = failure ? { 'error.type': failure.type } : {}
  span.setAttributes({ ...spanFactsOf(name, event).attributes, ...errorType })
  if (failure && !failure.isRefusal) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
