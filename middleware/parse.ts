import type { Request } from 'express'
import { InvalidRequestError, SkuNotFoundError } from '../src/errors.ts'
import { idRule } from '../src/ids.ts'

/** A return by POST carries an order id and a language; anything longer than this, in bytes, is something else. */
const defaultMaxBytes = 16 * 1024

/** Browsers and banks send a form at once; in milliseconds. Chosen by feel. */
const withinMs = 10_000

/**
 * The query as it was sent. The host app owns `req.query` and its parser: arrays, objects and prototype names depend
 * on its settings.
 */
export function rawQuery(req: Request): URLSearchParams {
  const start = req.originalUrl.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : req.originalUrl.slice(start + 1))
}

/** How much of a body is read, in bytes. */
export interface FormLimits {
  readonly maxBytes?: number
}

/**
 * A form body as it was sent, whatever its content type says (BPC: callbacks). If the host app has already read the
 * stream, what its parser made of it.
 *
 * @throws InvalidRequestError if the body is longer than allowed, ends early, or takes too long.
 */
export async function rawForm(req: Request, limits: FormLimits = {}): Promise<URLSearchParams> {
  return req.readableDidRead ? fromParsed(req.body) : new URLSearchParams(await rawBody(req, limits))
}

function rawBody(req: Request, { maxBytes = defaultMaxBytes }: FormLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const refuse = (message: string, options?: ErrorOptions): void => {
      clearTimeout(deadline)
      reject(new InvalidRequestError(message, options))
    }
    const deadline = setTimeout(() => {
      // The rest of it is not waited for.
      req.res?.set('Connection', 'close')
      refuse(`The request body did not arrive within ${withinMs} ms.`)
    }, withinMs)
    req.on('data', (read: Buffer | string) => {
      // Text, if the host app has called `setEncoding`.
      const chunk = typeof read === 'string' ? Buffer.from(read, req.readableEncoding ?? undefined) : read
      size += chunk.length
      // The rest is read and dropped: closing now would lose the response.
      if (size <= maxBytes) chunks.push(chunk)
      else refuse(`The request body is longer than ${maxBytes} bytes.`)
    })
    req.on('end', () => {
      clearTimeout(deadline)
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    req.on('error', (cause) => refuse('The request body ended early.', { cause }))
    req.on('close', () => refuse('The request body ended early.'))
  })
}

/** What a host's parser left: text and bytes are parsed here; a list in an object is a repeated field. */
function fromParsed(body: unknown): URLSearchParams {
  if (typeof body === 'string' || body instanceof Uint8Array)
    return new URLSearchParams(Buffer.from(body).toString('utf8'))
  const form = new URLSearchParams()
  if (typeof body !== 'object' || body === null) return form
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      form.append(name, typeof one === 'string' ? one : '')
    }
  }
  return form
}

/** Longer than any sku; in characters. */
const maxSkuCharacters = 255

/**
 * The sku in a path.
 *
 * @throws SkuNotFoundError for what no catalog has: control characters, or more than 255 characters.
 */
export function skuIn(parameter: unknown): string {
  const sku = String(parameter)
  if (Array.from(sku).length > maxSkuCharacters || /\p{Cc}/u.test(sku)) throw new SkuNotFoundError(sku)
  return sku
}

/**
 * The client's `Idempotency-Key`, if it sent one (IETF draft of the same name), with or without the quotes of a
 * structured header.
 *
 * @throws InvalidRequestError for one of more than 255 characters: cut, it would be another key.
 */
export function idempotencyKeyIn(req: Request): string | undefined {
  const key = req.get('idempotency-key')?.replace(/^"(.*)"$/, '$1')
  if (key === undefined || key === '') return undefined
  if (key.length > 255) throw new InvalidRequestError('Wanted an Idempotency-Key of 255 characters at most.')
  return key
}

/** How a client without cookies proves its order: in `Authorization: Bearer` or as the one `statusKey` of the query. */
export function statusKeyIn(req: Request): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '') ?? []
  const [key, ...more] = rawQuery(req).getAll('statusKey')
  return bearer ?? (more.length === 0 ? key : undefined)
}

/**
 * The one `orderId` in what a browser sent. It says which order to look at, and nothing else.
 *
 * @throws InvalidRequestError if it is absent, repeated, an object, or longer than 36 characters.
 */
export function orderIdIn(...sources: readonly URLSearchParams[]): string {
  const lists = sources.map((source) => source.getAll('orderId')).filter((list) => list.length > 0)
  const [list, ...others] = lists
  if (!list || list.length > 1) {
    throw new InvalidRequestError(`Wanted one orderId in the request, got ${list?.length ?? 'none'}.`)
  }
  const [orderId = ''] = list
  if (others.some((other) => other.length > 1 || other[0] !== orderId)) {
    throw new InvalidRequestError('Wanted one orderId in the request, got different ones in query and body.')
  }
  if (!idRule.test(orderId)) {
    throw new InvalidRequestError(
      `Wanted an orderId of 1 to 36 visible characters, got one of ${orderId.length} characters.`,
    )
  }
  return orderId
}
