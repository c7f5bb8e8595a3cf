import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '..')
const page = readFileSync(join(root, 'docs/what-happens-when.md'), 'utf8')

/** Every proof that the page names: its file and part of a title. */
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
    expect(titlesOf(file).filter((one) => one.includes(title))).not.toEqual([])
  })

  it('does not accept a comment, a skipped test or one without a body as a proof', () => {
    const source = `
      // it('in a comment', () => undefined)
      it('run', () => undefined)
      it.each([1])('run with %i', () => undefined)
      describeOver('postgres')('over a database', () => { it.skip('skipped itself', () => undefined) })
      describe.skip('skipped', () => { it('within', () => undefined) })
      describe.each([1])(\`of \${1} kind\`, () => { it.todo('to do'); xit('crossed out', () => undefined) })
      expect('a text').toContain('another')`

    expect(titlesIn(source)).toEqual(['run', 'run with %i', 'over a database', 'of ${1} kind'])
  })
})

const titlesByFile = new Map<string, readonly string[]>()

/** The titles in a file, which is read once however many rows name it. */
function titlesOf(file: string): readonly string[] {
  const titles = titlesByFile.get(file) ?? titlesIn(readFileSync(join(root, file), 'utf8'))
  titlesByFile.set(file, titles)
  return titles
}

const starters = new Set(['it', 'test', 'describe', 'describeOver'])
const notRun = new Set(['skip', 'todo', 'failing'])

/** The titles of all tests and groups in a file that are not skipped, as written. */
function titlesIn(source: string): readonly string[] {
  const file = ts.createSourceFile('a.test.ts', source, ts.ScriptTarget.Latest)
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isStart(node)) {
      const names = namesIn(node.expression)
      if (names.some((name) => notRun.has(name) || /^x(it|test|describe)$/.test(name))) return
      const [title, body] = node.arguments
      if (title && body && starters.has(names[0]!)) titles.push(title.getText(file).slice(1, -1))
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return titles
}

/** A call with a title and a function, whatever its name. */
function isStart({ arguments: [title, body] }: ts.CallExpression): boolean {
  if (!title || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return false
  return !body || ts.isFunctionLike(body)
}

/** `it`, `each` for `it.each(list)(…)`; `describeOver` for `describeOver('postgres')(…)`. */
function namesIn(callee: ts.Expression): readonly string[] {
  if (ts.isIdentifier(callee)) return [callee.text]
  if (ts.isPropertyAccessExpression(callee)) return [...namesIn(callee.expression), callee.name.text]
  if (ts.isCallExpression(callee)) return namesIn(callee.expression)
  return ts.isTaggedTemplateExpression(callee) ? namesIn(callee.tag) : []
}
