import fc from 'fast-check'
import { csvLine } from '../../src/exports/csv.ts'

/** Reads one line of RFC 4180 back. */
function cellsOf(line: string): readonly string[] {
  const cells = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

/** Without the apostrophes that separators within a text get. */
function asBefore(cell: string): string {
  return cell.replaceAll(/([;\t\r\n])'/g, '$1')
}

/** What a spreadsheet whose list separator is this one reads, for which our quotes are no quotes. */
function cellsBy(separator: string, line: string): readonly string[] {
  return line.split(new RegExp(`[${separator}\r\n]`)).map((cell) => cell.replace(/^[\s"]*/, ''))
}

describe('a line of comma-separated values', () => {
  it('is read back as it was, whatever its texts', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 5 })

    fc.assert(
      fc.property(texts, (cells) => {
        const line = csvLine(cells.map((cell) => `x${cell}`))

        expect(line.endsWith('\r\n')).toBe(true)
        expect(cellsOf(line).map(asBefore)).toEqual(cells.map((cell) => asBefore(`x${cell}`)))
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

        for (const [index, cell] of cellsOf(line).entries()) {
          expect(cell[0]).toBe("'")
          expect(asBefore(cell.slice(1))).toBe(asBefore(texts[index]!.join('')))
        }
      }),
    )
  })

  it.each([';', '\t'])('starts no formula where %j separates cells, either', (separator) => {
    const piece = fc.constantFrom(separator, '=', '+', '-', '@', '＝', ' ', '"', "'", '\n', 'a', ',')
    const texts = fc.array(fc.string({ unit: piece, maxLength: 12 }), { minLength: 1, maxLength: 4 })

    fc.assert(
      fc.property(texts, (cells) => {
        const line = csvLine(cells.map((cell) => `x${cell}`))

        for (const cell of cellsBy(separator, line)) expect(cell).not.toMatch(/^[=+\-@＝]/)
      }),
    )
    expect(csvLine([`Mug${separator}=HYPERLINK("x")`])).toBe(`"Mug${separator}'=HYPERLINK(""x"")"\r\n`)
    expect(csvLine([`Mug${separator} green`])).toBe(`"Mug${separator} green"\r\n`)
  })

  it('leaves numbers, and texts that only hold such a character, as they are', () => {
    expect(
      csvLine(['a=b', 'mail@example.com', -5, 0, undefined, '', '2026-11-27', 'say "hi"', 'a,b', 'two\nlines']),
    ).toBe('a=b,mail@example.com,-5,0,,,2026-11-27,"say ""hi""","a,b","two\nlines"\r\n')
    expect(csvLine(["=cmd|' /C calc'!A0"])).toBe("'=cmd|' /C calc'!A0\r\n")
    expect(csvLine(['-2007'])).toBe("'-2007\r\n")
  })
})
