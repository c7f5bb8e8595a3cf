import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { quoted } from '../visible.ts'
import type { BankRecord } from './bank-record.ts'
import { columnsOf, registryFields } from './registry-columns.ts'
import type { ColumnMap, RegistryField } from './registry-columns.ts'
import { makeReadLine } from './registry-line.ts'
import type { RegistryLine, RegistryTerms } from './registry-line.ts'
import { textOf } from './registry-text.ts'
import type { RegistryFile } from './registry-text.ts'

/** A registry that cannot be compared: the message says why, and what was wanted. Nothing was compared or changed. */
export class RegistryError extends Error {}

/** What is known of a registry once it is read. */
export interface RegistrySummary {
  /** Whether it tells what was given back, too. */
  readonly tellsRefunds: boolean
  /** Lines of another merchant than the one that was asked for. */
  readonly otherMerchantLines: number
}

/** Lines before the one that names the columns: the bank's name, the period. Chosen by feel. */
const maxPreamble = 40

/** In characters: what is longer is no line, and would be held in memory as one. Chosen by feel. */
const maxLineLength = 100_000

/** No more problems than this are told at once. Chosen by feel. */
const maxProblems = 20

/**
 * Reads a registry line by line, however long it is.
 *
 * @throws RegistryError if it names no columns that are known, or has a line that cannot be read: with half of it,
 *   orders would be missing that are not.
 */
export async function readRegistry(
  file: RegistryFile,
  terms: RegistryTerms,
  take: (record: BankRecord) => void,
): Promise<RegistrySummary> {
  const { columns, delimiter, headLine } = findColumns(file, terms.columns)
  const readLine = makeReadLine(columns, terms)
  const problems: string[] = []
  let [otherMerchantLines, problemCount] = [0, 0]
  let tellsRefunds = columns.has('operation')
  for await (const { cells, line } of rowsOf(file, delimiter)) {
    if (line <= headLine) continue
    const read: RegistryLine = readLine(cells, line)
    if (read.kind === 'problem') {
      problemCount += 1
      if (problems.length < maxProblems) problems.push(`Line ${line}: ${read.text}`)
    }
    if (read.kind === 'other-merchant') otherMerchantLines += 1
    if (read.kind !== 'record') continue
    tellsRefunds ||= read.record.tells === 'refund'
    take(read.record)
  }
  if (problemCount === 0) return { tellsRefunds, otherMerchantLines }
  const more = problemCount - problems.length
  throw new RegistryError([...problems, ...(more > 0 ? [`And ${more} more.`] : []), nothingCompared].join('\n'))
}

const nothingCompared = 'Nothing was compared.'

interface Row {
  readonly cells: readonly string[]
  /** Counted from 1, as editors do. */
  readonly line: number
}

async function* rowsOf(file: RegistryFile, delimiter: string): AsyncGenerator<Row, void, undefined> {
  const parser = Readable.from(textOf(file)).pipe(
    parse({
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: maxLineLength,
    }),
  )
  let lastLine = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      lastLine = info.lines
      yield { cells: record, line: info.lines }
    }
  } catch (error) {
    if (error instanceof RegistryError || !(error instanceof Error)) throw error
    if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE') {
      throw new RegistryError(
        `Line ${lastLine + 1} or later: a line is longer than ${maxLineLength} characters. Is a quotation mark never ` +
          `closed, or is it no CSV? ${nothingCompared}`,
      )
    }
    throw new RegistryError(`The registry cannot be read: ${error.message}. ${nothingCompared}`)
  }
}

interface FoundColumns {
  readonly columns: ColumnMap
  readonly delimiter: string
  readonly headLine: number
}

/** @throws RegistryError that names what was found instead. */
function findColumns(file: RegistryFile, byHand: ReadonlyMap<RegistryField, string>): FoundColumns {
  const lines = file.start.split(/\r\n|\r|\n/).slice(0, maxPreamble)
  if (lines.every((line) => line.trim() === '')) {
    throw new RegistryError(`The registry is empty. ${nothingCompared}`)
  }
  const best = bestOf(lines, byHand)
  const standard = best ?? bestOf(lines, new Map())
  for (const [field, name] of byHand) {
    if (name === '' || !standard || best?.columns.has(field)) continue
    throw new RegistryError(`The registry has no column ${quoted(name)} for ${field}. ${nothingCompared}`)
  }
  if (!best) throw new RegistryError(noColumns(file, lines))
  if (best.columns.has('date')) return best
  throw new RegistryError(
    `The registry has no column with the day of each payment (${exampleOf('date')}). ${nothingCompared}`,
  )
}

/** The line that names the most columns. */
function bestOf(lines: readonly string[], byHand: ReadonlyMap<RegistryField, string>): FoundColumns | undefined {
  const found = [';', '\t', ',', '|'].flatMap((delimiter) =>
    lines.flatMap((line, index) => {
      const columns = columnsOf(cellsOf(line, delimiter), byHand)
      return columns ? [{ columns, delimiter, headLine: index + 1 }] : []
    }),
  )
  return found.reduce<FoundColumns | undefined>(
    (most, one) => (most && most.columns.size >= one.columns.size ? most : one),
    undefined,
  )
}

/** Good enough for the names of columns: none of them has a line break in it. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

function exampleOf(field: RegistryField): string {
  return `name it: --columns "${field}=…"`
}

function noColumns({ encoding }: RegistryFile, lines: readonly string[]): string {
  const longest = lines.reduce((most, line) => (line.length > most.length ? line : most), '')
  return (
    'The registry has no line that names its columns: wanted at least the order number and the amount, got ' +
    `${quoted(longest.slice(0, 200))} (read as ${encoding}). Name them by hand, --columns ` +
    `"orderNumber=…,amount=…", with ${registryFields.slice(2).join(', ')} as far as there are any. ` +
    nothingCompared
  )
}
