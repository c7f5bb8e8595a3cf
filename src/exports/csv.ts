/** A cell of a table: text, an amount, or nothing. */
export type Cell = string | number | undefined

/**
 * What a spreadsheet reads as the beginning of a formula: `=`, `+`, `-` and `@` (OWASP: CSV injection), their
 * full-width forms, and the blanks and line breaks that it skips before one.
 */
const formulaStart = /^[\s\u0000\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u

/**
 * The same within a text. Where the list separator is `;` (German, French, Russian, Turkish) or a tab, a spreadsheet
 * splits the line there whatever our quotes say, and at each line break: what follows begins a cell. Quotes and
 * apostrophes before the formula do not help.
 */
const formulaAfterSeparator = /([;\t\r\n])(?=[\s\u0000\uFEFF"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu

/** One line of comma-separated values, with its line break (RFC 4180). */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. A number stays a number. */
function csvCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const defused = cell.replace(formulaAfterSeparator, "$1'")
  const text = formulaStart.test(cell) ? `'${defused}` : defused
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
