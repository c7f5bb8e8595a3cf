/** Rows of text in columns that fit a terminal of 80 columns. */
export interface Column<Row> {
  readonly title: string
  readonly width: number
  readonly cell: (row: Row) => string
  readonly isRight?: boolean
}

/** A text that is too long for its column loses its end to an ellipsis. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const head = columns.map(({ title, width, isRight = false }) => fitted(title, width, isRight))
  const lines = rows.map((row) => columns.map(({ width, cell, isRight = false }) => fitted(cell(row), width, isRight)))
  return [head, ...lines].map((cells) => cells.join('  ').trimEnd()).join('\n')
}

function fitted(text: string, width: number, isRight: boolean): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text
  return isRight ? cut.padStart(width) : cut.padEnd(width)
}
