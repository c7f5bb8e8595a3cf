import { request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { AgentOptions, RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { isIPv6 } from 'node:net'
import type { Socket, TcpSocketConnectOpts } from 'node:net'
import { urlToHttpOptions } from 'node:url'

export interface TunnelOptions extends AgentOptions {
  /** The proxy: http or https, with or without a login. */
  readonly proxy: URL
  /** How long the proxy may take to open a tunnel, in milliseconds. */
  readonly tunnelMs: number
}

/**
 * Why there is no tunnel: nothing reached the bank. `code` is `ERR_PROXY_` plus the proxy's HTTP status or Node's code.
 */
class TunnelError extends Error {
  readonly code: string

  constructor(reason: string | number) {
    super('No tunnel through the proxy')
    this.code = `ERR_PROXY_${reason}`
  }
}

type OnConnection = (error: Error | null, socket: Duplex) => void
type ConnectionOptions = Parameters<Agent['createConnection']>[0]
type Ways = Pick<TcpSocketConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>

/** What Node gets when the socket comes by the callback, or not at all. */
const noSocket = undefined as unknown as Duplex

/**
 * Connections to an https bank through a proxy (`CONNECT`, RFC 9110, 9.3.6). TLS runs from here to the bank: the proxy
 * sees neither password nor order. Node's own pooling, limits and certificate checks apply as without a proxy. The
 * package `https-proxy-agent` drops the agent's TLS options and idle time (version 7), or is ESM only (version 9).
 */
export class TunnelAgent extends Agent {
  readonly #proxy: URL
  readonly #tunnelMs: number
  readonly #opening = new Set<ClientRequest>()

  constructor({ proxy, tunnelMs, ...options }: TunnelOptions) {
    super(options)
    this.#proxy = proxy
    this.#tunnelMs = tunnelMs
  }

  /** Called by Node for each new connection; the socket comes by the callback. */
  override createConnection(options: ConnectionOptions, onConnection: OnConnection): Duplex {
    const connect = this.#connect(options)
    const settle: OnConnection = (error, socket) => {
      this.#opening.delete(connect)
      onConnection(error, socket)
    }
    this.#opening.add(connect)
    connect.once('connect', (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) return settle(null, this.#secured(options, socket))
      socket.destroy()
      settle(new TunnelError(answer.statusCode ?? 0), noSocket)
    })
    connect.once('error', (error: NodeJS.ErrnoException) => {
      settle(error instanceof TunnelError ? error : new TunnelError(error.code ?? 'UNKNOWN'), noSocket)
    })
    connect.end()
    return noSocket
  }

  override destroy(): void {
    for (const connect of this.#opening) connect.destroy()
    super.destroy()
  }

  #connect({ host, port }: ConnectionOptions): ClientRequest {
    const { protocol, hostname, port: proxyPort, auth } = urlToHttpOptions(this.#proxy)
    const target = host ?? ''
    const authority = `${isIPv6(target) ? `[${target}]` : target}:${port ?? 443}`
    const send = protocol === 'https:' ? httpsRequest : httpRequest
    const { autoSelectFamily, autoSelectFamilyAttemptTimeout } = this.options
    const options: RequestOptions & Ways = {
      agent: false,
      method: 'CONNECT',
      host: hostname,
      port: proxyPort,
      path: authority,
      timeout: this.#tunnelMs,
      headers: auth ? { 'Proxy-Authorization': `Basic ${Buffer.from(auth).toString('base64')}` } : {},
      autoSelectFamily,
      autoSelectFamilyAttemptTimeout,
      // The authority trusted for the bank is trusted for nothing else.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    }
    const connect = send(options)
    // Not among the headers above: from those, Node takes the name that an https proxy must prove.
    connect.setHeader('Host', authority)
    connect.once('timeout', () => connect.destroy(new TunnelError('ETIMEDOUT')))
    return connect
  }

  #secured(options: ConnectionOptions, socket: Socket): Duplex {
    socket.setTimeout(0)
    // Node's own method starts TLS on an existing socket.
    return super.createConnection({ ...options, socket } as ConnectionOptions)
  }
}
