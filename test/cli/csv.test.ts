import fc from 'fast-check'
import { csvLine } from '../../src/cli/csv.ts'

/** Reads one line of RFC 4180 back. */
function cellsOf(line: string): readonly string[] {
  const cells = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

describe('a line of comma-separated values', () => {
  it('is read back as it was, whatever its texts', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 5 })

    fc.assert(
      fc.property(texts, (cells) => {
        const line = csvLine(cells.map((cell) => `x${cell}`))

        expect(line.endsWith('\r\n')).toBe(true)
        expect(cellsOf(line)).toEqual(cells.map((cell) => `x${cell}`))
      }),
    )
  })

  it('starts no formula, in any cell of text', () => {
    const start = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      ' =',
      '\t\r=',
      '＝',
      '＋',
      '－',
      '＠',
      '\u00a0@',
    )
    const cells = fc.array(fc.tuple(start, fc.string()), { minLength: 1, maxLength: 4 })

    fc.assert(
      fc.property(cells, (texts) => {
        const line = csvLine(texts.map(([first, rest]) => first + rest))

        for (const [index, cell] of cellsOf(line).entries()) expect(cell).toBe(`'${texts[index]!.join('')}`)
      }),
    )
  })

  it('leaves numbers, and texts that only hold such a character, as they are', () => {
    expect(
      csvLine(['a=b', 'mail@example.com', -5, 0, undefined, '', '2026-11-27', 'say "hi"', 'a,b', 'two\nlines']),
    ).toBe('a=b,mail@example.com,-5,0,,,2026-11-27,"say ""hi""","a,b","two\nlines"\r\n')
    expect(csvLine(["=cmd|' /C calc'!A0"])).toBe("'=cmd|' /C calc'!A0\r\n")
    expect(csvLine(['-2007'])).toBe("'-2007\r\n")
  })
})
