import type { Context, Span } from '@opentelemetry/api'
import type { OperationEvents, OperationName } from '../events.ts'
import type { Recording } from '../recorder.ts'
import type { OpenTelemetryApi } from './load-api.ts'
import { closeSpan, makeOpenSpan } from './open-span.ts'
import type { Known } from './open-span.ts'
import { traceParentOf } from './trace-parent.ts'

/** Spans for the operations of one checkout. */
export interface Spans {
  begin<Name extends OperationName>(name: Name, event: OperationEvents[Name]): Recording
  /** Of the span that is active. */
  traceParent(): string | undefined
}

/** A pass of the sweep in whose context nothing has happened yet. */
interface IdlePass {
  /** Opens its span: the context in which it is active. */
  readonly open: () => Context
}

/**
 * A span for every operation, within the span that is active when it begins; only a pass of the sweep has none until
 * the first thing happens in it. Most find nothing to do, and would be most of what a store's traces are about.
 */
export function makeSpans(api: OpenTelemetryApi, shop: string): Spans {
  const { context, trace } = api
  const openSpan = makeOpenSpan(api, shop)
  const passKey = api.createContextKey('express-hosted-checkout: a pass without a span')

  function contextNow(): Context {
    const active = context.active()
    const pass = active.getValue(passKey) as IdlePass | undefined
    return pass ? pass.open() : active
  }

  function beginPass(pass: Known<'sweep'>): Recording {
    const outside = contextNow()
    const startTime = new Date()
    let span: Span | undefined
    const opened = (): Span => (span ??= openSpan(pass, outside, startTime))
    const idle: IdlePass = { open: () => trace.setSpan(outside, opened()) }
    return {
      within: (work) => context.with(outside.setValue(passKey, idle), work),
      end() {
        if (span || pass.event.error) closeSpan(api, opened(), pass)
      },
    }
  }

  return {
    begin(name, event) {
      if (name === 'sweep') return beginPass({ name, event: event as OperationEvents['sweep'] })
      const known = { name, event }
      const parent = contextNow()
      const span = openSpan(known, parent)
      return {
        within: (work) => context.with(trace.setSpan(parent, span), work),
        end: () => closeSpan(api, span, known),
      }
    },
    traceParent() {
      const active = trace.getSpanContext(context.active())
      return active && traceParentOf(active)
    },
  }
}
