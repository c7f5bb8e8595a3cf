import { subscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'
import { showAddress } from '../shown/show-address.ts'
import { namedOrders } from './named-orders.ts'
import { brokenBy, digestOf } from './scope.ts'
import type { Ending, Watcher } from './scope.ts'

/** As much of a body as is looked through for the order's number, in characters. */
const maxBodyCharacters = 65_536

const repeatableMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** Headers by which services recognise a repeat. */
const keyHeader = /idempot|dedup|request-?id|message-?id|transaction-?id|unique/i

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Iterable<readonly [string, string]>
  readonly body: string
}

/** Watches what the store sends over HTTP: by node:http and whatever stands on it, by fetch, and by undici. */
export function watchRequests(watcher: Watcher): void {
  watchClientRequests(watcher)
  watchFetch(watcher)
  watchUndici(watcher)
}

function begunOf({ terms, scope }: Watcher, { method, url, headers, body }: Sent) {
  if (url.startsWith(`${terms.gatewayOrigin}/`)) return undefined
  const order = scope()?.run?.order
  const key = [...headers].find(([name]) => keyHeader.test(name))?.[1]
  const said = `${decoded(url)} ${body}`
  const nameMark = order !== undefined && said.includes(order) ? 'order' : undefined
  return {
    sort: 'request',
    what: `${method} ${showAddress(url)}`,
    inFull: `${method} ${url.replace(/[?#].*$/, '')}`,
    names: namedOrders(`${said} ${key ?? ''}`),
    mark: key === undefined ? nameMark : digestOf(key),
    isRepeatable: repeatableMethods.has(method),
  } as const
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function watchClientRequests(watcher: Watcher): void {
  const bodies = new WeakMap<ClientRequest, string>()
  const endings = new WeakMap<ClientRequest, Ending>()
  // Inherited from OutgoingMessage, which answers requests, too.
  const { write, end } = ClientRequest.prototype

  function keep(request: ClientRequest, chunk: unknown): void {
    const text = textOf(chunk)
    const kept = bodies.get(request) ?? ''
    if (text !== undefined && kept.length < maxBodyCharacters) bodies.set(request, kept + text)
  }

  ClientRequest.prototype.write = function (this: ClientRequest, ...given: unknown[]): boolean {
    keep(this, given[0])
    return Reflect.apply(write, this, given) as boolean
  } as typeof write

  ClientRequest.prototype.end = function (this: ClientRequest, ...given: unknown[]): ClientRequest {
    keep(this, given[0])
    const headers = Object.entries(this.getHeaders()).map(([name, value]) => [name, String(value)] as const)
    const url = `${this.protocol}//${this.getHeader('host') as string}${this.path}`
    const begun = begunOf(watcher, { method: this.method, url, headers, body: bodies.get(this) ?? '' })
    const mustFail = begun !== undefined && watcher.mustFail(begun)
    const ending = begun && watcher.begin(begun)
    if (ending) endings.set(this, ending)
    if (!mustFail) return Reflect.apply(end, this, given) as ClientRequest
    this.destroy(brokenBy('ECONNRESET', begun.what))
    return this
  } as typeof end

  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: { statusCode: number } }
    endings.get(request)?.(response.statusCode < 400 ? 'done' : 'failed', { status: response.statusCode })
    endings.delete(request)
  })
  subscribe('http.client.request.error', (message) => {
    const { request } = message as { request: ClientRequest }
    endings.get(request)?.('failed')
    endings.delete(request)
  })
}

function watchFetch(watcher: Watcher): void {
  const { fetch } = globalThis
  globalThis.fetch = async function fetchWatched(input, init) {
    const scope = watcher.scope()
    if (!scope || scope.isTold) return fetch(input, init)
    const begun = begunOf(watcher, await sentOf(input, init))
    if (!begun) return fetch(input, init)
    const mustFail = watcher.mustFail(begun)
    const ending = watcher.begin(begun)
    // As a service in trouble answers: fetch does not reject for that.
    const send = (): Promise<Response> =>
      mustFail ? Promise.resolve(new Response('{}', { status: 503 })) : fetch(input, init)
    try {
      const answer = await watcher.scopes.run({ ...scope, isTold: true }, send)
      ending?.(answer.status < 400 ? 'done' : 'failed', { status: answer.status })
      return answer
    } catch (error) {
      ending?.('failed')
      throw error
    }
  }
}

async function sentOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Sent> {
  const asked = input instanceof Request ? input : undefined
  const method = (init?.method ?? asked?.method ?? 'GET').toUpperCase()
  const headers = new Headers(init?.headers ?? asked?.headers)
  const body = textOf(init?.body) ?? (asked && !asked.bodyUsed ? await asked.clone().text() : '')
  return { method, url: asked ? asked.url : new URL(input).href, headers: headers.entries(), body }
}

/** The package `undici` and what stands on it. */
interface UndiciRequest {
  readonly method: string
  readonly origin: string | URL
  readonly path: string
  readonly headers: readonly string[] | string
  readonly body: unknown
}

function watchUndici(watcher: Watcher): void {
  const endings = new WeakMap<UndiciRequest, Ending>()
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest }
    const url = `${new URL(request.origin).origin}${request.path}`
    const headers = pairsOf(request.headers)
    const begun = begunOf(watcher, { method: request.method, url, headers, body: textOf(request.body) ?? '' })
    const ending = begun && watcher.begin(begun)
    if (ending) endings.set(request, ending)
  })
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as { request: UndiciRequest; response: { statusCode: number } }
    endings.get(request)?.(response.statusCode < 400 ? 'done' : 'failed', { status: response.statusCode })
  })
  subscribe('undici:request:error', (message) => {
    endings.get((message as { request: UndiciRequest }).request)?.('failed')
  })
}

function pairsOf(headers: readonly string[] | string): readonly (readonly [string, string])[] {
  if (typeof headers === 'string') {
    return headers.split('\r\n').map((line) => [line.replace(/:.*/, ''), line.replace(/^[^:]*: ?/, '')] as const)
  }
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? ''] as const] : []))
}

/** Undefined for what can only be read once. */
function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  if (body instanceof FormData) return [...body.values()].map(String).join(' ')
  return undefined
}
