import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Axios } from 'axios'
import type { AxiosResponse } from 'axios'
import { makeAtMost } from '../at-most.ts'
import type { Method } from './error-codes.ts'

/** One form field by its name on the wire; a name may be given several times (protocol 2, repeated fields). */
export type Field = readonly [name: string, value: string]

/** A complete HTTP answer, not yet judged. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** The body came encoded although plain text was asked for, so that `text` means nothing. */
  readonly isEncoded: boolean
  /** What the gateway asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined
}

/** No complete answer. */
export interface Silence {
  /** What came instead, in general words: never a body, never a credential. */
  readonly silence: string
  /** The call was never sent: the gateway knows nothing of it. */
  readonly isUnsent?: true
}

/**
 * Sends one call and resolves with what came back, whatever it is. Never rejects, never repeats.
 *
 * Silence does not mean that nothing happened, unless it `isUnsent`: the gateway may have acted before the connection broke.
 */
export type Send = (method: Method, fields: readonly Field[]) => Promise<Reply | Silence>

export interface SendOptions {
  /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
  readonly url: string
  /** How long one call may take in all, from waiting for its turn to the last byte, in milliseconds. */
  readonly timeoutMs: number
}

/** The way to the gateway, which can be cleared and closed. */
export interface Sender {
  readonly send: Send
  /** Ends the calls of these methods that still wait for their turn; they are never sent. */
  readonly turnAway: (methods: ReadonlySet<Method>) => void
  /** Ends every call; later ones are not sent. Idempotent. */
  readonly close: () => void
}

/** Largest answer in bytes (safety 3.7). The longest recorded one has under 2 KiB. */
const maxAnswerBytes = 64 * 1024

/**
 * Largest call in bytes: whatever the catalog's rules let through, three times as long once it is a form. The gateway
 * names no limit.
 */
export const maxCallBytes = 512 * 1024

/** Calls under way at once; more wait within their own deadline. Chosen by feel: the gateway answers 429 to a crowd. */
const maxCalls = 64

/**
 * How long an idle connection is kept, in milliseconds. Less than the 5 s after which common servers close theirs, so that a
 * call that moves money rarely meets a connection that is just being closed.
 */
const idleMs = 4_000

/** A `Retry-After` longer than this is cut, in milliseconds: a stray header must not stop the sweep for a day. Chosen by feel. */
const maxRetryAfterMs = 60 * 60 * 1000

/**
 * The only place that knows the HTTP client (axios).
 *
 * Axios is built from its class, not with `axios.create`: nothing that the store set on the shared instance (defaults,
 * interceptors, a base address, credentials) reaches these calls. Every setting is one of safety 3.7.
 */
export function makeSend({ url, timeoutMs }: SendOptions): Sender {
  const httpAgent = new HttpAgent({ keepAlive: true, timeout: idleMs })
  // Set here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the store's environment cannot switch the check off.
  const tls = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
  const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: idleMs, ...tls })
  const root = url.endsWith('/') ? url : `${url}/`
  const client = new Axios({
    adapter: 'http',
    method: 'post',
    httpAgent,
    httpsAgent,
    timeout: timeoutMs,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: maxCallBytes,
    // 307 and 308 would send the password on to another origin.
    maxRedirects: 0,
    // HTTP_PROXY would be told the password.
    proxy: false,
    decompress: false,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'User-Agent': 'express-hosted-checkout',
    },
  })
  const atMost = makeAtMost(maxCalls)
  const calls = new Set<Call>()
  let isClosed = false

  async function send(method: Method, fields: readonly Field[]): Promise<Reply | Silence> {
    if (isClosed) return { silence: 'this checkout is closed', isUnsent: true }
    const end = new AbortController()
    const call: Call = { method, end, isWaiting: true }
    // Axios' own timeout only watches for stillness: a slow drip outlasts it (safety 3.7).
    const deadline = setTimeout(() => {
      end.abort(`no ${call.isWaiting ? 'free connection' : 'complete answer'} within ${timeoutMs} ms`)
    }, timeoutMs)
    calls.add(call)
    try {
      return await atMost(async () => {
        call.isWaiting = false
        const request = { url: new URL(method, root).href, data: formOf(fields), signal: end.signal }
        return replyOf(await client.request<string>(request))
      }, end.signal)
    } catch (error) {
      // The error is dropped here: its `config` holds the password.
      const silence = end.signal.aborted ? String(end.signal.reason) : silenceOf(error)
      return call.isWaiting ? { silence, isUnsent: true } : { silence }
    } finally {
      clearTimeout(deadline)
      calls.delete(call)
    }
  }

  function turnAway(methods: ReadonlySet<Method>): void {
    for (const { method, end, isWaiting } of calls) {
      if (isWaiting && methods.has(method)) end.abort('the calls before it got no answer')
    }
  }

  function close(): void {
    isClosed = true
    for (const { end } of calls) end.abort('the close of this checkout')
    httpAgent.destroy()
    httpsAgent.destroy()
  }

  return { send, turnAway, close }
}

/** A call that has not ended. */
interface Call {
  readonly method: Method
  readonly end: AbortController
  /** For its turn; nothing of it was sent. */
  isWaiting: boolean
}

/** The body of a call: form-encoded UTF-8 (protocol 2). */
export function formOf(fields: readonly Field[]): string {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

function replyOf({ status, data, headers }: AxiosResponse<string>): Reply {
  const encoding: unknown = headers['content-encoding']
  return {
    status,
    text: data,
    isEncoded: encoding !== undefined && encoding !== 'identity',
    retryAfterMs: retryAfterMsOf(headers['retry-after']),
  }
}

/** `Retry-After` is a number of seconds or an IMF-fixdate (RFC 9110, 10.2.3 and 5.6.7). */
function retryAfterMsOf(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined
  const isSeconds = /^\d{1,15}$/.test(header)
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(header)
  const waitMs = isSeconds ? Number(header) * 1000 : isDate ? Date.parse(header) - Date.now() : NaN
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs)
}

const badCertificate =
  'a TLS certificate that cannot be verified (a private or national authority is made known with NODE_EXTRA_CA_CERTS)'
const cutConnection = 'a connection that was cut'
const tooLate = 'no answer in time'
const unknownHost = 'a host name that cannot be found'

/** What the codes of Node mean here. */
const silences: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'a refused connection'],
  ['ECONNRESET', cutConnection],
  ['EPIPE', cutConnection],
  ['ERR_BAD_RESPONSE', cutConnection],
  ['ECONNABORTED', tooLate],
  ['ETIMEDOUT', tooLate],
  ['ENOTFOUND', unknownHost],
  ['EAI_AGAIN', unknownHost],
  ['HPE_HEADER_OVERFLOW', 'a header that is too long'],
  ['CERT_HAS_EXPIRED', badCertificate],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', badCertificate],
  ['ERR_TLS_CERT_ALTNAME_INVALID', badCertificate],
  ['SELF_SIGNED_CERT_IN_CHAIN', badCertificate],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', badCertificate],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', badCertificate],
])

/** What came instead of an answer, for an error of the HTTP client; none of its words. */
export function silenceOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  // Axios has no code of its own for this one.
  if (String(message).startsWith('maxContentLength')) return `an answer of more than ${maxAnswerBytes / 1024} KiB`
  return silences.get(String(code)) ?? `no HTTP answer (${String(code)})`
}
