import { tableOf } from '../../src/cli/table.ts'

describe('a table', () => {
  it('aligns its columns, cuts what is too long, and ends no line with blanks', () => {
    const columns = [
      { title: 'name', width: 6, cell: ({ name }: { name: string }) => name },
      { title: 'count', width: 5, isRight: true, cell: ({ count }: { count: number }) => String(count) },
      { title: 'note', width: 4, cell: ({ note }: { note: string }) => note },
    ]

    expect(
      tableOf(columns, [
        { name: 'tea', count: 7, note: '' },
        { name: 'porcelain', count: 12_345, note: 'fine' },
      ] as never),
    ).toBe('name    count  note\ntea         7\nporce…  12345  fine')
  })
})
