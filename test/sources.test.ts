import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const rows = new Set(
  [...read('docs/sources.md').matchAll(/^\| ([a-zA-Z ]+?) +\|/gm)].map(([, name]) => name).filter((name) => name),
)

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
}

/** The names cited in a source file, each comment read as one line. */
function citedIn(text: string): readonly string[] {
  const flat = text.replace(/\s*\n\s*(?:\*|\/\/) ?/g, ' ')
  return [...flat.matchAll(/BPC: ([a-z ]+)/g)].flatMap(([, names = '']) => names.trim().split(/ and (?!reversal)/))
}

const own = join('test', 'sources.test.ts')
const files = ['src', 'routes', 'middleware', 'test', 'bench', 'example']
  .flatMap(sourcesIn)
  .filter((path) => path !== own)

describe('a source that a comment cites', () => {
  it('has its row in docs/sources.md, and every row is cited', () => {
    const cited = files.flatMap((path) => citedIn(read(path)).map((name) => ({ path, name })))

    expect(cited.filter(({ name }) => !rows.has(name))).toEqual([])
    const names = new Set(cited.map(({ name }) => name))
    expect([...rows].filter((name) => name !== 'API' && name !== 'Where' && !names.has(String(name)))).toEqual([])
  })

  it('is not a private paper', () => {
    const named = files.filter((path) =>
      /\b(?:protocol|safety|contract),? (?:F|N|V)?\d/i.test(read(path).replace(/\n\s*(?:\*|\/\/)/g, '')),
    )

    expect(named).toEqual([])
  })
})
