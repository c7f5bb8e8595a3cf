import { metrics, trace } from '@opentelemetry/api'
import type * as GuardedLogger from '../../src/guarded-logger.ts'
import type { Logger } from '../../src/logger.ts'
import { leakyMeterProvider, leakyTracerProvider } from './leaky-telemetry.ts'
import { forgetOwnSecrets, scan, scanValue, takeLeaks } from './leaks.ts'

/**
 * Runs before every test file: whatever a checkout of the test logs, and whatever it tells OpenTelemetry, is searched
 * for what must never get out. The helper `store.ts` adds its answers, errors and files. A leak fails the test.
 */
jest.mock('../../src/guarded-logger.ts', () => {
  const { guardLogger } = jest.requireActual<typeof GuardedLogger>('../../src/guarded-logger.ts')
  return { guardLogger: (logger: Logger) => guardLogger(watched(logger)) }
})

function watched(logger: Logger): Logger {
  const log =
    (level: keyof Logger): Logger[keyof Logger] =>
    (object, message) => {
      scan('log', message)
      scanValue('log', object)
      return logger[level](object, message)
    }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}

trace.disable()
trace.setGlobalTracerProvider(leakyTracerProvider)
metrics.disable()
metrics.setGlobalMeterProvider(leakyMeterProvider)

const failForLeaks = (): void => expect(takeLeaks()).toEqual([])
afterEach(failForLeaks)
// Of hooks that ran after the last test.
afterAll(() => {
  failForLeaks()
  forgetOwnSecrets()
})
