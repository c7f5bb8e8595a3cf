import type { Attributes, BatchObservableCallback, Meter, Observable } from '@opentelemetry/api'
import type { Health } from '../../doctor/health.ts'
import { gauges } from './metrics.ts'
import type { GaugeName } from './metrics.ts'

const doorStates = ['answering', 'left-alone', 'probing'] as const satisfies readonly Health['gateway']['questions'][]
const sweepStates = ['running', 'late', 'off'] as const satisfies readonly Health['sweep'][]

/**
 * Shows how the store stands whenever metrics are collected.
 *
 * @returns how to stop it.
 */
export function showGauges(meter: Meter, health: () => Promise<Health>, common: Attributes): () => void {
  const names = Object.keys(gauges) as GaugeName[]
  const made = new Map<GaugeName, Observable>(
    names.map((name) => [name, meter.createObservableGauge(name, gauges[name])]),
  )
  const look: BatchObservableCallback = async (result) => {
    for (const { name, value, attributes } of readingsOf(await health())) {
      const gauge = made.get(name)
      if (gauge) result.observe(gauge, value, { ...attributes, ...common })
    }
  }
  meter.addBatchObservableCallback(look, [...made.values()])
  return () => meter.removeBatchObservableCallback(look, [...made.values()])
}

interface Reading {
  readonly name: GaugeName
  readonly value: number
  readonly attributes?: Attributes
}

/** What cannot be known while the ledger is away is left out: a zero would look like all is well. */
function readingsOf({ ledger, sweep, gateway, oldestDueMs, review, stuck, unknown }: Health): readonly Reading[] {
  const waiting = Object.entries({ review, stuck, unknown })
  return [
    { name: 'hosted_checkout.ledger.is_open', value: ledger === 'open' ? 1 : 0 },
    ...sweepStates.map((state): Reading => {
      return stateReading('hosted_checkout.sweep.status', sweep === state, { 'hosted_checkout.sweep.state': state })
    }),
    ...Object.entries(gateway).flatMap(([door, stateOfDoor]) =>
      doorStates.map((state) =>
        stateReading('hosted_checkout.gateway.door.status', stateOfDoor === state, {
          'hosted_checkout.gateway.door': door,
          'hosted_checkout.gateway.door.state': state,
        }),
      ),
    ),
    ...(oldestDueMs === undefined ? [] : [{ name: 'hosted_checkout.sweep.lag', value: oldestDueMs / 1000 } as const]),
    ...waiting.flatMap(([kind, value]) =>
      value === undefined
        ? []
        : [
            {
              name: 'hosted_checkout.orders.waiting',
              value,
              attributes: { 'hosted_checkout.order.waits': kind },
            } as const,
          ],
    ),
  ]
}

function stateReading(name: GaugeName, isIt: boolean, attributes: Attributes): Reading {
  return { name, value: isIt ? 1 : 0, attributes }
}
