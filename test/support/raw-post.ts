import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A POST over a bare socket. The test sends the body as it likes. */
export interface RawPost {
  readonly socket: Socket
  /** What the server has answered so far. */
  heard(): string
  /** Sends one byte every `everyMs` milliseconds while the server listens. */
  drip(everyMs: number): void
  close(): void
}

/** Sends the head of a POST with this `Content-Length`. */
export async function openPost(server: Server, path: string, contentLength: number): Promise<RawPost> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  let dripping: NodeJS.Timeout | undefined
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  // A server that does not want the rest may close the connection.
  socket.on('error', () => undefined).on('close', () => clearInterval(dripping))
  await once(socket, 'connect')
  const type = 'Content-Type: application/x-www-form-urlencoded'
  socket.write(`POST ${path} HTTP/1.1\r\nHost: shop\r\n${type}\r\nContent-Length: ${contentLength}\r\n\r\n`)
  return {
    socket,
    heard: () => heard,
    drip: (everyMs) => void (dripping = setInterval(() => socket.writable && socket.write('m'), everyMs)),
    close: () => void socket.destroy(),
  }
}
