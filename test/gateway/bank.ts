import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call as the bank received it. */
export interface HeardCall {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly fields: URLSearchParams
}

export interface Bank {
  /** Root of its REST API. */
  readonly url: string
  readonly heard: readonly HeardCall[]
  /** The total number of connections opened. */
  readonly connectionCount: () => number
  readonly close: () => Promise<void>
}

/** A bank that reads each call and then answers as the test says: the smallest thing that can misbehave. */
export async function openBank(
  answer: (call: HeardCall, res: ServerResponse) => void,
  /** How long the bank keeps an idle connection, in milliseconds. */
  { idleMs = 5000 } = {},
): Promise<Bank> {
  const heard: HeardCall[] = []
  const listener: RequestListener = (req, res) => {
    void readBody(req).then((body) => {
      const { method, url: path, headers } = req
      const call = { method, path, headers, body, fields: new URLSearchParams(body) }
      heard.push(call)
      answer(call, res)
    })
  }
  const server = createServer({ keepAliveTimeout: idleMs }, listener)
  let connections = 0
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/payment/rest/`,
    heard,
    connectionCount: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A bank that always answers with the same JSON. */
export function openHonestBank(body: unknown, settings: { readonly idleMs?: number } = {}): Promise<Bank> {
  return openBank((_call, res) => res.end(JSON.stringify(body)), settings)
}

/** A bank that keeps every call waiting until it is told to answer. */
export async function openHoldingBank(): Promise<HoldingBank> {
  const held: (() => void)[] = []
  const bank = await openBank((_call, res) => held.push(() => res.end('{"errorCode":0}')))
  const holds = async (count: number): Promise<void> => {
    while (held.length < count) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    ...bank,
    holds,
    async answer(count) {
      for (let i = 0; i < count; i += 1) {
        await holds(1)
        held.shift()!()
      }
    },
  }
}

export interface HoldingBank extends Bank {
  /** Resolves once `count` calls are waiting for an answer. */
  holds(count: number): Promise<void>
  /** Answers `count` calls in order of arrival, waiting for each to arrive. */
  answer(count: number): Promise<void>
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
