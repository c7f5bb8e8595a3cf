import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http'
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import { maxAnswerBytes, maxCallBytes } from './limits.ts'

/** The way to one address. */
export interface Transport {
  request(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest
}

/** An error of the way there, with a code as Node's own errors have one. */
export class WayError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The answer is larger than any of a gateway's. */
export const answerTooLarge = 'ERR_ANSWER_TOO_LARGE'

/**
 * Axios' way to Node's HTTP, with nothing that its own adapter carries for other callers: no redirects (307 and 308
 * would send the password on to another origin), no proxy of the environment (`HTTP_PROXY` would be told the password),
 * no decompression, no progress, no form data. It takes a third of the processor time.
 *
 * A call and an answer have their limits; `signal` ends both.
 */
export function leanAdapter(config: InternalAxiosRequestConfig): Promise<AxiosResponse<Buffer>> {
  const { data, signal, transport } = config as unknown as LeanConfig
  return new Promise((resolve, reject) => {
    // A form is ASCII: as text it goes out in one piece with the head.
    if (data.length > maxCallBytes) return reject(new WayError('ERR_CALL_TOO_LARGE'))
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...(config.headers.toJSON() as OutgoingHttpHeaders), 'Content-Length': Buffer.byteLength(data) },
    }
    const request = transport.request(options, (answer) => {
      readAll(answer).then((bytes) => {
        const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer
        resolve({ data: bytes, status, statusText, headers: headers as AxiosResponse['headers'], config, request })
      }, fail)
    })
    const fail = (error: Error): void => {
      reject(error)
      request.destroy()
    }
    // The signal is this call's own, and goes with it.
    signal.addEventListener('abort', () => fail(new WayError('ERR_CANCELED')))
    request.on('error', fail)
    request.end(data)
  })
}

/** What `send.ts` gives with each call. */
export interface LeanConfig {
  /** The form. */
  readonly data: string
  readonly signal: AbortSignal
  /** It knows the address: axios' own `url` would be read again for every call. */
  readonly transport: Transport
}

function readAll(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxAnswerBytes) reject(new WayError(answerTooLarge))
      else chunks.push(chunk)
    })
    answer.on('end', () => resolve(Buffer.concat(chunks, bytes)))
    // An answer that was cut ends with ECONNRESET.
    answer.on('error', reject)
  })
}
