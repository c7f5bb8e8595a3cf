import { request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Axios } from 'axios'
import type { AxiosResponse } from 'axios'
import { makeAtMost } from '../at-most.ts'
import type { AtMost } from '../at-most.ts'
import { readBody, tooLarge } from './body.ts'
import { makeConnections } from './connections.ts'
import type { Agents, ConnectionOptions } from './connections.ts'
import { doorOf } from './door.ts'
import type { Door } from './door.ts'
import type { Method } from './error-codes.ts'

/** One form field by its name on the wire; a name may be given several times (protocol 2, repeated fields). */
export type Field = readonly [name: string, value: string]

/** A complete HTTP answer, not yet judged. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** What the gateway asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined
}

/** An answer came, and nobody can make anything of it: that is no silence (safety 7, N2). */
export interface Unreadable {
  /** What it is, in general words: never a body, never a credential. */
  readonly unreadable: string
}

/** No complete answer. */
export interface Silence {
  /** What came instead, in general words: never a body, never a credential. */
  readonly silence: string
  /** The call was never sent: the gateway knows nothing of it. */
  readonly isUnsent?: true
  /** It was not sent because there was no way to the gateway, which is a sign of its silence. */
  readonly isUnreached?: true
}

/** What came of a call. */
export type Heard = Reply | Unreadable | Silence

/**
 * Sends one call and resolves with what came back, whatever it is. Never rejects. Never repeats what moves money or registers; a
 * question whose kept connection turns out to be gone is asked again at once, on a new one.
 *
 * Silence does not mean that nothing happened, unless it `isUnsent`: the gateway may have acted before the connection broke.
 */
export type Send = (method: Method, fields: readonly Field[], door?: Door) => Promise<Heard>

export interface SendOptions extends ConnectionOptions {
  /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
  readonly url: string
  /** How long one call may take in all, from waiting for its turn to the last byte, in milliseconds. */
  readonly timeoutMs: number
  /** Value of the `Authorization` header; undefined: none is sent. */
  readonly authorization?: string | undefined
}

/** The way to the gateway, which can be cleared and closed. */
export interface Sender {
  readonly send: Send
  /** Ends the calls that still wait for their turn at this door; they are never sent. */
  readonly turnAway: (door: Door) => void
  /** Ends every call; later ones are not sent. Idempotent. */
  readonly close: () => void
}

/**
 * Largest call in bytes: whatever the catalog's rules let through, three times as long once it is a form. The gateway
 * names no limit.
 */
export const maxCallBytes = 512 * 1024

/**
 * Largest answer in bytes, compressed or not. The gateway may repeat the cart with its own fields added to each line, and write every
 * letter as an escape of six (protocol 27, safety 7, N8); of four times the largest call, it has enough.
 */
export const maxAnswerBytes = 4 * maxCallBytes

/**
 * Calls under way at once at each door; more wait within their own deadline. In all no more than 64: chosen by feel, because the
 * gateway answers 429 to a crowd. A buyer who waits to be sent on counts most; who moves money are few.
 */
const places = { registrations: 32, questions: 24, moneyOut: 8 } as const satisfies Record<Door, number>

/** A `Retry-After` longer than this is cut, in milliseconds: a stray header must not stop the sweep for a day. Chosen by feel. */
const maxRetryAfterMs = 60 * 60 * 1000

/**
 * The only place that knows the HTTP client (axios).
 *
 * Axios is built from its class, not with `axios.create`: nothing that the store set on the shared instance (defaults,
 * interceptors, a base address, credentials) reaches these calls. Every setting is one of safety 3.7.
 */
export function makeSend({ url, timeoutMs, authorization, ...options }: SendOptions): Sender {
  const connections = makeConnections({ timeoutMs, ...options })
  const root = url.endsWith('/') ? url : `${url}/`
  const client = new Axios({
    adapter: 'http',
    method: 'post',
    timeout: timeoutMs,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: maxCallBytes,
    // 307 and 308 would send the password on to another origin.
    maxRedirects: 0,
    // HTTP_PROXY would be told the password.
    proxy: false,
    decompress: false,
    responseType: 'arraybuffer',
    transformResponse: (bytes: unknown) => bytes,
    validateStatus: () => true,
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'User-Agent': 'express-hosted-checkout',
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    },
  })
  const atMost: Readonly<Record<Door, AtMost>> = {
    questions: makeAtMost(places.questions),
    registrations: makeAtMost(places.registrations),
    moneyOut: makeAtMost(places.moneyOut),
  }
  const calls = new Set<Call>()
  let isClosed = false

  async function send(method: Method, fields: readonly Field[], door: Door = doorOf(method)): Promise<Heard> {
    if (isClosed) return { silence: 'this checkout is closed', isUnsent: true }
    const end = new AbortController()
    const call: Call = { door, end, way: undefined }
    // Axios' own timeout only watches for stillness: a slow drip outlasts it (safety 3.7).
    const deadline = setTimeout(() => {
      end.abort(`no ${lackOf(call)} within ${timeoutMs} ms`)
    }, timeoutMs)
    calls.add(call)
    try {
      const request = { url: new URL(method, root), data: formOf(fields), signal: end.signal }
      return await atMost[door](() => ask(call, request, method), end.signal)
    } catch (error) {
      // The error is dropped here: its `config` holds the password.
      return silent(call, error)
    } finally {
      clearTimeout(deadline)
      calls.delete(call)
    }
  }

  async function ask(call: Call, request: Request, method: Method): Promise<Heard> {
    try {
      return await post(call, request, connections.kept)
    } catch (error) {
      const isQuestion = method === 'getOrderStatusExtended.do'
      if (isQuestion && isOfGoneConnection(call.way, error)) return post(call, request, connections.fresh)
      throw error
    }
  }

  async function post(call: Call, { url, data, signal }: Request, agents: Agents): Promise<Heard> {
    const way: Way = { isConnected: false, isReused: false, status: undefined }
    call.way = way
    return replyOf(
      await client.request<Buffer>({ url: url.href, data, signal, ...agents, transport: watched(url, way) }),
    )
  }

  function turnAway(door: Door): void {
    for (const call of calls) {
      if (call.door === door && call.way === undefined) call.end.abort('the calls before it got no answer')
    }
  }

  function close(): void {
    isClosed = true
    for (const { end } of calls) end.abort('the close of this checkout')
    connections.close()
  }

  return { send, turnAway, close }
}

/** A call that has not ended. */
interface Call {
  readonly door: Door
  readonly end: AbortController
  /** Undefined while it waits for its turn; nothing of it was sent then. */
  way: Way | undefined
}

/** How far a call has come. */
interface Way {
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

interface Request {
  readonly url: URL
  readonly data: string
  readonly signal: AbortSignal
}

function lackOf({ way }: Call): string {
  if (way === undefined) return 'free connection'
  return way.isConnected ? 'complete answer' : 'connection'
}

/** Node's own HTTP, looked at on its way. */
function watched({ protocol }: URL, way: Way): Transport {
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
function isOfGoneConnection(way: Way | undefined, error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return way?.isReused === true && way.status === undefined && (code === 'ECONNRESET' || code === 'EPIPE')
}

function silent({ end, way }: Call, error: unknown): Heard {
  if (end.signal.aborted) return unsentUnless(way, String(end.signal.reason))
  // Axios has no code of its own for this one.
  if (String((error as { readonly message?: unknown }).message).startsWith('maxContentLength')) {
    const { status = 200 } = way ?? {}
    return status === 200 ? { unreadable: tooLarge(maxAnswerBytes) } : { status, text: '', retryAfterMs: undefined }
  }
  return unsentUnless(way, silenceOf(error))
}

function unsentUnless(way: Way | undefined, silence: string): Silence {
  if (way === undefined) return { silence, isUnsent: true }
  return way.isConnected ? { silence } : { silence, isUnsent: true, isUnreached: true }
}

/** The body of a call: form-encoded UTF-8 (protocol 2). */
export function formOf(fields: readonly Field[]): string {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

async function replyOf({ status, data, headers }: AxiosResponse<Buffer>): Promise<Heard> {
  const head = {
    contentType: headers['content-type'] as unknown,
    contentEncoding: headers['content-encoding'] as unknown,
  }
  const body = await readBody(data, head, maxAnswerBytes)
  // Only with 200 is the body looked at (protocol 3).
  if ('unreadable' in body && status === 200) return body
  return {
    status,
    text: 'text' in body ? body.text : '',
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
  'a TLS certificate that cannot be verified (a private or national authority is made known with gateway.ca, CHECKOUT_GATEWAY_CA_FILE)'
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
  ['EHOSTUNREACH', 'no way to the host'],
  ['ENETUNREACH', 'no way to the host'],
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
  const code = String((error as { readonly code?: unknown }).code)
  const [, status, reason] = /^ERR_PROXY_(?:(\d+)|(\w+))$/.exec(code) ?? []
  if (status !== undefined)
    return `a proxy that opened no way to the bank but answered HTTP status ${status}${loginHint(status)}`
  if (reason !== undefined) return `a proxy that cannot be reached (${reason}; see gateway.proxy)`
  return silences.get(code) ?? `no HTTP answer (${code})`
}

function loginHint(status: string): string {
  return status === '407' ? ' (is the login in gateway.proxy right?)' : ''
}
