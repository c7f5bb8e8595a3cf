import type { Request } from 'express'
import type { Logger } from '../src/logger.ts'
import type { Observations } from '../src/observations.ts'

export interface SetUpWarningsOptions {
  /** Public address at which the router is said to be mounted. */
  readonly baseUrl: string
  readonly isStarted: () => boolean
  readonly observations: Pick<Observations, 'note'>
  readonly logger: Logger
}

/**
 * Checks at the first checkout what only a request reveals, and warns once. Only warns: a proxy may strip a prefix, and
 * another process may run the sweep.
 */
export function makeSetUpWarnings(options: SetUpWarningsOptions): (req: Request) => void {
  const { baseUrl, isStarted, observations, logger } = options
  const announced = withoutSlash(new URL(baseUrl).pathname)
  let isDone = false
  return (req) => {
    if (isDone) return
    isDone = true
    const mounted = withoutSlash(req.baseUrl)
    if (mounted !== announced) {
      observations.note('base-url-path', mounted || '/')
      const baseUrlIs = `baseUrl (CHECKOUT_BASE_URL) has the path "${announced || '/'}"`
      logger.warn(
        { baseUrl, mounted: mounted || '/' },
        `${baseUrlIs}, but the router is mounted at "${mounted || '/'}": unless a proxy rewrites paths, buyers come ` +
          'back to an address that the store does not serve',
      )
    }
    if (!isStarted()) {
      logger.warn({}, 'start() was not called: in this process nobody looks after buyers who never come back')
    }
  }
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}
