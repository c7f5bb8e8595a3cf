import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { RequestListener, Server } from 'node:http'

/** Sees whether an app listens by itself while it is made. */
export interface ListeningWatch {
  /** The servers that the app listens with. They would outlive the test, at an address that it does not know. */
  serversOf(app: unknown): readonly Server[]
  /** Stops looking. */
  close(): void
}

const channelName = 'tracing:net.server.listen:asyncStart'

export function watchListening(): ListeningWatch {
  const servers: Server[] = []
  const hear = (message: unknown): void => void servers.push((message as { readonly server: Server }).server)
  subscribe(channelName, hear)
  return {
    serversOf: (app) => servers.filter((server) => server.listeners('request').includes(app as RequestListener)),
    close: () => void unsubscribe(channelName, hear),
  }
}
