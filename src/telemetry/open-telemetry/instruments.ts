import type { Attributes, Meter } from '@opentelemetry/api'
import { counts, durations } from './metrics.ts'
import type { CountName, DurationName } from './metrics.ts'

/** Counts one. */
type Count = (attributes?: Attributes) => void

/** Records a duration, in milliseconds. */
type Measure = (durationMs: number, attributes?: Attributes) => void

/** The instruments of one meter, by the names of their metrics. */
export interface Instruments {
  readonly count: Readonly<Record<CountName, Count>>
  readonly measure: Readonly<Record<DurationName, Measure>>
}

/** @param common - attributes of every measurement. */
export function makeInstruments(meter: Meter, common: Attributes): Instruments {
  return {
    count: mapped(counts, (name, { unit, description }) => {
      const counter = meter.createCounter(name, { unit, description })
      return (attributes) => counter.add(1, { ...attributes, ...common })
    }),
    measure: mapped(durations, (name, { description, boundariesSecs }) => {
      const advice = { explicitBucketBoundaries: [...boundariesSecs] }
      const histogram = meter.createHistogram(name, { unit: 's', description, advice })
      return (durationMs, attributes) => histogram.record(durationMs / 1000, { ...attributes, ...common })
    }),
  }
}

function mapped<Name extends string, Value, Made>(
  table: Readonly<Record<Name, Value>>,
  make: (name: Name, value: Value) => Made,
): Readonly<Record<Name, Made>> {
  const entries = Object.entries(table) as [Name, Value][]
  return Object.fromEntries(entries.map(([name, value]) => [name, make(name, value)])) as Record<Name, Made>
}
