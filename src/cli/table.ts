/** Rows of text in columns that fit a terminal of 80 columns. */
interface ColumnOf<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly isRight?: boolean
  /** How the cell looks on a terminal; it adds nothing that takes up room. */
  readonly paint?: (text: string, row: Row) => string
}

/** Money and numbers of orders, which say something else once they are cut: as wide as the widest cell. */
interface WholeColumn<Row> extends ColumnOf<Row> {
  readonly isWhole: true
}

/** A text that is too long loses its end to an ellipsis. It gives way to the columns that are whole. */
interface CutColumn<Row> extends ColumnOf<Row> {
  readonly width: number
}

/** See {@link WholeColumn} and {@link CutColumn}. */
export type Column<Row> = WholeColumn<Row> | CutColumn<Row>

/** As wide as any terminal. */
const maxWidth = 80

/** A column that gives way keeps so much. Chosen by feel. */
const minWidth = 4

const gap = '  '

/** Wider than a terminal only if nothing is left to cut. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const widths = widthsOf(columns, rows)
  const head = columns.map(({ title, isRight }, index) => fitted(title, widths[index] ?? 0, isRight))
  const lines = rows.map((row) =>
    columns.map((column, index) => painted(column, row, fitted(column.cell(row), widths[index] ?? 0, column.isRight))),
  )
  return [head, ...lines].map((cells) => cells.join(gap).trimEnd()).join('\n')
}

/** The blanks that fill it up stay plain: the line may end with them. */
function painted<Row>({ paint }: Column<Row>, row: Row, text: string): string {
  const words = text.trimEnd()
  return paint ? paint(words, row) + text.slice(words.length) : text
}

function widthsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly number[] {
  const widths = columns.map((column) =>
    'width' in column ? column.width : Math.max(column.title.length, ...rows.map((row) => column.cell(row).length)),
  )
  const total = (): number => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1))
  const mayGive = (index: number): boolean => 'width' in (columns[index] ?? {}) && (widths[index] ?? 0) > minWidth
  while (total() > maxWidth) {
    const giving = widths.map((width, index) => (mayGive(index) ? width : 0))
    const widest = giving.indexOf(Math.max(...giving))
    if (!mayGive(widest)) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function fitted(text: string, width: number, isRight = false): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text
  return isRight ? cut.padStart(width) : cut.padEnd(width)
}
