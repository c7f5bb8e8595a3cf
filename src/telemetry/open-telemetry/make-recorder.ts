import type { Logger } from '../../logger.ts'
import type { Recorder } from '../recorder.ts'
import { instrumentationName, loadApi } from './load-api.ts'
import type { OpenTelemetryApi } from './load-api.ts'
import { makeMeters } from './meters.ts'
import { makeSpans } from './spans.ts'

export interface RecorderOptions {
  readonly shop: string
  readonly logger: Logger
}

/** The recorder of one checkout, made when it is first asked for; undefined where the API is not installed. */
export function makeRecorder({ shop, logger }: RecorderOptions): () => Recorder | undefined {
  let made: { readonly recorder: Recorder | undefined } | undefined
  return () => {
    if (!made) {
      const api = loadApi(logger)
      made = { recorder: api && recorderOver(api, shop) }
    }
    return made.recorder
  }
}

function recorderOver(api: OpenTelemetryApi, shop: string): Recorder {
  const spans = makeSpans(api, shop)
  const meters = makeMeters(api, shop)
  return {
    isHeard: () => isSdkThere(api),
    begin(name, event) {
      const { within, end } = spans.begin(name, event)
      return {
        within,
        end() {
          end()
          meters.measure(name, event)
        },
      }
    },
    countOrder: meters.countOrder,
    countCallback: meters.countCallback,
    traceParent: spans.traceParent,
    outside: (work) => api.context.with(api.ROOT_CONTEXT, work),
    showHealth: meters.showHealth,
    close: meters.close,
  }
}

/** Without an SDK the API does nothing, at some length. Asked for each time: it may be set up at any moment. */
function isSdkThere({ trace, metrics, ProxyTracerProvider, createNoopMeter }: OpenTelemetryApi): boolean {
  const tracers = trace.getTracerProvider()
  if (!(tracers instanceof ProxyTracerProvider) || tracers.getDelegateTracer(instrumentationName)) return true
  return metrics.getMeter(instrumentationName) !== createNoopMeter()
}
