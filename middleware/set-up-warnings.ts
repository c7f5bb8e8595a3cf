import type { Request } from 'express'
import type { Logger } from '../src/logger.ts'
import type { Observations } from '../src/observations.ts'

export interface SetUpWarningsOptions {
  /** Public address at which the router is said to be mounted. */
  readonly baseUrl: string
  readonly isStarted: () => boolean
  /** Warns, the first time, of what options and environment show. */
  readonly tellRest: () => void
  readonly observations: Pick<Observations, 'note'>
  readonly logger: Logger
}

/** Checks at the first checkout what only then shows, and warns once. */
export interface SetUpWarnings {
  /** For a request to a route of ours. */
  readonly ofRoute: (req: Request) => void
  /** For a request to a route of the store's own. */
  readonly ofStoreRoute: () => void
}

/** Only warns: a proxy may strip a prefix, and another process may run the sweep. */
export function makeSetUpWarnings(options: SetUpWarningsOptions): SetUpWarnings {
  const { baseUrl, isStarted, observations, tellRest, logger } = options
  const announced = withoutSlash(new URL(baseUrl).pathname)
  const warnOfMount = onlyOnce((req: Request) => {
    const mounted = withoutSlash(req.baseUrl)
    if (mounted === announced) return
    observations.note('base-url-path', mounted || '/')
    const baseUrlIs = `baseUrl (CHECKOUT_BASE_URL) has the path "${announced || '/'}"`
    logger.warn(
      { baseUrl, mounted: mounted || '/' },
      `${baseUrlIs}, but the router is mounted at "${mounted || '/'}": unless a proxy rewrites paths, buyers come ` +
        'back to an address that the store does not serve',
    )
  })
  const warnOfSweep = onlyOnce(() => {
    if (isStarted()) return
    logger.warn({}, 'start() was not called: in this process nobody looks after buyers who never come back')
  })
  return {
    ofRoute(req) {
      warnOfMount(req)
      warnOfSweep()
    },
    ofStoreRoute() {
      tellRest()
      warnOfSweep()
    },
  }
}

function onlyOnce<Given extends readonly unknown[]>(check: (...given: Given) => void): (...given: Given) => void {
  let isDone = false
  return (...given) => {
    if (isDone) return
    isDone = true
    check(...given)
  }
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}
