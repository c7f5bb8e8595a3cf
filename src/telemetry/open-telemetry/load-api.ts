import type * as OpenTelemetry from '@opentelemetry/api'
import type { Logger } from '../../logger.ts'
import { requireInstalled } from '../../own-require.ts'

/** OpenTelemetry's API: a few functions that do nothing until the store sets up an SDK. */
export type OpenTelemetryApi = typeof OpenTelemetry

/** What tracers and meters are asked for by. */
export const instrumentationName = 'express-hosted-checkout'

/** Undefined if the store has not installed it. One that is broken is warned of, and taken as not installed. */
export function loadApi(logger: Logger): OpenTelemetryApi | undefined {
  try {
    return requireInstalled('@opentelemetry/api') as OpenTelemetryApi
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'MODULE_NOT_FOUND') {
      logger.warn({ err: error }, '@opentelemetry/api is installed but cannot be loaded: there are no spans or metrics')
    }
    return undefined
  }
}
