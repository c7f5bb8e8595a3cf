import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { BankRecord } from './bank-record.ts'
import { findLayout } from './registry-layout.ts'
import { makeReadLine } from './registry-line.ts'
import type { RegistryLine, RegistryTerms } from './registry-line.ts'
import { RegistryError } from './registry-error.ts'
import { textOf } from './registry-text.ts'
import type { RegistryFile } from './registry-text.ts'
import { isMonthFirst } from './registry-times.ts'

/** What is known of a registry once it is read. */
export interface RegistrySummary {
  /** Whether it tells what was given back, too. */
  readonly tellsRefunds: boolean
  /** Lines of another merchant than the one that was asked for. */
  readonly otherMerchantLines: number
  /** Lines that name no currency: their amounts were read in the shop's. */
  readonly assumedCurrencyLines: number
  /** What a person should know of its columns. */
  readonly notes: readonly string[]
}

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
  const layout = findLayout(file, terms)
  const { columns, delimiter, headLine, notes } = layout
  const readLine = makeReadLine(layout, { ...terms, isMonthFirst: isMonthFirst(layout.dates) })
  const problems: string[] = []
  let [otherMerchantLines, assumedCurrencyLines, problemCount] = [0, 0, 0]
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
    if (read.isCurrencyAssumed) assumedCurrencyLines += 1
    tellsRefunds ||= read.record.tells === 'refund'
    take(read.record)
  }
  if (problemCount === 0) return { tellsRefunds, otherMerchantLines, assumedCurrencyLines, notes }
  const more = problemCount - problems.length
  throw new RegistryError(...problems, ...(more > 0 ? [`And ${more} more.`] : []))
}

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
          'closed, or is it no CSV?',
      )
    }
    throw new RegistryError(`The registry cannot be read: ${error.message}.`)
  }
}
