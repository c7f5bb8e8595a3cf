import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { RequestListener, Server } from 'node:http'
import type { Express } from 'express'

/** Sees whether an app listens by itself while it is made. */
export interface ListeningWatch {
  /**
   * Stops the servers of the app.
   *
   * @throws Error if there are any: they would outlive the test, at an address that it does not know.
   */
  requireNoServer(app: Express): void
  /** Stops looking. */
  close(): void
}

const channelName = 'tracing:net.server.listen:asyncStart'

export function watchListening(): ListeningWatch {
  const servers: Server[] = []
  const hear = (message: unknown): void => void servers.push((message as { readonly server: Server }).server)
  subscribe(channelName, hear)
  return {
    requireNoServer(app) {
      const own = servers.filter((server) => server.listeners('request').includes(app as RequestListener))
      for (const server of own) server.close()
      if (own.length === 0) return
      throw new Error(
        'The app listens by itself. Call listen() and start() only in the file that is run, not in the function that ' +
          'makes the app: the test does both.',
      )
    },
    close: () => void unsubscribe(channelName, hear),
  }
}
