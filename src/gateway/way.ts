import { request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Silence } from './heard.ts'

/** How far a call has come. */
export interface Way {
  /** Whether there is a connection, its certificate checked: before that, not a byte of the call is sent. */
  isConnected: boolean
  /** Whether the connection was kept from an earlier call: the gateway may have closed it meanwhile. */
  isReused: boolean
  /** Of the answer, once its head is there. */
  status: number | undefined
}

/** What axios wants of a way to send. */
interface Transport {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest
}

/** Node's own HTTP, looked at on its way. */
export function watched({ protocol }: URL, way: Way): Transport {
  const [start, connected] =
    protocol === 'https:' ? ([httpsRequest, 'secureConnect'] as const) : ([httpRequest, 'connect'] as const)
  return {
    request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest {
      const request = start(options, (answer) => {
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

/** Nothing came but the end of a connection that was kept: nobody is likely to have read the call. */
export function isOfGoneConnection(way: Way | undefined, error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return way?.isReused === true && way.status === undefined && (code === 'ECONNRESET' || code === 'EPIPE')
}

/** Silence about a call, of which it says whether it was sent. */
export function unsentUnless(way: Way | undefined, silence: string): Silence {
  if (way === undefined) return { silence, isUnsent: true }
  return way.isConnected ? { silence } : { silence, isUnsent: true, isUnreached: true }
}
