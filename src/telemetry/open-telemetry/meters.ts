import type { Attributes, MeterProvider } from '@opentelemetry/api'
import type { Health } from '../../doctor/health.ts'
import type { CallbackKind } from '../../observations.ts'
import { version } from '../../version.ts'
import type { OperationEvents, OperationName, OrderEvent } from '../events.ts'
import { failureOf } from './attributes.ts'
import { countOrder } from './count-order.ts'
import { showGauges } from './gauges.ts'
import { makeInstruments } from './instruments.ts'
import type { Instruments } from './instruments.ts'
import { instrumentationName } from './load-api.ts'
import type { OpenTelemetryApi } from './load-api.ts'

/** Metrics of one checkout. No label holds an id, or anything that a buyer, a store or the bank has made up. */
export interface Meters {
  measure<Name extends OperationName>(name: Name, event: OperationEvents[Name]): void
  countOrder(event: OrderEvent): void
  countCallback(kind: CallbackKind): void
  showHealth(health: () => Promise<Health>): void
  close(): void
}

/** The instruments of one SDK. */
interface Metered {
  readonly provider: MeterProvider
  readonly instruments: Instruments
  readonly hideHealth: () => void
}

export function makeMeters(api: OpenTelemetryApi, shop: string): Meters {
  const common: Attributes = { 'hosted_checkout.shop': shop }
  let health: (() => Promise<Health>) | undefined
  let metered: Metered | undefined

  function meteredBy(provider: MeterProvider): Metered {
    const meter = provider.getMeter(instrumentationName, version)
    const hideHealth = health ? showGauges(meter, health, common) : nothing
    return { provider, instruments: makeInstruments(meter, common), hideHealth }
  }

  /** Unlike a tracer, a meter never learns of an SDK that is set up after it: then another is made. */
  function current(): Instruments {
    const provider = api.metrics.getMeterProvider()
    if (metered?.provider !== provider) {
      metered?.hideHealth()
      metered = meteredBy(provider)
    }
    return metered.instruments
  }

  /** With or without the gauges. */
  function anew(): void {
    metered?.hideHealth()
    metered = undefined
    current()
  }

  return {
    measure: (name, event) => measures[name](current(), event),
    countOrder: (event) => countOrder(current(), event),
    countCallback: (kind) => current().count['hosted_checkout.callbacks']({ 'hosted_checkout.callback.kind': kind }),
    showHealth(shown) {
      health = shown
      anew()
    },
    close() {
      health = undefined
      anew()
    },
  }
}

const nothing = (): void => undefined

type MeasureOf<Name extends OperationName> = (instruments: Instruments, event: OperationEvents[Name]) => void

/** What each operation measures once it has ended. */
const measures: { readonly [Name in OperationName]: MeasureOf<Name> } = {
  checkout({ measure }, event) {
    measure['hosted_checkout.checkout.duration'](durationOf(event), {
      ...labelled('hosted_checkout.checkout.outcome', event.outcome),
      ...failureLabel('checkout', event),
    })
  },
  return({ measure }, event) {
    measure['hosted_checkout.return.duration'](durationOf(event), {
      ...labelled('hosted_checkout.standing', event.standing),
      ...failureLabel('return', event),
    })
  },
  // Counted where they come in, with those that are refused.
  callback: nothing,
  settle({ count }, { trigger, wasAsked, standing }) {
    if (!wasAsked) return
    count['hosted_checkout.questions']({
      'hosted_checkout.trigger': trigger,
      ...labelled('hosted_checkout.standing', standing),
    })
  },
  sweep({ measure }, event) {
    measure['hosted_checkout.sweep.duration'](durationOf(event), {
      'hosted_checkout.sweep.pass': event.pass,
      ...failureLabel('sweep', event),
    })
  },
  'hand-over'({ measure }, event) {
    measure['hosted_checkout.hand_over.duration'](durationOf(event), {
      'hosted_checkout.handler': event.handler,
      ...failureLabel('hand-over', event),
    })
  },
  gateway({ measure }, event) {
    measure['hosted_checkout.gateway.duration'](durationOf(event), {
      'hosted_checkout.gateway.method': event.method,
      'hosted_checkout.gateway.door': event.door,
      ...labelled('hosted_checkout.gateway.outcome', event.outcome),
      ...labelled('hosted_checkout.gateway.error_code', event.errorCode),
      ...failureLabel('gateway', event),
    })
  },
}

function durationOf({ durationMs = 0 }: OperationEvents[OperationName]): number {
  return durationMs
}

function failureLabel<Name extends OperationName>(name: Name, event: OperationEvents[Name]): Attributes {
  return labelled('error.type', failureOf(name, event)?.type)
}

function labelled(name: string, value: string | undefined): Attributes {
  return value === undefined ? {} : { [name]: value }
}
