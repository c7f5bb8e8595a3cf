import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { TunnelAgent } from './tunnel.ts'

export interface ConnectionOptions {
  /** How long one call may take in total, in milliseconds. */
  readonly timeoutMs: number
  /** PEM of the authority trusted for the bank; undefined: Node's own list. */
  readonly ca?: string | undefined
  /** Proxy for an https bank; undefined: none. Never taken from `HTTP_PROXY`. */
  readonly proxy?: string | undefined
}

/** The agents that open connections to the bank. */
export interface Connections {
  /** Keeps connections for later calls; `fresh` opens a new one for every call. */
  readonly kept: Agents
  readonly fresh: Agents
  /** Closes all connections. */
  readonly close: () => void
}

export interface Agents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

/**
 * How long an idle connection is kept, in milliseconds. Common servers close theirs after 5 s. With less than that, a
 * call that moves money rarely meets a connection that is just being closed.
 */
const idleMs = 4_000

/**
 * How long one address of the bank is tried before the next, in milliseconds. Node's default is 250 ms. After a lost
 * packet (sent again after 1 s, then after 2 s more: RFC 6298), or with a bank on another continent, that gives up too
 * soon and moves on to an address that refuses.
 */
const addressMs = 3_500

export function makeConnections({ timeoutMs, ca, proxy }: ConnectionOptions): Connections {
  // The next address must get its turn within the call. Node's minimum is 10 ms.
  const attemptMs = Math.max(10, Math.min(addressMs, Math.floor(timeoutMs / 2)))
  const ways = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: attemptMs }
  // Set here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the store's environment cannot switch the check off.
  const tls = { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca } as const

  function agents(keepAlive: boolean): Agents {
    const idle = { keepAlive, timeout: idleMs }
    const httpsOptions = { ...idle, ...ways, ...tls }
    return {
      httpAgent: new HttpAgent({ ...idle, ...ways }),
      httpsAgent:
        proxy === undefined
          ? new HttpsAgent(httpsOptions)
          : new TunnelAgent({ ...httpsOptions, proxy: new URL(proxy), tunnelMs: timeoutMs }),
    }
  }

  const [kept, fresh] = [agents(true), agents(false)]
  return {
    kept,
    fresh,
    close() {
      for (const { httpAgent, httpsAgent } of [kept, fresh]) {
        httpAgent.destroy()
        httpsAgent.destroy()
      }
    },
  }
}
