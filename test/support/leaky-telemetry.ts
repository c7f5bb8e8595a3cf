import type { Meter, MeterProvider, Span, Tracer, TracerProvider } from '@opentelemetry/api'
import { createNoopMeter, INVALID_SPAN_CONTEXT } from '@opentelemetry/api'
import { scanValue } from './leaks.ts'

/** An SDK that keeps nothing, and looks at all it is told. Its spans are not sampled: no order keeps a trace. */
export const leakyTracerProvider: TracerProvider = { getTracer: () => tracer }

export const leakyMeterProvider: MeterProvider = { getMeter: () => meter }

const seen = (...told: readonly unknown[]): void => scanValue('span', told)

const span: Span = {
  spanContext: () => INVALID_SPAN_CONTEXT,
  setAttribute: (...told) => (seen(told), span),
  setAttributes: (told) => (seen(told), span),
  addEvent: (...told) => (seen(told), span),
  addLink: (told) => (seen(told), span),
  addLinks: (told) => (seen(told), span),
  setStatus: (told) => (seen(told), span),
  updateName: (told) => (seen(told), span),
  recordException: (told) => seen(told),
  isRecording: () => true,
  end: () => undefined,
}

const tracer: Tracer = {
  startSpan(...told) {
    seen(told[0], told[1])
    return span
  },
  startActiveSpan(name: string, ...rest: unknown[]) {
    seen(name)
    return (rest.at(-1) as (span: Span) => unknown)(span) as never
  },
}

const measured = (_value: number, labels?: object): void => scanValue('metric', labels)

const meter: Meter = Object.assign(Object.create(createNoopMeter()) as Meter, {
  createCounter: () => ({ add: measured }),
  createHistogram: () => ({ record: measured }),
})
