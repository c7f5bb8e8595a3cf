import { context, metrics, trace } from '@opentelemetry/api'
import type { Attributes, TracerProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider as SdkTracerProvider,
} from '@opentelemetry/sdk-trace'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import { leakyMeterProvider, leakyTracerProvider } from './leaky-telemetry.ts'
import { scanValue } from './leaks.ts'

/** One value of a metric: a number, or the count and sum of a histogram. */
export interface Measured {
  readonly labels: Attributes
  readonly value: number | { readonly count: number; readonly sum: number | undefined }
}

/** What OpenTelemetry's own SDK has recorded since it was set up. */
export interface RecordedTelemetry {
  /** Those that have ended, in the order of their ends. */
  spans(): readonly ReadableSpan[]
  /** The only span with this name. */
  span(name: string): ReadableSpan
  /** The values of one metric, now. */
  measured(name: string): Promise<readonly Measured[]>
  /** Names of all metrics that have values, with their units. */
  metrics(): Promise<ReadonlyMap<string, string>>
  /** Takes the SDK away again. */
  stop(): Promise<void>
}

export interface RecordOptions {
  readonly processor?: SpanProcessor
  /** Instead of the SDK's. */
  readonly tracerProvider?: TracerProvider
}

class ReaderOnDemand extends MetricReader {
  constructor() {
    // A gauge that nobody reads any more then has no value, rather than its last one.
    super({
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    })
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
}

/** Sets up OpenTelemetry's SDK as a store would, for one test. */
export function recordTelemetry({ processor, tracerProvider }: RecordOptions = {}): RecordedTelemetry {
  const exporter = new InMemorySpanExporter()
  const spanProcessors = [processor ?? new SimpleSpanProcessor({ exporter })]
  const reader = new ReaderOnDemand()
  const meters = new MeterProvider({ readers: [reader] })
  setGlobally(tracerProvider ?? new SdkTracerProvider({ spanProcessors }), meters)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

  let isStopped = false
  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans()

  async function collect() {
    const { resourceMetrics, errors } = await reader.collect()
    expect(errors).toEqual([])
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  }

  return {
    spans,
    span(name) {
      const found = spans().filter((span) => span.name === name)
      expect(found.map((span) => span.name)).toEqual([name])
      return found[0]!
    },
    async measured(name) {
      const metric = (await collect()).find(({ descriptor }) => descriptor.name === name)
      const points = (metric?.dataPoints ?? []) as DataPoint<number | Histogram>[]
      return points.map(({ attributes: labels, value }) => ({
        labels,
        value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
      }))
    },
    async metrics() {
      const metrics = await collect()
      return new Map(metrics.map(({ descriptor }) => [descriptor.name, descriptor.unit]))
    },
    async stop() {
      if (isStopped) return
      isStopped = true
      for (const { name, attributes, events, status } of spans())
        scanValue('span', { name, attributes, events, status })
      for (const { dataPoints } of await collect())
        scanValue(
          'metric',
          dataPoints.map((point) => point.attributes),
        )
      await meters.shutdown()
      context.disable()
      setGlobally(leakyTracerProvider, leakyMeterProvider)
    },
  }
}

function setGlobally(tracers: TracerProvider, meters: Parameters<typeof metrics.setGlobalMeterProvider>[0]): void {
  trace.disable()
  trace.setGlobalTracerProvider(tracers)
  metrics.disable()
  metrics.setGlobalMeterProvider(meters)
}

/** What a span was given besides the name of the shop. */
export function attributesOf(span: ReadableSpan): Attributes {
  const { 'hosted_checkout.shop': _shop, ...rest } = span.attributes
  return rest
}
