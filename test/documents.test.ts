import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { slugOf } from '../site/slug-of.ts'
import { httpStatusOf } from '../src/error-codes.ts'
import { reviewWords } from '../src/explain/words/reviews.ts'
import type { ReviewFacts } from '../src/explain/words/reviews.ts'
import { closingStatuses, handOverStatuses, orderStatuses, reviewReasons } from '../src/order.ts'
import { everyMove } from '../src/settlement/judge/moves.ts'
import { run } from './cli/a-world.ts'

const root = resolve(__dirname, '..')
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file))
const pages = markdownIn('docs')
const documents = [...markdownIn('.'), ...pages, 'llms.txt']
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const manifest = JSON.parse(read('package.json')) as { readonly scripts: object; readonly files: readonly string[] }

const codeBlock = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm

/** A document without its code, in which nothing is a link or a heading. */
const proseOf = (text: string): string => text.replaceAll(codeBlock, '')

/** The anchors of a document, as GitHub makes them of its headings. */
function anchorsOf(file: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading] of proseOf(read(file)).matchAll(/^#+ (.+)$/gm)) {
    const slug = slugOf(heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** The links of a document to other files, or to a heading. */
function linksIn(
  file: string,
): readonly { readonly target: string; readonly path: string; readonly anchor?: string }[] {
  return [...proseOf(read(file)).matchAll(/\]\(\s*([^)\s]+)\s*\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      const to = path === '' ? file : relative(root, resolve(root, dirname(file), path))
      return anchor === undefined ? { target, path: to } : { target, path: to, anchor }
    })
}

describe('the documents', () => {
  it('have no dead link, and none to a heading that is not there', () => {
    const dead = documents.flatMap((file) =>
      linksIn(file)
        .filter(({ path, anchor }) => {
          if (!existsSync(join(root, path))) return true
          return anchor !== undefined && !anchorsOf(path).has(anchor)
        })
        .map(({ target }) => `${file}: ${target}`),
    )

    expect(dead).toEqual([])
    expect(documents.flatMap(linksIn).length).toBeGreaterThan(200)
  })

  it('link from the package to nothing that the package does not have', () => {
    const shipped = ['README.md', 'LICENSE', 'package.json', ...manifest.files]
    const isShipped = (path: string): boolean => shipped.some((one) => path === one || path.startsWith(`${one}/`))
    const missing = documents
      .filter(isShipped)
      .flatMap((file) => linksIn(file).map(({ path }) => `${file}: ${path}`))
      .filter((line) => !isShipped(line.split(': ')[1]!))

    // For whoever changes the library: it is in the repository alone, and says so where it is named.
    expect(missing.filter((line) => !line.endsWith(': CONTRIBUTING.md'))).toEqual([])
  })

  it('are all in the table of contents, and the README leads there', () => {
    const listed = new Set(linksIn('docs/README.md').map(({ path }) => path))

    expect(pages.filter((page) => page !== 'docs/README.md' && !listed.has(page))).toEqual([])
    expect(linksIn('README.md').map(({ path }) => path)).toContain('docs/README.md')
  })

  it('name only scripts of the package that exist', () => {
    const named = documents.flatMap((file) => [...read(file).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name!))

    expect([...new Set(named)].filter((name) => !(name in manifest.scripts))).toEqual([])
    expect(named.length).toBeGreaterThan(10)
  })

  it('name only commands that exist, each with options that it takes', async () => {
    const typed = new Set(
      documents.flatMap((file) =>
        [...read(file).matchAll(/npx express-hosted-checkout((?: +[^\s`&|#(),;]+)+)/g)].map(([, words]) =>
          words!.trim(),
        ),
      ),
    )
    const wrong: string[] = []
    for (const line of typed) {
      const words = line.split(/ +/)
      const help = await helpOfTyped(words)
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/[=.:].*$/, ''))
      const unknown = options.filter((option) => !shared.has(option) && !new RegExp(`${option}\\b`).test(help))
      if (help === '' || unknown.length > 0) wrong.push(line)
    }

    expect(wrong).toEqual([])
    expect(typed.size).toBeGreaterThan(30)
  })
})

/** Options of every command. */
const shared = new Set(['--env-file', '--env-prefix', '--json', '--help', '--version'])

/** What the command that somebody has typed says of itself; empty if there is none of this name. */
async function helpOfTyped([command = '', sub = '']: readonly string[]): Promise<string> {
  // A placeholder, which stands for all of them.
  if (command === '<command>') return 'any'
  const help = await helpOf(command)
  return /^Commands:/m.test(help) && /^[a-z]/.test(sub) ? helpOf(command, sub) : help
}

const helps = new Map<string, string>()

/** What a command says of itself; empty if there is none of this name. */
async function helpOf(...words: string[]): Promise<string> {
  const name = words.join(' ')
  const known = helps.get(name)
  if (known !== undefined) return known
  const { exitCode, out } = await run([...words, '--help'], {})
  const help = exitCode === 0 && out.includes(`express-hosted-checkout ${name}`) ? out : ''
  helps.set(name, help)
  return help
}

describe('the code in the documents', () => {
  it('in JavaScript and JSON can be read', () => {
    const blocks = documents.flatMap((file) =>
      [...read(file).matchAll(codeBlock)].map(([, kind, code]) => ({ file, kind, code: code! })),
    )
    const faults = blocks.flatMap(({ file, kind, code }) => {
      if (kind === 'json') return JSON.parse(code) === undefined ? [file] : []
      return kind === 'js' || kind === 'jsx' ? syntaxFaults(code, kind).map((fault) => `${file}: ${fault}`) : []
    })

    expect(faults).toEqual([])
    expect(syntaxFaults('const answer = await fetch(', 'js')).not.toEqual([])
    // TypeScript is compiled in readme.test.ts. Whatever is not read by a test is no program of ours.
    const known = ['ts', 'js', 'jsx', 'json', 'html', 'sh', 'csv', 'yaml', 'nginx', 'mermaid', '']
    expect(blocks.filter(({ kind }) => !known.includes(kind!)).map(({ file, kind }) => `${file}: ${kind}`)).toEqual([])
  })
})

function syntaxFaults(code: string, kind: 'js' | 'jsx'): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: `example.${kind}`,
    reportDiagnostics: true,
    compilerOptions: { jsx: ts.JsxEmit.ReactJSX, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  })
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/** The sections of a page, by heading. */
function sectionsOf(page: string): ReadonlyMap<string, string> {
  const sections = page.split(/^## /m).slice(1)
  return new Map(
    sections.map((text) => {
      const [heading = '', ...lines] = text.split('\n')
      return [heading, lines.join(' ').replaceAll(/\s+/g, ' ').trim()]
    }),
  )
}

describe('docs/errors.md', () => {
  const sections = sectionsOf(read('docs/errors.md'))

  it('has a heading for every code, in order, and no other', () => {
    expect([...sections.keys()]).toEqual(Object.keys(httpStatusOf).sort())
  })

  it.each(Object.entries(httpStatusOf))(
    'says of %s what happened, whether money moved, and what to do',
    (code, status) => {
      const section = sections.get(code)!
      const isAnswered = code !== 'CHECKOUT_CONFIGURATION'

      expect(section).toMatch(/^.{40,} \*\*Money:\*\* .{8,} \*\*Do:\*\* .{15,}$/)
      expect(section.startsWith(`HTTP ${status}`)).toBe(isAnswered)
    },
  )
})

describe('docs/review-reasons.md', () => {
  const sections = sectionsOf(read('docs/review-reasons.md'))
  const facts = {
    amount: '19.99 EUR',
    refundIt: 'refund it',
    expiresAt: '27 Nov 2026 at 10:00',
    reference: 'CART-7',
    others: [] as readonly string[],
    by: 'Ann',
    note: 'rang on Monday',
    sawMoneyAt: undefined,
  } as ReviewFacts

  it('has a heading for every reason, in order, and no other', () => {
    expect([...sections.keys()]).toEqual(reviewReasons)
  })

  it.each(reviewReasons)('says of %s what explain says, and where the money is', (reason) => {
    const { why, look } = reviewWords[reason]
    const [first, ...rest] = why(facts)
    const section = sections.get(reason)!
    const [what, more] = section.split(' **Money:** ')
    const [money, toDo] = more!.split(' **Do:** ')

    expect(what).toBe(`${first!.toUpperCase()}${rest.join('')}.`)
    expect(money!.length).toBeGreaterThan(8)
    expect(toDo).toBe(look(facts))
  })
})

describe('docs/states.md', () => {
  const page = read('docs/states.md')
  const [, , diagram = ''] = [...page.matchAll(codeBlock)].find(([, kind]) => kind === 'mermaid')!
  const boxes = new Map(
    [...diagram.matchAll(/state "[^"]+" as (\w+) \{\n([\s\S]*?)\n {2}\}/g)].map(([, name, inside]) => [
      name!,
      inside!.trim().split(/\s+/),
    ]),
  )
  const inBox = (name: string): readonly string[] => boxes.get(name) ?? [name]

  it('draws every move of the table and of a person, each once, and no other', () => {
    const arrows = [...diagram.matchAll(/^ +(\w+) --> (\w+)(?:: [a-z ]+)?$/gm)]
    const drawn = arrows.flatMap(([, from, to]) =>
      inBox(from!).flatMap((one) => inBox(to!).map((two) => `${one}>${two}`)),
    )

    expect(drawn.sort()).toEqual([...everyMove].sort())
    expect(boxes.size).toBe(2)
  })

  it('has a row for every state of an order, of its goods and of its end', () => {
    const rowsOf = (column: string): string[] => {
      const table = page.split(`| \`${column}\` |`)[1]!.split('\n\n')[0]!
      return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!)
    }

    expect(rowsOf('order.status')).toEqual(orderStatuses)
    expect(rowsOf('order.handOver')).toEqual(handOverStatuses)
    expect(rowsOf('order.closing')).toEqual(closingStatuses)
  })
})
