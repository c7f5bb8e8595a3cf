import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(__dirname, '..')
const page = readFileSync(join(root, 'docs/what-happens-when.md'), 'utf8')

/** Every proof the page names, as its file and a part of a title. */
const proofs = [...page.matchAll(/`(test\/[^`]+\.test\.ts)` "([^"]+)"/g)].map(
  ([, file, title]) => [file!, title!] as const,
)

describe('what happens when', () => {
  it('names a proof in every row', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!what happens|---)/.test(line))

    expect(rows.filter((row) => !/`test\/[^`]+\.test\.ts` "[^"]+" ?\|?/.test(row))).toEqual([])
    expect(proofs.length).toBeGreaterThanOrEqual(rows.length)
  })

  it.each(proofs)('%s has a test "%s"', (file, title) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(title)
  })
})
