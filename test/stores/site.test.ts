import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { root } from './ground.ts'
import { killWhatRuns, succeed } from './programs.ts'

const html = join(root, '.site/html')
const read = (path: string): string => readFileSync(path, 'utf8')
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending))

/** Where a link leads: a page is served without its ending, and a folder by what it opens with. */
function fileOf(page: string, path: string): string | undefined {
  const target = path === '' ? page : path.startsWith('/') ? join(html, path) : resolve(dirname(page), path)
  return [target, `${target}.html`, join(target, 'index.html')].find((file) => /\.\w+$/.test(file) && existsSync(file))
}

const anchors = new Map<string, ReadonlySet<string>>()

function anchorsOf(page: string): ReadonlySet<string> {
  const known = anchors.get(page) ?? new Set([...read(page).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!))
  anchors.set(page, known)
  return known
}

/** The links of a page within the site that lead nowhere. */
function deadLinksIn(page: string): string[] {
  const targets = new Set([...read(page).matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, target]) => target!))
  return [...targets].filter((target) => {
    if (/^(?:[a-z]+:|\/\/)/.test(target)) return false
    const [path = '', anchor] = decodeURIComponent(target).split('#')
    const file = fileOf(page, path)
    if (file === undefined) return true
    return anchor !== undefined && anchor !== '' && !anchorsOf(file).has(anchor)
  })
}

beforeAll(() => succeed(process.execPath, ['--import', 'tsx', 'site/build.ts'], { folder: root }))

afterAll(killWhatRuns)

describe('the static site', () => {
  it('has every page of the documentation, and no dead link', () => {
    const pages = filesIn(html, '.html').map((page) => join(html, page))

    for (const page of filesIn(join(root, 'docs'), '.md')) {
      expect(pages).toContain(join(html, 'docs', page === 'README.md' ? 'index.html' : page.replace(/md$/, 'html')))
    }
    expect(pages.flatMap((page) => deadLinksIn(page).map((target) => `${page}: ${target}`))).toEqual([])
  })

  it('has a page for every public name', () => {
    const told = filesIn(join(html, 'reference'), '.html').map((page) => page.replace(/^.*\/|\.html$/g, ''))

    for (const file of ['src/index.ts', 'src/sandbox/index.ts', 'src/testing/index.ts']) {
      const exported = [...read(join(root, file)).matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      const names = exported.flatMap(([, list]) => list!.split(',').map((name) => name.trim().replace(/^\w+ as /, '')))

      expect(told).toEqual(expect.arrayContaining(names.filter((name) => name !== '')))
    }
  })

  it('has its Markdown beside it, for programs that llms.txt leads there', () => {
    const links = [...read(join(html, 'llms.txt')).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!)

    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((path) => read(join(html, path)) !== read(join(root, path)))).toEqual([])
  })

  it('asks nothing of another server', () => {
    const scripts = [...filesIn(html, '.js'), ...filesIn(html, '.css')].map((file) => join(html, file))
    const loaded = filesIn(html, '.html').flatMap((page) => [
      ...read(join(html, page)).matchAll(/<(?:script|link|img)[^>]* (?:src|href)="https?:[^"]*"/g),
    ])

    expect(loaded.map(([tag]) => tag)).toEqual([])
    expect(scripts.filter((file) => /@import\s+url\(["']?https?:/.test(read(file)))).toEqual([])
  })
})
