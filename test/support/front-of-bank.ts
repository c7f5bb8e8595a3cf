import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy in front of a bank that can answer in its place. */
export interface FrontOfBank {
  /** Root of the REST API, through the proxy. */
  readonly url: string
  /** How often it answered in the bank's place. */
  readonly interfered: () => number
  close(): Promise<void>
}

/** One call on its way to the bank. */
export interface CallToBank {
  /** E.g. `register.do`. */
  readonly method: string
  readonly fields: URLSearchParams
}

/** What the proxy answers instead. `silence` drops the connection; undefined lets the bank answer. */
export type Interference =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'silence'
  | undefined

/** Puts a proxy in front of a bank, to mimic a gateway's rate limits and answers the sandbox never gives. */
export async function openFrontOfBank(
  bankUrl: string,
  interfere: (call: CallToBank) => Interference,
): Promise<FrontOfBank> {
  let interfered = 0
  const server = createServer((req, res) => {
    void readText(req).then(async (body) => {
      const method = req.url?.split('/').at(-1) ?? ''
      const instead = interfere({ method, fields: new URLSearchParams(body) })
      if (instead === 'silence') return void res.socket?.destroy(void (interfered += 1))
      if (instead !== undefined) {
        interfered += 1
        return void res.writeHead(instead.status ?? 200, instead.headers).end(instead.body)
      }
      const headers = { 'content-type': req.headers['content-type'] ?? '' }
      const answer = await fetch(new URL(method, bankUrl), { method: 'POST', headers, body })
      res
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
        .end(await answer.text())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payment/rest/`,
    interfered: () => interfered,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
