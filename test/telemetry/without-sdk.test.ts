import { metrics, trace } from '@opentelemetry/api'
import { silentLogger } from '../../src/logger.ts'
import { makeRecorder } from '../../src/telemetry/open-telemetry/make-recorder.ts'
import { makeTelemetry } from '../../src/telemetry/telemetry.ts'
import { leakyMeterProvider, leakyTracerProvider } from '../support/leaky-telemetry.ts'

describe("OpenTelemetry's API without an SDK", () => {
  beforeEach(() => {
    trace.disable()
    metrics.disable()
  })
  afterAll(() => {
    trace.setGlobalTracerProvider(leakyTracerProvider)
    metrics.setGlobalMeterProvider(leakyMeterProvider)
  })

  const telemetry = makeTelemetry({
    recorder: makeRecorder({ shop: 'shop', logger: silentLogger }),
    logger: silentLogger,
  })

  const told = { isCarriedOutAlone: false, times: 1, hearsOfOrders: true }
  const untold = { isCarriedOutAlone: true, times: 0, hearsOfOrders: false }

  /** What is made of an operation. */
  function operate(): typeof told {
    const begin = jest.fn(() => ({ pass: 'settle', isWhole: false }) as const)
    const work = Promise.resolve('done')
    const operated = telemetry.operation('sweep', { begin }, () => work)
    return {
      isCarriedOutAlone: operated === work,
      times: begin.mock.calls.length,
      hearsOfOrders: telemetry.hearsOfOrders(),
    }
  }

  it('costs an operation nothing but the look whether there is one', () => {
    expect(operate()).toEqual(untold)
    telemetry.tellOfCallback('signed')
    expect(telemetry.traceParent()).toBeUndefined()
  })

  it.each([
    ['tracer', () => trace.setGlobalTracerProvider(leakyTracerProvider)],
    ['meter', () => metrics.setGlobalMeterProvider(leakyMeterProvider)],
  ])('is heard from the moment that an SDK brings a %s, and no longer once it is gone', (_what, setUp) => {
    expect(operate()).toEqual(untold)
    setUp()
    expect(operate()).toEqual(told)
    trace.disable()
    metrics.disable()
    expect(operate()).toEqual(untold)
  })
})
