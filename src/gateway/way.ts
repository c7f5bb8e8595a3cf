import { request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { urlToHttpOptions } from 'node:url'
import type { Agents } from './connections.ts'
import type { Silence } from './heard.ts'
import type { Transport } from './lean-adapter.ts'

/** How far a call has got. */
export interface Way {
  /** Whether the connection is up and its certificate checked. Before that, not a byte of the call is sent. */
  isConnected: boolean
  /**
   * Whether the connection was kept from an earlier call: the gateway may have closed it since. Undefined until there
   * is a connection.
   */
  isReused: boolean | undefined
  /** Status of the answer, once its head has arrived. */
  status: number | undefined
}

/** Where a call goes, as Node's HTTP takes it. */
export type Target = Readonly<ReturnType<typeof urlToHttpOptions>>

/** Node's own HTTP to one address, which notes in `way` how far the call has got. */
export function watched(target: Target, { httpAgent, httpsAgent }: Agents, way: Way): Transport {
  const [start, connected, agent] =
    target.protocol === 'https:'
      ? ([httpsRequest, 'secureConnect', httpsAgent] as const)
      : ([httpRequest, 'connect', httpAgent] as const)
  return {
    request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest {
      const request = start({ ...target, ...options, agent }, (answer) => {
        way.status = answer.statusCode
        onAnswer(answer)
      })
      request.once('socket', (socket) => {
        way.isReused = request.reusedSocket
        way.isConnected = request.reusedSocket
        if (!request.reusedSocket) socket.once(connected, () => (way.isConnected = true))
      })
      return request
    },
  }
}

/** Whether a kept connection ended before any answer: the gateway has probably not read the call. */
export function isStaleConnection(way: Way | undefined, error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return way?.isReused === true && way.status === undefined && (code === 'ECONNRESET' || code === 'EPIPE')
}

/** Silence about a call, marked as unsent if the call was never sent. */
export function unsentUnless(way: Way | undefined, silence: string): Silence {
  if (way === undefined) return { silence, isUnsent: true }
  return way.isConnected ? { silence } : { silence, isUnsent: true, isUnreached: true }
}
