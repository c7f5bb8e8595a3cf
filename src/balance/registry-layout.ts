import { quoted } from '../visible.ts'
import { columnsOf, furtherColumns, registryFields } from './registry-columns.ts'
import type { ColumnMap, RegistryField } from './registry-columns.ts'
import { RegistryError } from './registry-error.ts'
import type { RegistryFile } from './registry-text.ts'

/** What a person says of a registry. */
export interface LayoutTerms {
  /** Names of columns that a person has given. */
  readonly columns: ReadonlyMap<RegistryField, string>
  /** Only lines of this merchant, as the registry writes it. */
  readonly merchant: string | undefined
}

/** How a registry is laid out. */
export interface RegistryLayout {
  readonly columns: ColumnMap
  readonly delimiter: string
  /** The line that names the columns, counted from 1. */
  readonly headLine: number
  /** What it names. */
  readonly names: readonly string[]
  /** Days of its first lines, as they are written. */
  readonly dates: readonly string[]
  /** What a person should know of its columns. */
  readonly notes: readonly string[]
}

/** Lines before the one that names the columns: the bank's name, the period. Chosen by feel. */
const maxPreamble = 40

const delimiters = [';', '\t', ',', '|'] as const

/** @throws RegistryError that names what was found instead. */
export function findLayout(file: RegistryFile, { columns: byHand, merchant }: LayoutTerms): RegistryLayout {
  if (file.isNoCsv !== undefined) throw new RegistryError(`The registry is ${file.isNoCsv}`)
  const lines = file.start.split(/\r\n|\r|\n/)
  const head = lines.slice(0, maxPreamble)
  if (head.every((line) => line.trim() === '')) throw new RegistryError('The registry is empty.')
  const found = requireColumns(head, byHand, file)
  requireColumn(found.columns, 'date', 'with the day of each payment')
  if (merchant !== undefined) requireColumn(found.columns, 'merchant', 'that names the merchant')
  const date = found.columns.get('date') ?? -1
  const dates = lines.slice(found.headLine).map((line) => cellsOf(line, found.delimiter)[date] ?? '')
  return { ...found, dates, notes: notesOf(found, byHand) }
}

type FoundColumns = Pick<RegistryLayout, 'columns' | 'delimiter' | 'headLine' | 'names'>

function requireColumns(
  lines: readonly string[],
  byHand: ReadonlyMap<RegistryField, string>,
  file: RegistryFile,
): FoundColumns {
  const best = bestOf(lines, byHand)
  const standard = best ?? bestOf(lines, new Map())
  for (const [field, name] of byHand) {
    if (name === '' || !standard || best?.columns.has(field)) continue
    throw new RegistryError(`The registry has no column ${quoted(name)} for ${field}.`)
  }
  if (best) return best
  throw new RegistryError(noColumns(file, lines))
}

function requireColumn(columns: ColumnMap, field: RegistryField, which: string): void {
  if (columns.has(field)) return
  throw new RegistryError(`The registry has no column ${which} (name it: --columns "${field}=…").`)
}

/** The line that names the most columns. */
function bestOf(lines: readonly string[], byHand: ReadonlyMap<RegistryField, string>): FoundColumns | undefined {
  const found = delimiters.flatMap((delimiter) =>
    lines.flatMap((line, index) => {
      const names = cellsOf(line, delimiter)
      const columns = columnsOf(names, byHand)
      return columns ? [{ columns, delimiter, headLine: index + 1, names }] : []
    }),
  )
  return found.reduce<FoundColumns | undefined>(
    (most, one) => (most && most.columns.size >= one.columns.size ? most : one),
    undefined,
  )
}

/** Good enough for the names of columns, and for days: none of them has a line break in it. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

/** Of two columns that may be the same, the first was read: whoever reads the balance should know which. */
function notesOf({ columns, names }: FoundColumns, byHand: ReadonlyMap<RegistryField, string>): readonly string[] {
  return furtherColumns(names, columns, byHand).map(({ field, name }) => {
    const read = names[columns.get(field) ?? -1] ?? ''
    return read === name
      ? `Two columns of the registry are called ${quoted(name)}: the first was read.`
      : `Two columns of the registry may be the ${field}: ${quoted(read)} was read, ${quoted(name)} was not ` +
          `(--columns "${field}=${name}").`
  })
}

/** What came instead: the line with the most cells may name the columns in words that nobody here knows. */
function noColumns({ encoding }: RegistryFile, lines: readonly string[]): string {
  const widthOf = (line: string): number => Math.max(...delimiters.map((delimiter) => line.split(delimiter).length))
  const [first = ''] = lines.filter((line) => line.trim() !== '')
  const widest = lines.reduce((most, line) => (widthOf(line) > widthOf(most) ? line : most), first)
  return (
    'The registry has no line that names its columns: wanted at least the order number and the amount, got ' +
    `${quoted(widest.slice(0, 200))} (read as ${encoding}). Name them by hand, --columns ` +
    `"orderNumber=…,amount=…", with ${registryFields.slice(2).join(', ')} as far as there are any.`
  )
}
