import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'

/** What of an answer's head says how its body is written. */
export interface BodyHead {
  readonly contentType: unknown
  readonly contentEncoding: unknown
}

/** The text of a body, or why it has none. */
export type Body = { readonly text: string } | { readonly unreadable: string }

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const gzip: Decompress = promisify(gunzip)

/**
 * By `Content-Encoding` (RFC 9110, 8.4.1). Every other word there is none that a body is compressed by (recorded:
 * `UTF-8`).
 */
const decompressions: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', promisify(inflate)],
])

/**
 * Reads a body as text, of at most `maxBytes`, compressed or not: nothing compressed was asked for, and a proxy in
 * front of a bank may send it all the same (BPC: recorded answers).
 */
export async function readBody(bytes: Buffer, head: BodyHead, maxBytes: number): Promise<Body> {
  try {
    return { text: textOf(await decompressed(bytes, head.contentEncoding, maxBytes), head.contentType) }
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return { unreadable: isTooLarge ? tooLarge(maxBytes) : 'a compressed body that cannot be read' }
  }
}

/** In words for an error. */
export function tooLarge(maxBytes: number): string {
  return `an answer of more than ${maxBytes / 1024} KiB`
}

async function decompressed(bytes: Buffer, contentEncoding: unknown, maxOutputLength: number): Promise<Buffer> {
  // Somebody on the way has taken it out of its envelope, and left the label on.
  if (isPlain(bytes)) return bytes
  const encodings = typeof contentEncoding === 'string' ? contentEncoding.toLowerCase().split(',') : []
  const known = encodings.flatMap((encoding) => decompressions.get(encoding.trim()) ?? [])
  const ways = known.length === 0 && isGzip(bytes) ? [gzip] : known
  let plain = bytes
  for (const decompress of ways.reverse()) plain = await decompress(plain, { maxOutputLength })
  return plain
}

/** JSON or HTML, after what may stand before it: a byte-order mark, line breaks. */
function isPlain(bytes: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*[{["<]/.test(bytes.subarray(0, 64).toString('latin1'))
}

/** RFC 1952, 2.3.1. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * UTF-8, unless the head names another encoding that Node knows (recorded: windows-1251). Its byte-order mark is left
 * out.
 */
function textOf(bytes: Buffer, contentType: unknown): string {
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([\w-]+)/i.exec(String(contentType)) ?? []
  return decoderFor(charset).decode(bytes)
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
