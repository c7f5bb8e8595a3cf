import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'

/** The headers that say how a body is encoded. */
export interface BodyHead {
  readonly contentType: unknown
  readonly contentEncoding: unknown
}

/** The text of a body, or why it has none. */
export type Body = { readonly text: string } | { readonly unreadable: string }

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const gzip: Decompress = promisify(gunzip)

/** By `Content-Encoding` (RFC 9110, 8.4.1). Any other word there means no compression (recorded: `UTF-8`). */
const decompressions: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', promisify(inflate)],
])

/**
 * Reads a body as text of at most `maxBytes`, compressed or not. We ask for no compression, but a proxy in front of a
 * bank may compress anyway (BPC: recorded answers).
 */
export async function readBody(bytes: Buffer, head: BodyHead, maxBytes: number): Promise<Body> {
  try {
    return { text: textOf(await decompressed(bytes, head.contentEncoding, maxBytes), head.contentType) }
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return { unreadable: isTooLarge ? tooLarge(maxBytes) : 'a compressed body that cannot be read' }
  }
}

/** The words for an error message. */
export function tooLarge(maxBytes: number): string {
  return `an answer of more than ${maxBytes / 1024} KiB`
}

async function decompressed(bytes: Buffer, contentEncoding: unknown, maxOutputLength: number): Promise<Buffer> {
  // A proxy on the way has decompressed the body but kept the header.
  if (isPlain(bytes)) return bytes
  const encodings = String(contentEncoding).toLowerCase().split(',')
  const known = encodings.flatMap((encoding) => decompressions.get(encoding.trim()) ?? [])
  const ways = known.length === 0 && isGzip(bytes) ? [gzip] : known
  let plain = bytes
  for (const decompress of ways.reverse()) plain = await decompress(plain, { maxOutputLength })
  return plain
}

/** Whether it starts as JSON or HTML, after an optional byte-order mark and line breaks. */
function isPlain(bytes: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*[{["<]/.test(bytes.subarray(0, 64).toString('latin1'))
}

/** RFC 1952, 2.3.1. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Decodes UTF-8, unless the header names another encoding that Node knows (recorded: windows-1251). Drops the
 * byte-order mark.
 */
function textOf(bytes: Buffer, contentType: unknown): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(String(contentType))?.[1]
  return decoderFor(charset).decode(bytes)
}

/** For UTF-8 if no encoding is named, or one that Node does not know. */
function decoderFor(charset: string | undefined): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
