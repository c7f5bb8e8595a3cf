import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The encodings that registries come in. */
export type RegistryEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'windows-1252'

/** A file as it is before anything of it is understood. */
export interface RegistryFile {
  readonly path: string
  readonly encoding: RegistryEncoding
  /** The same for the same content. */
  readonly digest: string
  /** The beginning of its text. */
  readonly start: string
  /** What it is instead of a text with columns, and what to do about it; undefined if it may be one. */
  readonly isNoCsv: string | undefined
}

/** How much of the text is looked at for its columns, in characters. */
const startLength = 64 * 1024

/**
 * Reads a file once, to see how it is written: nothing of it is kept but its beginning.
 *
 * UTF-8 and UTF-16 by their byte-order mark; without one, UTF-16 shows by its zeros. What is no UTF-8 anywhere is taken
 * for windows-1251 or windows-1252, in which every text can be read.
 *
 * @throws whatever the file system throws.
 */
export async function lookAtRegistry(path: string): Promise<RegistryFile> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let head = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    if (head.length < 2 * startLength) head = Buffer.concat([head, chunk])
    isUtf8 = isUtf8 && isValid(utf8, chunk)
  }
  const encoding = encodingOf(head, isUtf8 && isValid(utf8, undefined))
  const start = new TextDecoder(encoding).decode(head.subarray(0, 2 * startLength), { stream: true })
  return {
    path,
    encoding,
    digest: hash.digest('base64url'),
    start: start.slice(0, startLength),
    isNoCsv: noCsvOf(head),
  }
}

const asCsv = 'save it as CSV (UTF-8) first.'

/** What else may be given by mistake, by how it begins. */
const otherFiles: readonly (readonly [RegExp, string])[] = [
  [/^PK\x03\x04/, `an Excel workbook (.xlsx) or another archive: ${asCsv}`],
  [/^\xd0\xcf\x11\xe0/, `an Excel workbook (.xls): ${asCsv}`],
  [/^\x1f\x8b/, 'compressed (gzip): unpack it first.'],
  [/^%PDF-/, 'a PDF: wanted CSV, as the bank exports it.'],
  [/^(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)/i, 'a web page or XML: wanted CSV. Had the login expired?'],
  [/^(\xef\xbb\xbf)?\s*[[{]\s*["[{]/, 'JSON: wanted CSV.'],
]

function noCsvOf(head: Buffer): string | undefined {
  const beginning = head.subarray(0, 256).toString('latin1')
  return otherFiles.find(([begins]) => begins.test(beginning))?.[1]
}

function isValid(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

function encodingOf(head: Buffer, isUtf8: boolean): RegistryEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  // A separator or a digit in UTF-16 has a zero beside it, and no other text has any.
  const sample = head.subarray(0, 1024)
  const zeros = [0, 1].map((side) => sample.filter((byte, index) => byte === 0 && index % 2 === side).length)
  const [even = 0, odd = 0] = zeros
  if (even + odd > 0) return odd >= even ? 'utf-16le' : 'utf-16be'
  if (isUtf8) return 'utf-8'
  return isCyrillic(head) ? 'windows-1251' : 'windows-1252'
}

/** Whether words are Cyrillic as a whole, and not Latin ones with a letter or two that are not ASCII (`Währung`). */
function isCyrillic(head: Buffer): boolean {
  const words = new TextDecoder('windows-1251').decode(head.subarray(0, startLength)).match(/\p{L}{2,}/gu) ?? []
  const foreign = words.filter((word) => /\P{ASCII}/u.test(word))
  const mixed = foreign.filter((word) => /[a-z]/i.test(word))
  return 2 * mixed.length < foreign.length
}

/** The text of a file, piece by piece, with plain line breaks. A byte-order mark is no part of it. */
export async function* textOf(file: RegistryFile): AsyncGenerator<string, void, undefined> {
  let held = ''
  for await (const piece of piecesOf(file)) {
    const text = held + piece
    // The other half of a break may come with the next piece.
    held = text.endsWith('\r') ? '\r' : ''
    yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n')
  }
  yield held
}

async function* piecesOf({ path, encoding }: RegistryFile): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}
