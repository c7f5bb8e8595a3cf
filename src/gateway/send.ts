import { urlToHttpOptions } from 'node:url'
import { Axios } from 'axios'
import { makeAtMost } from '../at-most.ts'
import type { AtMost } from '../at-most.ts'
import { tooLarge } from './body.ts'
import { makeConnections } from './connections.ts'
import type { Agents, ConnectionOptions, Connections } from './connections.ts'
import { doorOf } from './door.ts'
import type { Door } from './door.ts'
import type { Method } from './error-codes.ts'
import type { Heard } from './heard.ts'
import { answerTooLarge, leanAdapter, WayError } from './lean-adapter.ts'
import type { LeanConfig } from './lean-adapter.ts'
import { maxAnswerBytes } from './limits.ts'
import { makePace } from './pace.ts'
import { replyOf } from './reply.ts'
import { silenceOf } from './silences.ts'
import { isStaleConnection, unsentUnless, watched } from './way.ts'
import type { Target, Way } from './way.ts'

/**
 * Sends one call and resolves with whatever came back. Never rejects. Never repeats a call that moves money or
 * registers. A status question whose kept connection is gone is asked again at once, on a new one.
 *
 * `text` is the body. Silence does not mean that nothing happened, unless it `isUnsent`: the gateway may
 * have acted before the connection broke.
 */
export type Send = (method: Method, text: string, door?: Door) => Promise<Heard>

export interface SendOptions extends ConnectionOptions {
  /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
  readonly url: string
  /** How long one call may take in total, from queueing to the last byte, in milliseconds. */
  readonly timeoutMs: number
  /** Value of the `Authorization` header; undefined: none is sent. */
  readonly authorization?: string | undefined
  /** How calls are written; form-encoded by default (BPC: transport). */
  readonly body?: 'form' | 'json' | undefined
  /** Calls in any minute; undefined: no limit. */
  readonly requestsPerMinute?: number | undefined
}

/** Sends calls to the gateway; can be cleared and closed. */
export interface Sender {
  readonly send: Send
  /** Cancels the calls queued at this door; they are never sent. */
  readonly cancelQueued: (door: Door) => void
  /** Ends every call; later ones are not sent. Idempotent. */
  readonly close: () => void
}

/**
 * Maximum calls under way at each door; more queue within their own deadlines. Chosen by feel, because the gateway
 * answers 429 to a crowd. Waiting buyers count as much as the questions of a sweep that catches up; calls that move
 * money are few.
 */
const places = { registrations: 32, questions: 32, moneyOut: 8 } as const satisfies Record<Door, number>

/** Sends each call in its turn, within its deadline. */
export function makeSend({ url, timeoutMs, authorization, body, requestsPerMinute, ...options }: SendOptions): Sender {
  const connections = makeConnections({ timeoutMs, ...options })
  const pace = makePace({ requestsPerMinute })
  const targetOf = makeTargets(url.endsWith('/') ? url : `${url}/`)
  const ask = makeAsk(makeClient(authorization, body), connections)
  const atMost: Readonly<Record<Door, AtMost>> = {
    questions: makeAtMost(places.questions),
    registrations: makeAtMost(places.registrations),
    moneyOut: makeAtMost(places.moneyOut),
  }
  const calls = new Set<Call>()
  let isClosed = false

  async function send(method: Method, text: string, door: Door = doorOf(method)): Promise<Heard> {
    if (isClosed) return { silence: 'this checkout is closed', isUnsent: true }
    const end = new AbortController()
    const call: Call = { door, end, way: undefined, isHeldBack: false }
    // Axios's own timeout only notices stillness: a slow drip outlasts it.
    const deadline = setTimeout(() => {
      end.abort(`no ${lackOf(call)} within ${timeoutMs} ms`)
    }, timeoutMs)
    calls.add(call)
    try {
      const { signal } = end
      const request = { target: targetOf(method), text, signal }
      const paced = async (): Promise<Heard> => {
        call.isHeldBack = true
        await pace(door, signal)
        call.isHeldBack = false
        return ask(call, request, method)
      }
      return await atMost[door](paced, signal)
    } catch (error) {
      // The error is dropped here: its `config` holds the password.
      return silent(call, error)
    } finally {
      clearTimeout(deadline)
      calls.delete(call)
    }
  }

  function cancelQueued(door: Door): void {
    for (const call of calls) {
      if (call.door === door && call.way === undefined) call.end.abort('the calls before it got no answer')
    }
  }

  function close(): void {
    isClosed = true
    for (const { end } of calls) end.abort('this checkout was closed')
    connections.close()
  }

  return { send, cancelQueued, close }
}

/** Where each method is at the gateway, read once. */
function makeTargets(root: string): (method: Method) => Target {
  const targets = new Map<Method, Target>()
  return (method) => {
    const target = targets.get(method) ?? urlToHttpOptions(new URL(method, root))
    targets.set(method, target)
    return target
  }
}

const contentTypes = {
  form: 'application/x-www-form-urlencoded; charset=UTF-8',
  json: 'application/json; charset=UTF-8',
} as const

/**
 * The only place that knows the HTTP client (axios).
 *
 * Axios is built from its class, not with `axios.create`: nothing the store set on the shared instance (defaults,
 * interceptors, a base address, credentials) reaches these calls.
 */
function makeClient(authorization: string | undefined, body: SendOptions['body'] = 'form'): Axios {
  return new Axios({
    adapter: leanAdapter,
    method: 'post',
    transformRequest: (text: unknown) => text,
    transformResponse: (bytes: unknown) => bytes,
    validateStatus: () => true,
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Content-Type': contentTypes[body],
      'User-Agent': 'express-hosted-checkout',
      // Null: axios sends none.
      Authorization: authorization ?? null,
    },
  })
}

/** Questions about one order: asked twice, they do no harm. */
const questions: ReadonlySet<Method> = new Set([
  'getOrderStatusExtended.do',
  'getOrderStatus.do',
  'public/acknowledgeTransaction.do',
])

type Ask = (call: Call, request: Request, method: Method) => Promise<Heard>

/** Sends a call whose turn has come. A status question is sent once more if its kept connection is gone. */
function makeAsk(client: Axios, connections: Pick<Connections, 'fresh' | 'kept'>): Ask {
  async function post(call: Call, { target, text, signal }: Request, agents: Agents): Promise<Heard> {
    const way: Way = { isConnected: false, isReused: undefined, status: undefined }
    call.way = way
    const config: LeanConfig = { data: text, signal, transport: watched(target, agents, way) }
    return replyOf(await client.request<Buffer>(config))
  }

  return async (call, request, method) => {
    try {
      return await post(call, request, connections.kept)
    } catch (error) {
      if (questions.has(method) && isStaleConnection(call.way, error)) return post(call, request, connections.fresh)
      throw error
    }
  }
}

/** A call that has not ended. */
interface Call {
  readonly door: Door
  readonly end: AbortController
  /** Undefined while it is queued: nothing of it has been sent. */
  way: Way | undefined
  /** It waits for its turn within the minute. */
  isHeldBack: boolean
}

interface Request {
  readonly target: Target
  readonly text: string
  readonly signal: AbortSignal
}

function lackOf({ way, isHeldBack }: Call): string {
  if (isHeldBack) return 'call left of gateway.requestsPerMinute'
  if (way === undefined) return 'free connection'
  return way.isConnected ? 'complete answer' : 'connection'
}

function silent({ end, way }: Call, error: unknown): Heard {
  if (end.signal.aborted) return unsentUnless(way, String(end.signal.reason))
  if (error instanceof WayError && error.code === answerTooLarge) {
    const { status = 200 } = way ?? {}
    return status === 200 ? { unreadable: tooLarge(maxAnswerBytes) } : { status, text: '', retryAfterMs: undefined }
  }
  return unsentUnless(way, silenceOf(error))
}
