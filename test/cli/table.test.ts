import { tableOf } from '../../src/cli/table.ts'
import type { Column } from '../../src/cli/table.ts'

interface Row {
  readonly name: string
  readonly count: number
  readonly note: string
}

describe('a table', () => {
  it('aligns its columns, cuts what is too long, and ends no line with blanks', () => {
    const columns: readonly Column<Row>[] = [
      { title: 'name', width: 6, cell: ({ name }) => name },
      { title: 'count', width: 5, isRight: true, cell: ({ count }) => String(count) },
      { title: 'note', width: 4, cell: ({ note }) => note },
    ]

    expect(
      tableOf(columns, [
        { name: 'tea', count: 7, note: '' },
        { name: 'porcelain', count: 12_345, note: 'fine' },
      ]),
    ).toBe('name    count  note\ntea         7\nporce…  12345  fine')
  })
})
