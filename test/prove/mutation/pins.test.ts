import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSource, placesOf } from '../source.ts'
import { isStillThere, pinsOf } from './pins.ts'
import type { Mutant } from './pins.ts'

const tidy = `
export function makeTill({ limit }: Options) {
  const isFull = (count: number): boolean => count >= limit
  return {
    put(coins: readonly string[], into = 'left') {
      try {
        return coins.filter((coin) => /^[a-z/]+$/.test(coin) && coin !== into && !isFull(coins.length))
      } catch {
        return undefined
      }
    },
  }
}
`

/** The same code, formatted differently and further down. */
const untidy = `
// Not a till.
const kinds: readonly ('left' | 'right')[] = ["left", "right"]

export function makeTill({
    limit, // of coins
}: Options) {
    const isFull = (
        count: number
    ): boolean => count >= limit;
    return {
        put(coins: readonly string[], into = "left") {
            try {
                return coins
                    .filter(
                        (coin) =>
                            /^[a-z/]+$/.test(coin) && /* a kind */ coin !== into &&
                            !isFull(
                                coins.length,
                            )
                    );
            } catch { return undefined; }
        }
    };
}
`

/** A mutant as Stryker reports it. */
function mutantOf(text: string, was: string, replacement: string, nth = 0): Mutant {
  const at = text.split(was, nth + 1).join(was).length
  const positionAt = (offset: number) => {
    const before = text.slice(0, offset).split('\n')
    return { line: before.length, column: before.at(-1)!.length + 1 }
  }
  return { status: 'Survived', replacement, location: { start: positionAt(at), end: positionAt(at + was.length) } }
}

const namesOf = (text: string, ...mutants: readonly Mutant[]): readonly string[] =>
  pinsOf(text, mutants).map(([, { name, mutation }]) => `${name}: ${mutation}`)

describe('the pin of a mutant', () => {
  it('is its function and the change in it, however the code is formatted', () => {
    const pins = [
      'makeTill.isFull: count >= limit => count > limit',
      "makeTill.put: 'left' => ''",
      'makeTill.put: coin !== into => true',
      'makeTill.put: catch { … } => {}',
    ]

    expect(
      namesOf(
        tidy,
        mutantOf(tidy, 'count >= limit', 'count > limit'),
        mutantOf(tidy, "'left'", '""'),
        mutantOf(tidy, 'coin !== into', 'true'),
        mutantOf(tidy, '{\n        return undefined\n      }', '{}'),
      ),
    ).toEqual(pins)
    expect(
      namesOf(
        untidy,
        mutantOf(untidy, 'count >= limit', 'count > limit'),
        mutantOf(untidy, '"left"', '""', 1),
        mutantOf(untidy, 'coin !== into', 'true'),
        mutantOf(untidy, '{ return undefined; }', '{}'),
      ),
    ).toEqual(pins)
  })

  it('has a number if one function has the same twice, in source order', () => {
    const text = 'const ways = () => [true, true]\nconst no = () => true\n'

    expect(
      namesOf(
        text,
        mutantOf(text, 'true', 'false', 2),
        mutantOf(text, 'true', 'false', 1),
        mutantOf(text, 'true', 'false', 0),
        { ...mutantOf(text, 'true', 'false', 2), status: 'Ignored' },
      ),
    ).toEqual(['ways: true => false (1)', 'ways: true => false (2)', 'no: true => false'])
  })
})

describe('a known mutant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-pins-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const isThere = (name: string, mutation: string): boolean => isStillThere(join(folder, 'till.ts'), { name, mutation })
  writeFileSync(join(folder, 'till.ts'), untidy)

  it('is current if its code is there', () => {
    expect(isThere('makeTill.put', "'left' => ''")).toBe(true)
    expect(isThere('makeTill.put', 'catch { … } => {}')).toBe(true)
    expect(isThere('kinds', "'left' => ''")).toBe(true)
  })

  it('is stale once the file, the function, the code, or the second of two is gone', () => {
    expect(isStillThere(join(folder, 'gone.ts'), { name: 'makeTill.put', mutation: "'left' => ''" })).toBe(false)
    expect(isThere('makeTill.take', "'left' => ''")).toBe(false)
    expect(isThere('makeTill', "'left' => ''")).toBe(false)
    expect(isThere('makeTill.put', 'coin === into => true')).toBe(false)
    expect(isThere('makeTill.put', 'finally { … } => {}')).toBe(false)
    expect(isThere('makeTill.put', "'left' => '' (2)")).toBe(false)
    expect(isThere('makeTill.put', "'left' => '' (1)")).toBe(false)
  })
})

describe('the place of a mistake', () => {
  const textAt = (code: string, name: string): readonly string[] =>
    placesOf(code, { name, source: parseSource(untidy) }).map(({ start, end }) => untidy.slice(start, end))

  it('is found by tokens, in a function by its last names', () => {
    expect(textAt("into = 'left'", 'put')).toEqual(['into = "left"'])
    expect(textAt('!isFull(coins.length)', 'makeTill.put')).toEqual([expect.stringMatching(/^!isFull\(\s+coins/)])
    expect(textAt('&& coin !== into', 'put')).toEqual(['&& /* a kind */ coin !== into'])
    expect(textAt('catch { return undefined }', 'put')).toEqual(['catch { return undefined; }'])
  })

  it('is found as often as it occurs, and never in another function', () => {
    expect(textAt("'left'", 'module')).toHaveLength(3)
    expect(textAt('coins', 'put').length).toBeGreaterThan(1)
    expect(textAt('count >= limit', 'put')).toEqual([])
    expect(textAt('count > limit', 'isFull')).toEqual([])
  })
})
