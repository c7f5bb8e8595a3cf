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

  it('never cuts what is whole: other columns give way within 80 columns', () => {
    const columns: readonly Column<Row>[] = [
      { title: 'name', isWhole: true, cell: ({ name }) => name },
      { title: 'count', isWhole: true, isRight: true, cell: ({ count }) => `${count}.00 UZS` },
      { title: 'note', width: 40, cell: ({ note }) => note },
    ]
    const rows = [
      { name: 'N'.repeat(26), count: 9_999_999_999, note: 'n'.repeat(40) },
      { name: 'tea', count: 7, note: '' },
    ]

    const [head, first, second] = tableOf(columns, rows).split('\n')

    expect(first).toBe(`${'N'.repeat(26)}  9999999999.00 UZS  ${'n'.repeat(32)}…`)
    expect(first).toHaveLength(80)
    expect(head).toMatch(/^name {25}.*count {2}note$/)
    expect(second).toMatch(/^tea +7\.00 UZS$/)
  })

  it('is wider than a terminal rather than cut money', () => {
    const money: Column<Row> = { title: 'count', isWhole: true, cell: ({ count }) => '9'.repeat(count) }

    expect(tableOf([money, money, money], [{ name: '', count: 30, note: '' }])).toContain(
      ['9', '9', '9'].map((digit) => digit.repeat(30)).join('  '),
    )
  })

  it('paints what it has fitted, so that colours take no room', () => {
    const columns: readonly Column<Row>[] = [
      { title: 'name', width: 6, cell: ({ name }) => name, paint: (text) => `<${text}>` },
      { title: 'note', width: 4, cell: ({ note }) => note },
    ]

    expect(tableOf(columns, [{ name: 'tea', count: 7, note: 'fine' }])).toBe('name    note\n<tea>     fine')
  })
})
