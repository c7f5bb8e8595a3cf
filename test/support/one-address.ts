import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** An address that leads to one of several servers, like a DNS name or a floating IP. */
export interface OneAddress {
  /** The same database through the address. */
  readonly url: string
  /** New connections go to this URL's server. Existing ones stay. */
  leadTo(url: string): void
  /** New connections are refused. Existing ones stay. */
  leadNowhere(): void
  /**
   * Existing connections stay open and carry nothing any more, as when a machine has lost its power. New ones are
   * refused.
   */
  fallSilent(): void
  close(): Promise<void>
}

/** Opens an address on 127.0.0.1 that leads to the server of `url`. */
export async function openAddress(url: string): Promise<OneAddress> {
  let port: number | undefined = Number(new URL(url).port)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (port === undefined) return void socket.destroy()
    const upstream = createConnection(port, '127.0.0.1')
    for (const one of [socket, upstream]) sockets.add(one)
    socket.on('error', () => undefined).on('close', () => upstream.destroy())
    upstream.on('error', () => undefined).on('close', () => socket.destroy())
    socket.pipe(upstream).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return {
    url: own.href,
    leadTo: (other) => void (port = Number(new URL(other).port)),
    leadNowhere: () => void (port = undefined),
    fallSilent() {
      port = undefined
      for (const socket of sockets) socket.unpipe().pause()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
