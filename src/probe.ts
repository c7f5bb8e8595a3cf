import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agent } from 'node:https'
import { TLSSocket } from 'node:tls'

export interface Probe {
  readonly url: string
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly headers?: OutgoingHttpHeaders
  /** All of it, in milliseconds. */
  readonly timeoutMs: number
  /** For https; undefined: a connection of its own, checked against Node's authorities. */
  readonly agent?: Agent | undefined
}

export type Probed = ProbeAnswer | ProbeFailure

export interface ProbeAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As much of the body as a probe needs. */
  readonly text: string
  readonly tookMs: number
  /** When the server's certificate ends; undefined over plain http. */
  readonly certificateEnds: Date | undefined
}

export interface ProbeFailure {
  /** Node's or OpenSSL's code, such as `ECONNREFUSED`. */
  readonly failure: string
}

/** In bytes. Chosen by feel. */
const maxTextBytes = 16 * 1024

/** Sends one request and follows nothing. Never rejects. */
export function probe({ url, method, headers = {}, timeoutMs, agent }: Probe): Promise<Probed> {
  const startedAt = performance.now()
  const isHttps = url.startsWith('https:')
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const fail = (error: unknown): void => resolve({ failure: signal.aborted ? 'ETIMEDOUT' : codeOf(error) })
    try {
      const options = { method, headers: { 'User-Agent': 'express-hosted-checkout', ...headers }, signal }
      const request = isHttps
        ? httpsRequest(url, { ...options, agent: agent ?? false, rejectUnauthorized: true })
        : httpRequest(url, { ...options, agent: false })
      request.on('error', fail)
      request.on('response', (answer) => {
        const { statusCode: status = 0, headers: answered } = answer
        // Read first: it is gone once the connection has ended.
        const certificateEnds = certificateEnd(answer)
        readText(answer).then((text) => {
          resolve({ status, headers: answered, text, tookMs: performance.now() - startedAt, certificateEnds })
          request.destroy()
        }, fail)
      })
      request.end()
    } catch (error) {
      fail(error)
    }
  })
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes > maxTextBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function certificateEnd({ socket }: IncomingMessage): Date | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const ends = new Date(socket.getPeerCertificate().valid_to)
  return Number.isNaN(ends.getTime()) ? undefined : ends
}

/** Of several addresses that all fail, Node tells of each; the first will do. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: readonly unknown[] }
  if (typeof code === 'string' && code !== '') return code
  return errors?.[0] === undefined ? 'UNKNOWN' : codeOf(errors[0])
}
