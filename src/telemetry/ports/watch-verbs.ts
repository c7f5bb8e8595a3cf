import type { Health } from '../../doctor/health.ts'
import type { Telemetry } from '../telemetry.ts'

/** What begins and ends a store's work, and says how it stands. */
export interface WatchedVerbs {
  start(): Promise<void>
  close(): Promise<void>
  health(): Promise<Health>
}

/**
 * The same verbs: from `start` to `close` the store's health is among the metrics. What `start` sets going, the sweep
 * above all, belongs to no span of whoever calls it.
 */
export function watchVerbs<Verbs extends WatchedVerbs>(verbs: Verbs, telemetry: Telemetry): Verbs {
  let isClosed = false
  const watched: Pick<WatchedVerbs, 'close' | 'start'> = {
    start() {
      if (!isClosed) telemetry.showHealth(verbs.health)
      return telemetry.outside(verbs.start)
    },
    async close() {
      isClosed = true
      try {
        await verbs.close()
      } finally {
        telemetry.close()
      }
    },
  }
  return { ...verbs, ...watched }
}
